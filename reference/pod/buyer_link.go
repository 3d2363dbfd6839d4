package pod

import (
	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/link"
	"github.com/seatrial/seatrial/sim"
)

// Only the last bits of an attempt come back with an answer.
const attemptBits = 6

// work does what is due: calls that failed for want of an answer, orders that
// were parked, documents that did not come, and the calls to be made now.
func (b *Buyer) work() {
	now := b.clock.Mono
	for _, l := range b.links {
		for n, outcome, ok := l.Expire(now); ok; n, outcome, ok = l.Expire(now) {
			b.out.Reach("supplier-timeout")
			b.tried(n, outcome)
		}
		for n, ok := l.Shed(now); ok; n, ok = l.Shed(now) {
			b.shed(n, event.ReasonParkedLong)
		}
	}
	b.overdue(&b.tech, poAccepted, event.ReasonNo997)
	b.overdue(&b.business, poAcked, event.ReasonNo855)
	b.remind()
	b.want()
	for _, l := range b.links {
		for n, ok := l.Resume(); ok; n, ok = l.Resume() {
			if p := b.orders.numbered(n); p != nil {
				b.note(p, event.POResumed, "")
			}
		}
	}
	b.call(now)
	b.arm()
}

// call makes the calls that are due. They leave when what was written before is on
// disk; so it reads its ledger, which waits for the same, and until it has read it
// decides on no other. Whatever the disk does, no more leave than the contract allows.
func (b *Buyer) call(now int64) {
	ready := false
	for _, l := range b.links {
		ready = ready || l.Ready(now)
	}
	if !ready || b.writes {
		return
	}
	for i, l := range b.links {
		for c, ok := l.Next(now); ok; c, ok = l.Next(now) {
			b.send(i, c)
		}
	}
	b.writes = true
	b.out.Read(b.pos+1, 0)
}

// settled notes that the calls have left.
func (b *Buyer) settled() {
	b.writes = false
	for _, l := range b.links {
		l.Left(b.clock.Mono)
	}
}

// want looks again at articles whose order was refused.
func (b *Buyer) want() {
	for sku, w := range b.wanting {
		if !w {
			continue
		}
		if supplier, lane := b.source(sku); b.links[supplier].Open(lane) {
			b.replenish(sku)
		}
	}
}

// arm sets the timer for what is due next.
func (b *Buyer) arm() {
	at := int64(1 << 62)
	for _, l := range b.links {
		if t, ok := l.Wake(b.clock.Mono); ok {
			at = min(at, t)
		}
	}
	for _, q := range [...]*event.Queue[promised]{&b.tech, &b.business, &b.notices} {
		if q.Len() > 0 {
			at = min(at, q.Front().at)
		}
	}
	if at == 1<<62 || b.armed != 0 && b.armed <= at {
		return
	}
	b.armed = at
	b.out.Timer(1, max(at-b.clock.Mono, 1_000_000))
}

// send makes a call to a supplier: an order, or one that takes it back, always
// under the same key.
func (b *Buyer) send(supplier int, c link.Call) {
	p, typ, suffix := b.orders.numbered(c.N&^otherCalls), event.SubmitPurchase, ""
	if p == nil {
		b.links[supplier].Remove(c.N, b.clock.Mono)
		return
	}
	qty := p.qty
	switch {
	case c.N&cancelCall != 0:
		typ, suffix = event.CancelPurchase, "~cancel"
	case c.N&changeCall != 0:
		typ, suffix, qty = event.ChangePurchase, "~change", p.qty-p.cut
	}
	switch {
	case c.Attempt > 1:
		b.out.Reach("supplier-asked-again")
	case typ == event.SubmitPurchase:
		b.note(p, event.POCalled, "")
	}
	if c.Probe {
		b.out.Reach("breaker-probes")
	}
	b.out.Count("supplier_calls", 1)
	b.out.Call(b.trade.Suppliers[supplier].Addr, c.N<<attemptBits|uint64(c.Attempt&(1<<attemptBits-1)), b.letter(p, typ, p.name+suffix, c.Lane.String(), qty))
}

