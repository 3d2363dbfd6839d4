package pod

import (
	"slices"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// stock is the record of one article.
type stock struct {
	history.Book
	version uint64
	waiting []lineRef // backordered lines, oldest first
	copy    history.Book
}

// available is what may still be promised.
func (s *stock) available() int64 { return s.OnHand - s.Held - s.Allocated }

func (s *stock) fits(qty int64) bool { return s.available() >= qty }

func (s *stock) stopWaiting(r lineRef) {
	if i := slices.Index(s.waiting, r); i >= 0 {
		s.waiting = slices.Delete(s.waiting, i, i+1)
	}
}

// decisive returns the record by which allocation decides.
func (p *Pod) decisive(sku int) *stock {
	if p.site.Defects.AllocatesFromCopy() {
		return &stock{Book: p.stock[sku].copy}
	}
	return &p.stock[sku]
}

// book records a change of an article's figures.
func (p *Pod) book(e *entry, sku int, b *event.Body, base, change history.Book) string {
	e.entity, e.version, e.tier = p.site.Catalog.Entities[sku], p.stock[sku].version+1, sim.Internal
	if b.Order != "" {
		e.tier = sim.Confidential // whose order it serves is nobody's business but the region's
	}
	b.SKU, b.Change = p.site.Catalog.Articles[sku], change
	b.After = history.Book{OnHand: base.OnHand + change.OnHand, Allocated: base.Allocated + change.Allocated, Held: base.Held + change.Held}
	return p.record(e, b)
}

// receive books goods that already stand in the warehouse.
func (p *Pod) receive(b *event.Body) (status, reason string) {
	sku, ok := p.site.Catalog.Index(b.SKU)
	switch {
	case !ok:
		return event.Refused, event.ReasonInvalid
	case p.room() < stepRoom:
		return event.Shed, event.ReasonQueueFull
	}
	p.bookScan(event.InventoryReceived, sku, b, b.Qty)
	return event.OK, ""
}

// adjust books what a count found. A count that would take goods from lines on
// their way to the warehouse is put off: those lines will be shipped or found
// short first.
func (p *Pod) adjust(b *event.Body) (status, reason string) {
	sku, ok := p.site.Catalog.Index(b.SKU)
	switch {
	case !ok || b.Qty == 0:
		return event.Refused, event.ReasonInvalid
	case p.room() < stepRoom+2*p.release.Len():
		return event.Shed, event.ReasonQueueFull
	case b.Qty < 0 && p.site.Defects.SwallowsCounts():
		return event.OK, ""
	case !p.unallocate(sku, -b.Qty):
		p.out.Reach("count-put-off")
		return event.Shed, event.ReasonAllocated
	}
	p.bookScan(event.InventoryAdjusted, sku, b, b.Qty)
	return event.OK, ""
}

// bookScan books a receipt or a count and serves who waited for it.
func (p *Pod) bookScan(typ string, sku int, b *event.Body, qty int64) {
	e := entry{typ: typ, root: history.Hash(b.Key), corr: b.Key}
	n := p.bodies.New()
	n.Qty, n.Reason, n.Source = qty, b.Reason, b.Source // of a receipt: the purchase order
	p.book(&e, sku, n, p.stock[sku].Book, history.Book{OnHand: qty + p.forgotten(sku, qty)})
	p.fill(sku)
}

// forgotten returns by how much what was booked of an article since its figures were
// read is lost as so many units are booked (M53). An entry that changes nothing is none.
func (p *Pod) forgotten(sku int, qty int64) int64 {
	lost := p.stock[sku].copy.OnHand - p.stock[sku].OnHand
	if !p.site.Defects.LosesUpdates() || lost+qty == 0 {
		return 0
	}
	return lost
}

// fill allocates to the lines that wait for an article, oldest first. A line
// that asks for more than there is does not hold up the others.
func (p *Pod) fill(sku int) {
	s := &p.stock[sku]
	for i := 0; i < len(s.waiting) && s.available() > 0; {
		if p.room() < stepRoom {
			p.starved = true
			p.armWave()
			return
		}
		r := s.waiting[i]
		if l := &r.order.lines[r.line]; s.fits(l.qty) {
			p.out.Reach("backorder-filled")
			p.allocate(r.order, r.line, l.last)
		} else {
			i++
		}
	}
}

// refill serves those who were kept waiting for lack of room.
func (p *Pod) refill() {
	if !p.starved {
		return
	}
	p.starved = false
	for sku := range p.stock {
		p.fill(sku)
	}
}

// unallocate puts lines that are allocated but not released back on backorder,
// newest first, until need units are available. It returns false, and does
// nothing, if there are not enough of them.
func (p *Pod) unallocate(sku int, need int64) bool {
	free := p.stock[sku].available()
	first := p.release.Len()
	for first > 0 && free < need {
		first--
		if r := p.release.At(first); r.valid() && r.order.lines[r.line].sku == sku {
			free += r.order.lines[r.line].qty
		}
	}
	if free < need {
		return false
	}
	for i := p.release.Len() - 1; i >= first; i-- {
		if r := *p.release.At(i); r.valid() && r.order.lines[r.line].sku == sku {
			p.takeBack(r.order, r.line)
		}
	}
	return true
}

// takeBack puts an allocated line on backorder.
func (p *Pod) takeBack(o *order, i int) {
	p.out.Reach("line-deallocated")
	l := &o.lines[i]
	id := p.advance(o, i, event.OrderBackordered, event.StateBackordered, l.last)
	p.hold(o, i, event.ReservationReleased, p.stock[l.sku].Book, history.Book{Allocated: -l.qty}, id)
}
