package pod

import (
	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/link"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// looked answers a look with how long every call to some supplier has failed, and with
// how many of the orders that were held back are still to go. From the second stage on
// only the critical lane goes.
func (b *Buyer) looked(in *sim.Input, body *event.Body) {
	was := b.holds(b.site, history.StageQueue)
	b.learn(body)
	now := b.holds(b.site, history.StageQueue)
	for _, l := range b.links {
		l.Hold(now)
	}
	switch {
	case now && !was:
		b.out.Reach("suppliers-queued")
	case was && !now:
		b.out.Reach("suppliers-resumed")
		b.upTo = b.next
	}
	r := reading{figure: history.FigureSupplier, idle: true}
	for _, l := range b.links {
		r.value = max(r.value, l.Silent(b.clock.Mono))
		r.idle = r.idle && l.Depth() == 0 && l.Beside() == 0
	}
	if !now {
		r.held = b.held()
	}
	b.out.Reply(in.From, in.ID, b.scribe.answer(in, b.name, b.site.Region, sim.Internal, b.clock.Wall, r.body(b.bodies.New())))
}

// held counts the orders from before the suppliers were called again that none was
// called with.
func (b *Buyer) held() int64 {
	n := int64(0)
	for _, p := range b.orders.list {
		if p.n < b.upTo && p.lane == link.Normal && (p.state == poIssued && !p.called || p.state == poParked) {
			n++
		}
	}
	return n
}

// stirred says that there is something to do here, to whoever has stopped looking.
func (b *Buyer) stirred() {
	if !b.resting {
		return
	}
	for _, l := range b.links {
		if l.Depth() > 0 {
			b.stir(b.site, &b.scribe, b.name, b.clock, b.out)
			return
		}
	}
}

// heardOf takes a look, or a document of a supplier.
func (b *Buyer) heardOf(in *sim.Input) {
	if in.Msg.Head.Type != event.LookStage {
		b.document(in)
		return
	}
	if body, err := event.View(in.Msg.View, in.Msg.Body); err == nil {
		b.looked(in, body)
	}
}