// letter returns a call about some units of an order.
func (b *Buyer) letter(p *purchase, typ, key, reason string, qty int64) *sim.Message {
	body := b.bodies.New()
	body.Key, body.Order, body.SKU, body.Qty, body.Reason = key, p.name, b.site.Catalog.Articles[p.sku], qty, reason
	body.Source = b.name
	return b.message(&sim.Head{ID: key, Type: typ, Source: b.name, Entity: p.name, Region: b.site.Region, Tier: sim.Confidential,
		Corr: p.name, Cause: p.last, Time: b.clock.Wall}, body)
}

// answered takes the answer of a supplier, or of purchasing.
func (b *Buyer) answered(in *sim.Input) {
	n, attempt := in.ID>>attemptBits, uint32(in.ID&(1<<attemptBits-1))
	reply, err := event.View(in.Msg.View, in.Msg.Body)
	if err != nil || event.ValidateReply(reply) != nil {
		b.out.Reach("reply-invalid")
		return
	}
	p := b.orders.numbered(n &^ otherCalls)
	switch {
	case p == nil:
	case n&noticeCall != 0:
		b.told(p)
	default:
		b.heard(p, n, attempt, reply)
	}
}

// heard settles a call to a supplier.
func (b *Buyer) heard(p *purchase, n uint64, attempt uint32, reply *event.Body) {
	l := b.links[p.supplier]
	before := l.Breaker(p.lane)
	failed := reply.Status == event.Shed
	outcome := l.Answer(n, attempt, failed, b.clock.Mono)
	if l.Breaker(p.lane) == link.Closed && before != link.Closed {
		b.out.Reach("breaker-closed")
	}
	switch {
	case failed:
		if reply.Reason == event.ReasonThrottled {
			b.out.Reach("supplier-throttled")
		}
		b.tried(n, outcome)
	case n&cancelCall != 0:
		b.uncancelled(p, n, reply)
	case n&changeCall != 0:
		l.Remove(n, b.clock.Mono) // its 865 follows
		if reply.Status == event.Refused {
			b.unchanged(p, reply.Reason)
		}
	case reply.Status == event.OK && p.state == poIssued:
		l.Remove(n, b.clock.Mono) // also where an earlier attempt was answered late
		b.note(p, event.POAccepted, "")
		b.tech.Push(promised{n: p.n, at: b.clock.Mono + int64(b.trade.Ack)})
	case reply.Status == event.Refused && p.state == poIssued:
		l.Remove(n, b.clock.Mono)
		b.note(p, event.POFailed, reply.Reason)
		b.compensate(p)
	}
}

// tried takes what became of an attempt that failed.
func (b *Buyer) tried(n uint64, outcome link.Outcome) {
	p := b.orders.numbered(n &^ otherCalls)
	if p == nil {
		return
	}
	if b.links[p.supplier].Breaker(p.lane) == link.Open {
		b.out.Reach("breaker-open")
	}
	switch {
	case n&changeCall != 0:
		b.unchanged(p, event.ReasonGaveUp) // not worth a retry; if it was heard an 865 comes all the same
	case outcome != link.GaveUp:
	case n&cancelCall != 0:
		b.links[p.supplier].Restore(n, link.Critical) // somebody has to be told
	case p.state == poIssued:
		b.out.Reach("purchase-given-up")
		b.note(p, event.POFailed, event.ReasonGaveUp)
		b.compensate(p)
	}
}

// uncancelled takes the answer to a call that takes an order back.
func (b *Buyer) uncancelled(p *purchase, n uint64, reply *event.Body) {
	b.links[p.supplier].Remove(n, b.clock.Mono)
	if p.state != poLate || reply.Status == event.Refused && reply.Reason == event.ReasonDispatched {
		return // the goods come
	}
	b.note(p, event.LateCancelled, reply.Reason)
	b.wanting[p.sku] = true
}
