package pod

import (
	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
)

// standing says by which policy events are copied to the standby, and whether it
// lets an order be there.
func (e *Egress) standing(in *sim.Input) {
	r := e.bodies.New()
	r.Status, r.Lease = event.OK, &event.Lease{}
	if s, ok := e.stand(); ok {
		r.Lease.Bundle = s.version
		r.Lease.Permits = e.decide(event.OrderCreated, sim.Restricted, e.outlet.to, e.outlet.purpose).Allow
	}
	m := e.answer(in, e.name, e.site.Region, sim.Internal, e.clock.Wall, r)
	m.Head.Purpose = sim.Heartbeat
	e.out.Reply(in.From, in.ID, m)
}
