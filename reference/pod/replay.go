package pod

import (
	"strconv"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
)

// A replay puts events on the bus again that are there already, for readers that
// may have missed them. Only the bus is told anew: whoever took effect before, a
// carrier among them, is not asked again, and readers know what they have seen.

// replaying marks a publish of a replay; its answer is nobody's business.
const replaying = 1 << 62

// replay is a replay whose events are being read.
type replay struct {
	from uint64 // 0 = none
	n    uint64
	turn uint64 // so far; what is replayed is new to the bus each time
}

// replayNewest replays the newest events that the bus has, at most a window of
// them.
func (p *Pod) replayNewest(count int64) {
	n := min(uint64(max(count, 1)), window, p.relay.acked)
	if n == 0 {
		return
	}
	p.replayed.from, p.replayed.n = p.relay.acked-n+1, n
	p.replayed.turn = p.desk.n
	p.out.Read(p.replayed.from, int(n))
}

// replays takes what was read and reports whether it was for a replay.
func (p *Pod) replays(in *sim.Input) bool {
	r := &p.replayed
	switch {
	case r.from == 0, in.Pos < r.from, in.Pos >= r.from+r.n:
		return false
	case in.Pos > r.from && p.relay.reading && in.Pos == p.relay.from: // the relay's own, which went back meanwhile
		return false
	}
	for _, m := range in.Tail {
		if m.Head.Pos >= r.from+r.n {
			break
		}
		p.out.Reach("replayed")
		p.out.PublishAgain(p.site.Bus, replaying|m.Head.Pos, m, m.Head.ID+"~"+strconv.FormatUint(r.turn, 10))
		if p.site.Defects.ReplayCallsPartners() && m.Head.Type == event.ShipConfirmed {
			p.bookAgain(m)
		}
	}
	r.from = 0
	return true
}

// bookAgain books a shipment for an event of a replay (M33).
func (p *Pod) bookAgain(m *sim.Message) {
	b, err := event.View(m.View, m.Body)
	if err != nil {
		return
	}
	call := p.passing.New()
	body := p.bodies.New()
	body.Key, body.Order, body.Line, body.SKU, body.Qty = event.TaskKey(b.Order, b.Line)+"~replay", b.Order, b.Line, b.SKU, b.Qty
	call.Head = sim.Head{ID: body.Key, Type: event.BookShipment, Source: p.name, Entity: b.Order, Epoch: p.epoch, Region: p.site.Region,
		Tier: sim.Internal, Corr: m.Head.Corr, Cause: m.Head.ID, Time: p.clock.Wall}
	call.View, call.Body = body, p.ink.Body(body)
	p.out.Call(p.site.Carrier, 0, call)
}
