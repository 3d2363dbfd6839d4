package outside

import (
	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// Purchasing is the people who buy for a region. They are told of every purchase
// order that will not be fulfilled; their ledger says of which, once each.
type Purchasing struct {
	party
	known event.Index[struct{}] // by hash of the key
}

// NewPurchasing returns the purchasing department of a site.
func NewPurchasing(s *Site) *Purchasing { return &Purchasing{party: newParty("purchasing", s)} }

var nameNotice = history.N("notice")

// Step reacts to one input.
func (p *Purchasing) Step(clock sim.Clock, in *sim.Input, out *sim.Effects) {
	p.begin(clock, out)
	defer p.end()
	if in.Kind != sim.InCall {
		return
	}
	b, ok := p.read(in)
	if !ok || in.Msg.Head.Type != event.NotifyPlanner {
		p.reply(in, event.Refused, event.ReasonInvalid)
		return
	}
	if key := history.Hash(b.Key); !p.known.Has(key) {
		p.known.Set(key, struct{}{})
		r := out.Witness(history.KindEffect)
		r.Type, r.Op, r.Entity, r.SKU, r.Qty = nameNotice, history.N(b.Key), history.N(b.Order), history.N(b.SKU), b.Qty
	}
	p.reply(in, event.OK, "")
}
