package pod

import (
	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
)

// scribe makes messages. It takes memory in larger pieces, as a busy pod writes
// a dozen entries per order line.
type scribe struct {
	bodies   event.Slab[event.Body]
	messages event.Slab[sim.Message]
	passing  event.Slab[sim.Message] // calls and answers: gone in a moment, and no entry of minutes keeps their memory
	ink      event.Ink
}

// message returns a message of a header and a body, which must not change after.
func (s *scribe) message(h *sim.Head, b *event.Body) *sim.Message {
	m := s.messages.New()
	m.Head = *h
	m.Body = s.ink.Body(b)
	m.View = b
	return m
}

// answer returns the answer to a call, of a machine of a region.
func (s *scribe) answer(in *sim.Input, source, region string, tier sim.Tier, wall int64, b *event.Body) *sim.Message {
	h := &in.Msg.Head
	return s.message(&sim.Head{ID: h.ID, Type: h.Type, Source: source, Entity: h.Entity, Region: region, Tier: tier, Corr: h.Corr, Time: wall}, b)
}
