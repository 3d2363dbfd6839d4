package outside

import (
	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// Notary keeps the heads of a region's chained log, outside of the region's
// hands: whoever cuts off the tail of the log, or writes it anew, cannot take
// back what the notary was told (I-21).
type Notary struct{ party }

// NewNotary returns the notary of a site.
func NewNotary(s *Site) *Notary { return &Notary{newParty("notary", s)} }

// Step reacts to one input.
func (n *Notary) Step(clock sim.Clock, in *sim.Input, out *sim.Effects) {
	n.begin(clock, out)
	defer n.end()
	if in.Kind != sim.InCall {
		return
	}
	b, ok := n.read(in)
	if !ok || in.Msg.Head.Type != event.AnchorHead {
		n.reply(in, event.Refused, event.ReasonInvalid)
		return
	}
	r := n.out.Witness(history.KindAnchor)
	r.Stream, r.Pos, r.Label = history.N(b.Source), b.Pos, history.N(b.Reason)
	n.reply(in, event.OK, "")
}
