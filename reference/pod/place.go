package pod

import (
	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

const (
	linesMax   = 512 // order lines
	waitingMax = 64  // lines that wait for one article
)

// place takes an order: created, validated, and every line allocated or put on
// backorder, in one batch.
func (p *Pod) place(b *event.Body) (status, reason string) {
	n, ok := p.ours(b.Order)
	lines := b.Purchase.Lines
	switch {
	case !ok:
		return event.Refused, event.ReasonInvalid
	case p.orders.numbered(n) != nil:
		return event.Refused, event.ReasonKnown
	case tooLarge(len(lines), p.limit()):
		return event.Refused, event.ReasonTooLarge
	case !p.openTo(2 + 2*len(lines)):
		return event.Shed, event.ReasonQueueFull
	}
	for _, l := range lines {
		i, ok := p.site.Catalog.Index(l.SKU)
		switch {
		case !ok:
			return event.Refused, event.ReasonInvalid
		case p.stock[i].available() < l.Qty && len(p.stock[i].waiting) >= waitingMax && !p.owed:
			return event.Refused, event.ReasonSoldOut
		}
	}
	p.create(b)
	p.placed(b)
	return event.OK, ""
}

// tooLarge reports whether an order of so many lines may not fit into a queue of a
// length, whatever else is in it.
func tooLarge(lines, queue int) bool { return lines > linesMax || 2+2*lines > queue/2 }

// create records a new order.
func (p *Pod) create(b *event.Body) {
	root := history.Hash(b.Key)
	c := p.bodies.New()
	c.Order, c.State, c.LineState, c.Qty, c.Purchase = b.Order, event.StateCreated, event.StateCreated, int64(len(b.Purchase.Lines)), b.Purchase
	id := p.record(&entry{typ: event.OrderCreated, entity: b.Order, version: 1, root: root, corr: b.Key, tier: sim.Restricted}, c)
	v := p.bodies.New()
	v.Order, v.State, v.LineState = b.Order, event.StateAccepted, event.StateAccepted
	p.record(&entry{typ: event.OrderValidated, entity: b.Order, version: 2, root: root, corr: b.Key, cause: id, tier: sim.Confidential}, v)
	o := p.orders.find(b.Order)
	for i := range o.lines {
		if p.decisive(o.lines[i].sku).fits(o.lines[i].qty) {
			p.allocate(o, i, o.lines[i].last)
		} else {
			p.out.Reach("backordered")
			p.advance(o, i, event.OrderBackordered, event.StateBackordered, o.lines[i].last)
		}
	}
}

// advance records an event that takes a line to another state.
func (p *Pod) advance(o *order, i int, typ string, to event.State, cause string) string {
	if typ == event.Packed && p.site.Defects.SaysUpdated() {
		typ = orderUpdated
	}
	e := entry{typ: typ, entity: o.name, version: o.version + 1, root: o.root, corr: o.corr, cause: cause, tier: sim.Confidential}
	return p.record(&e, p.lineBody(o, i, to))
}

func (p *Pod) lineBody(o *order, i int, to event.State) *event.Body {
	l := &o.lines[i]
	b := p.bodies.New()
	b.Order, b.Line, b.SKU, b.Qty = o.name, uint32(i+1), p.site.Catalog.Articles[l.sku], l.qty
	b.State, b.LineState = o.header(i, to), to
	return b
}

// allocate promises stock to a line.
func (p *Pod) allocate(o *order, i int, cause string) {
	l := &o.lines[i]
	base := p.decisive(l.sku).Book
	id := p.advance(o, i, event.OrderAllocated, event.StateAllocated, cause)
	p.armWave()
	if p.site.Defects.SkipsReservation() {
		return
	}
	p.hold(o, i, event.InventoryReserved, base, history.Book{Allocated: l.qty}, id)
}

// hold records a change of stock that belongs to an order line.
func (p *Pod) hold(o *order, i int, typ string, base, change history.Book, cause string) {
	e := entry{typ: typ, root: o.root, corr: o.corr, cause: cause}
	b := p.bodies.New()
	b.Order, b.Line, b.Qty = o.name, uint32(i+1), o.lines[i].qty
	p.book(&e, o.lines[i].sku, b, base, change)
}

// cancel takes an order back as long as nothing of it was released.
func (p *Pod) cancel(b *event.Body) (status, reason string) {
	o := p.orders.find(b.Order)
	switch {
	case o == nil:
		return event.Refused, event.ReasonUnknown
	case !o.cancellable():
		return event.Refused, event.ReasonReleased
	case !p.openTo(2 * o.open):
		return event.Shed, event.ReasonQueueFull
	}
	p.out.Reach("order-cancelled")
	root := history.Hash(b.Key)
	for i, left := 0, len(o.lines); i < left; i++ {
		if !o.lines[i].state.Terminal() {
			p.cancelLine(o, i, b.Key, root, "")
		}
	}
	return event.OK, ""
}

// cancellable reports whether no line is past allocation.
func (o *order) cancellable() bool {
	for i := range o.lines {
		if s := o.lines[i].state; s > event.StateAllocated && s != event.StateCancelled {
			return false
		}
	}
	return true
}

// cancelLine ends a line and gives back what it had reserved.
func (p *Pod) cancelLine(o *order, i int, corr string, root uint64, reason string) {
	l := o.lines[i]
	reserved := l.state != event.StateBackordered && l.state >= event.StateAllocated
	e := entry{typ: event.OrderCancelled, entity: o.name, version: o.version + 1, root: root, corr: corr, cause: l.last, tier: sim.Confidential}
	b := p.lineBody(o, i, event.StateCancelled)
	b.Reason = reason
	name := o.name
	id := p.record(&e, b)
	if !reserved {
		return
	}
	back := p.bodies.New()
	back.Order, back.Line, back.Qty, back.Reason = name, uint32(i+1), l.qty, reason
	p.book(&entry{typ: event.ReservationReleased, root: root, corr: corr, cause: id}, l.sku, back, p.stock[l.sku].Book, history.Book{Allocated: -l.qty})
	p.fill(l.sku)
}
