package pod

import (
	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
)

const (
	leaseCall  = 1 << 46     // bit of the ids of questions for the lease
	leaseSoon  = 250_000_000 // between two of them while the pod may take nothing
	leaseParts = 4           // and so often between two renewals else
)

// lease is for how long a pod may take the commands of clients. It counts from the
// question, so that a pod which stood still finds that it has ended.
type lease struct {
	until int64 // monotonic clock
	asked int64
	n     uint64 // questions so far
}

// mayTake reports whether the pod may take commands of clients now.
func (p *Pod) mayTake() bool {
	return p.site.RenewNano == 0 || p.clock.Mono < p.lease.until && !p.reroutes() || p.site.Defects.IgnoresLease()
}

// mayRelease reports whether the pod may send lines to the warehouse. Where its standby
// goes on with everything that is open, it may not without its lease.
func (p *Pod) mayRelease() bool { return !p.site.Wholesale || p.mayTake() }

// elsewhere reports whether a command has to go to somebody else. What a standby took
// is handed back while clients are still turned away.
func (p *Pod) elsewhere(in *sim.Input) bool {
	switch in.Msg.Head.Type {
	case event.PlaceOrder, event.CancelOrder:
		return in.Msg.Head.Purpose != event.Continuity && !p.mayTake()
	}
	return false
}

// askLease asks the warden for how long commands may be taken.
func (p *Pod) askLease() {
	if p.site.RenewNano == 0 {
		return
	}
	if p.reroutes() { // a region that sends its orders elsewhere lets its lease end
		p.out.Timer(timerLease, leaseSoon)
		return
	}
	p.lease.n++
	p.lease.asked = p.clock.Mono
	b := p.bodies.New()
	b.Lease = &event.Lease{Pos: p.pos}
	p.out.Call(p.site.Warden, leaseCall|p.lease.n, p.message(&sim.Head{ID: p.name + "?", Type: event.AskLease, Source: p.name, Entity: p.name,
		Region: p.site.Region, Tier: sim.Internal, Time: p.clock.Wall, Purpose: sim.Heartbeat}, b))
	after := int64(leaseSoon)
	if p.clock.Mono < p.lease.until {
		after = max(p.site.RenewNano/leaseParts, leaseSoon)
	}
	p.out.Timer(timerLease, after)
}

// leased takes the warden's answer to the last question.
func (p *Pod) leased(in *sim.Input) {
	b, err := event.View(in.Msg.View, in.Msg.Body)
	if err != nil || b.Status != event.OK || b.Lease == nil || in.ID != leaseCall|p.lease.n {
		return
	}
	p.lease.until = p.lease.asked + b.Lease.Left
}
