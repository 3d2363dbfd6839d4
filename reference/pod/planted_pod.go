package pod

import (
	"slices"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
)

// What only runs with a planted defect in the pod.

// orderUpdated is the event type that says nothing (M07).
const orderUpdated = "OrderUpdated"

// heldOrder is an order that waits for the aggregator's word (M41).
type heldOrder struct {
	n  uint64
	in sim.Input
}

const (
	heldCall = 1 << 47 // + number of the held order: a call to the aggregator
	heldMax  = 1024
)

// holdOrder asks the aggregator for the region's figures and leaves the order
// until they come (M41). A client that waits too long asks again.
func (p *Pod) holdOrder(in *sim.Input, b *event.Body) {
	p.holds++
	if len(p.held) == heldMax {
		p.held = slices.Delete(p.held, 0, 1)
	}
	p.held = append(p.held, heldOrder{n: p.holds, in: *in})
	q := p.bodies.New()
	q.Source = p.name
	p.out.Call(p.site.Aggregator, heldCall|p.holds, p.message(&sim.Head{ID: b.Key, Type: event.QueryStock, Source: p.name, Entity: p.name,
		Region: p.site.Region, Tier: sim.Internal, Corr: b.Key, Time: p.clock.Wall, Purpose: event.DemandPlanning}, q))
}

// goOn takes a held order, now that the aggregator has answered (M41).
func (p *Pod) goOn(n uint64) {
	i := slices.IndexFunc(p.held, func(h heldOrder) bool { return h.n == n })
	if i < 0 {
		return
	}
	in := p.held[i].in
	p.held = slices.Delete(p.held, i, i+1)
	b, err := event.View(in.Msg.View, in.Msg.Body)
	if err != nil {
		return
	}
	if p.keys.look(b.Key, p.clock.Mono) == keyRemembered { // it was asked twice, and taken meanwhile
		p.reply(&in, event.OK, "")
		return
	}
	p.take(&in, b)
}

// older reports whether an event was written before what is known, by the wall
// clock of its owner (M25).
func (p *Planner) older(f *figure, h *sim.Head) bool {
	if h.Version == f.version {
		p.out.Reach("duplicate-ignored")
		return true
	}
	if h.Time < f.asOf {
		p.out.Reach("stale-rejected")
		return true
	}
	return false
}
