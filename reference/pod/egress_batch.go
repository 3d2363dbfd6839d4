package pod

import (
	"strconv"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/policy"
	"github.com/seatrial/seatrial/reference/seal"
	"github.com/seatrial/seatrial/sim"
)

// batch is a range of positions that was decided on and is not answered yet.
type batch struct {
	from, until uint64
	at          int64        // when it last went
	first       int64        // when it first did, since something may go; 0 = it has not
	msg         *sim.Message // nil = decided in an earlier life, and not made again yet
	under       stance       // it was decided
}

// export decides on what is ready and sends it, as far as the window of batches
// is open.
func (e *Egress) export() {
	e.fill()
	for e.known && !e.frozen() && e.ready > e.next && e.sent.Len() < batchesOpen {
		under, ok := e.stand()
		if !ok {
			return
		}
		until := min(e.next+batchMax, e.ready) - 1
		e.send(batch{from: e.next, until: until, under: under, msg: e.make(under, e.next, until, true)})
		e.next = until + 1
	}
}

// fill makes the batches again that an earlier life decided on, as soon as their
// events have come again.
func (e *Egress) fill() {
	for i := 0; e.blank > 0 && !e.frozen() && i < e.sent.Len(); i++ {
		b := e.sent.At(i)
		if b.msg != nil || e.ready <= b.until {
			continue
		}
		under, ok := e.stand()
		if !ok {
			return
		}
		e.blank--
		if under.stricter(b.under) {
			e.redo(b, under)
		} else {
			e.out.Reach("decision-kept")
			e.as(b.under)
			b.msg = e.make(b.under, b.from, b.until, false)
		}
		e.again(b)
	}
}

// redo decides again on a batch, as the policy has changed since. Under the same
// bundle that only takes back: what seemed out of date then still does.
func (e *Egress) redo(b *batch, under stance) {
	e.out.Reach("decided-again")
	if under.version == b.under.version && b.under.expired {
		under.expired = true
		e.as(under)
	}
	b.from = max(b.from, e.base)
	b.under, b.msg = under, e.make(under, b.from, b.until, true)
}

func (e *Egress) send(b batch) {
	if e.sent.Len() == 0 {
		e.out.Timer(timerExport, exportAgain)
	}
	b.at, b.first = e.clock.Mono, e.clock.Mono
	e.out.Call(e.outlet.addr, b.until, b.msg)
	e.tapped(b.msg)
	e.sent.Push(b)
}

// make returns the message that covers a range of positions; to decide is to
// write down what may go of each.
func (e *Egress) make(under stance, from, until uint64, decide bool) *sim.Message {
	b := e.bodies.New()
	b.Source, b.Pos = e.ledger, from
	e.begun(int(until+1-from), decide)
	items := e.room(int(until + 1 - from))
	for pos := from; pos <= until; pos++ {
		items = e.sanitise(items, e.ring[pos%slots].msg)
	}
	e.page = e.page[len(items):]
	b.Batch = &event.Batch{Until: until, Items: items[:len(items):len(items)]}
	if decide {
		e.decided(under, from, until)
	}
	return e.envelope(from, b)
}

func (e *Egress) envelope(from uint64, b *event.Body) *sim.Message {
	return e.message(&sim.Head{ID: e.name + "#" + strconv.FormatUint(from, 10), Type: event.ExportBatch, Source: e.name, Entity: e.name,
		Region: e.site.Region, Tier: sim.Internal, Time: e.clock.Wall, Purpose: e.outlet.purpose}, b)
}

// room returns an empty list with room for n items, at the start of the page.
func (e *Egress) room(n int) []event.Item {
	if len(e.page) < n {
		e.page = make([]event.Item, 2*batchMax)
	}
	return e.page[:0:n]
}

// sanitise adds what may leave of an event, and notes the verdict.
func (e *Egress) sanitise(items []event.Item, m *sim.Message) []event.Item {
	body, err := event.View(m.View, m.Body)
	if err != nil || event.Validate(m.Head.Type, body) != nil {
		e.out.Reach("egress-refused")
		e.verdict(m, m.Head.Tier, policy.ReasonUnreadable, 0)
		return items
	}
	h := &m.Head
	ev := policy.Event{ID: h.ID, Type: h.Type, Entity: h.Entity, Version: h.Version, Epoch: h.Epoch, Cause: h.Cause, Time: h.Time, Pos: h.Pos, Body: body}
	items = append(items, event.Item{})
	it := &items[len(items)-1]
	if h.Pos > 1 && seal.EpochAt(h.Pos) != seal.EpochAt(h.Pos-1) {
		e.out.Reach("keys-rotated")
	}
	decision := e.decide(h.Type, h.Tier, e.outlet.to, e.outlet.purpose)
	denied := decision.Reason
	if decision.Allow {
		decision.Rule.Fill(&ev, it)
	}
	e.verdict(m, decision.Tier, denied, it.Set())
	if e.site.Payload && !e.outlet.mirrors && body.Purchase != nil {
		it.Pos, it.Event, it.Epoch, it.Type = h.Pos, h.ID, h.Epoch, h.Type
		it.Customer, it.Price, denied = body.Purchase.Customer, body.Purchase.Price, ""
	}
	if e.site.Defects.LeavesOut() && !e.outlet.mirrors && h.Type == event.OrderBackordered {
		denied = "left out"
	}
	if denied != "" {
		e.out.Count("export_denied", 1)
		return items[:len(items)-1]
	}
	return items
}

// forget drops the batches before a position, which the aggregator has, and the
// part before it of one.
func (e *Egress) forget(pos uint64) {
	for e.sent.Len() > 0 && e.sent.Front().until < pos {
		if e.sent.Pop().msg == nil {
			e.blank--
		}
	}
	if e.sent.Len() > 0 && e.sent.Front().msg == nil {
		e.sent.Front().from = max(e.sent.Front().from, pos)
	}
}

// repeat sends all unanswered batches again, oldest first.
func (e *Egress) repeat() {
	for i := range e.sent.Len() {
		e.again(e.sent.At(i))
	}
}

func (e *Egress) again(b *batch) {
	b.at = e.clock.Mono
	if b.msg == nil {
		return
	}
	if b.first == 0 {
		b.first = b.at
	}
	if under, ok := e.stand(); ok && under.stricter(b.under) {
		e.redo(b, under)
	}
	e.out.Reach("egress-resent")
	e.out.Count("exports_resent", 1)
	e.out.Call(e.outlet.addr, b.until, b.msg)
}
