package outside

import (
	"slices"
	"strconv"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
)

// Orders that make a party misbehave, as an operator's message: the entity is the
// region that they are about, the id is the reason, and what is sent on them
// carries it as its correlation.
const (
	orderForge     = "Forge"
	orderUnmask    = "Unmask"
	orderUnlabel   = "Unlabel"
	orderSubscribe = "Subscribe"
	orderDesist    = "Desist"
)

// misbehaveEvery is the time between two misdeeds.
const misbehaveEvery = 250_000_000

// misdeed is an order that is being followed.
type misdeed struct{ id, order, region string }

// rogue is a party that does nothing, until it is told to misbehave.
type rogue struct {
	party
	misdeeds []misdeed
	n        uint64 // done so far
}

// hear takes an order, or takes one back. It reports whether there is something
// to do now.
func (r *rogue) hear(m *sim.Message) bool {
	id := m.Head.ID
	switch m.Head.Type {
	case orderDesist:
		r.misdeeds = slices.DeleteFunc(r.misdeeds, func(d misdeed) bool { return d.id == id })
		return false
	case orderForge, orderUnmask, orderUnlabel, orderSubscribe:
		r.misdeeds = append(r.misdeeds, misdeed{id: id, order: m.Head.Type, region: m.Head.Entity})
		return len(r.misdeeds) == 1
	}
	return false
}

// StrangerSite is what a stranger knows of a house that is not his.
type StrangerSite struct {
	Hub   string
	Edges map[string]sim.Addr // egress of each region; looked up, never ranged over
	// Forge returns the n-th bundle of his own making, signed with a key of his own.
	Forge func(n uint64, issued int64) string
}

// Stranger has found a way into the hub's network. Told to, he sends a region
// policy bundles that no authority signed, or asks it for what nobody gave him.
type Stranger struct {
	rogue
	knows *StrangerSite
}

// NewStranger returns a stranger at the hub.
func NewStranger(s *Site, k *StrangerSite) *Stranger {
	x := &Stranger{rogue: rogue{party: newParty("stranger", s)}, knows: k}
	x.name = "stranger"
	return x
}

// Step reacts to one input.
func (s *Stranger) Step(clock sim.Clock, in *sim.Input, out *sim.Effects) {
	s.begin(clock, out)
	defer s.end()
	if in.Kind == sim.InTimer || in.Kind == sim.InOperator && s.hear(in.Msg) {
		for _, d := range s.misdeeds {
			s.misbehave(d)
		}
		if len(s.misdeeds) > 0 {
			out.Timer(1, misbehaveEvery)
		}
	}
}

func (s *Stranger) misbehave(d misdeed) {
	edge, ok := s.knows.Edges[d.region]
	if !ok {
		return
	}
	s.n++
	b, typ := s.bodies.New(), event.OfferBundle
	switch d.order {
	case orderForge:
		b.Bundle = &event.Bundle{Signed: s.knows.Forge(s.n, s.clock.Wall)}
	case orderSubscribe:
		typ = event.Subscribe
		b.Key, b.Source, b.Reason = "stranger/"+strconv.FormatUint(s.n, 10), s.knows.Hub, "resale"
	default:
		return
	}
	m := s.message(typ, "policy", sim.Internal, b)
	m.Head.ID, m.Head.Corr, m.Head.Purpose = "stranger/"+strconv.FormatUint(s.n, 10), d.id, event.Governance
	s.out.Call(edge, s.n, m)
}
