package specimen

import (
	"strconv"

	"github.com/seatrial/seatrial/sim/history"
)

// order is one order and where its lines are.
type order struct {
	name, op, last history.Name // last is its last event
	version        uint64
	lines          []line
}

type line struct {
	article *article
	units   int64
	state   int // in [progress]
}

// state returns what the owner claims of the whole order: the state of the least
// advanced line.
func (o *order) state() history.Name {
	least := len(progress) - 1
	for i := range o.lines {
		least = min(least, o.lines[i].state)
	}
	return states[least]
}

// fresh returns an empty order, used again if one is done.
func (r *region) fresh() *order {
	o := &order{}
	if n := len(r.done); n > 0 {
		o, r.done = r.done[n-1], r.done[:n-1]
		*o = order{lines: o.lines[:0]}
	}
	r.orders++
	number := strconv.Itoa(r.orders)
	o.name, o.op = history.N("order/"+r.name.Text+"/"+number), history.N("client/"+r.name.Text+"/"+number)
	return o
}

// place lets a client order one or two articles.
func (h *History) place(r *region) {
	o := r.fresh()
	for range 1 + h.below(2) {
		a := &r.stock[h.below(articles)]
		h.receive(r, a)
		o.lines = append(o.lines, line{article: a, units: int64(1 + h.below(4)), state: created})
	}
	r.open = append(r.open, o)
	for attempt := range 1 + h.below(2) {
		c := h.command(history.KindInvoke, r, o)
		c.Attempt = uint32(attempt + 1)
	}
	e := h.order(r, o, orderCreated)
	e.Op, e.Qty, e.Fields = o.op, int64(len(o.lines)), r.fields()
	first := *e
	for i := range o.lines {
		o.lines[i].state = accepted
	}
	h.order(r, o, orderValidated)
	for i := range o.lines {
		h.advance(r, o, i, orderAllocated, allocated)
		h.book(r, o.lines[i].article, reserved, history.Book{Allocated: o.lines[i].units}, o, i)
	}
	h.flush(r)
	h.record(r, &first)
	h.command(history.KindOK, r, o)
	h.leave(r, &first)
	h.export(r)
}

func (h *History) command(k history.Kind, r *region, o *order) *history.Record {
	c := h.say(k, r.name)
	c.Op, c.Type, c.Entity = o.op, placeOrder, o.name
	return c
}

// order writes an event of an order.
func (h *History) order(r *region, o *order, typ history.Name) *history.Record {
	o.version++
	e := h.event(r, typ, o.name, o.version, o.last)
	e.Op, e.State = o.op, o.state()
	o.last = e.Event
	return e
}

// advance takes a line of an order to a state, and returns the event.
func (h *History) advance(r *region, o *order, i int, typ history.Name, to int) *history.Record {
	o.lines[i].state = to
	e := h.order(r, o, typ)
	e.Line = uint32(i + 1)
	return e
}

// finish lets the lines of an open order be shipped, or one in three cancelled.
func (h *History) finish(r *region, at int) {
	o := r.open[at]
	r.open = append(r.open[:at], r.open[at+1:]...)
	for i := range o.lines {
		l := &o.lines[i]
		if h.below(3) == 0 {
			h.advance(r, o, i, orderCancelled, cancelled)
			h.book(r, l.article, released, history.Book{Allocated: -l.units}, o, i)
			h.flush(r)
			continue
		}
		h.ship(r, o, i, l)
	}
	r.done = append(r.done, o)
}

// ship takes goods from the shelf to the carrier.
func (h *History) ship(r *region, o *order, i int, l *line) {
	h.move(r, l.article, history.AccountShelf, history.AccountStaged, l.units)
	f := h.say(history.KindEffect, r.name)
	f.Witness, f.Type, f.Entity, f.Line, f.SKU, f.Qty = carrier, shipment, o.name, uint32(i+1), l.article.sku, l.units
	f.Op = history.N(o.name.Text + "#" + strconv.Itoa(i+1))
	h.move(r, l.article, history.AccountStaged, history.AccountShipped, l.units)
	sent := *h.advance(r, o, i, shipConfirmed, shipped)
	h.book(r, l.article, shippedStock, history.Book{OnHand: -l.units, Allocated: -l.units}, o, i)
	arrived := *h.advance(r, o, i, deliveredType, delivered)
	h.flush(r)
	h.record(r, &sent)
	h.leave(r, &arrived)
	h.export(r)
}
