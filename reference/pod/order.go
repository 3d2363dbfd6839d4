package pod

import (
	"strings"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// order is one open order. Finished orders are forgotten.
type order struct {
	n          uint64
	name       string // "order/tx/17"
	corr       string // idempotency key that placed it
	root       uint64 // hash of corr
	version    uint64
	last       string // id of its last event
	open       int    // lines that are not at an end
	lines      []line
	prev, next *order
	life       uint64 // tells the orders that use this memory apart; not kept over a recovery
}

// line is one order line.
type line struct {
	sku      int
	qty      int64
	state    event.State
	turn     uint32 // counts its changes of state; not kept over a recovery
	attempts uint32 // calls made for its present state
	late     bool   // the carrier was asked more than once; not kept over a recovery
	task     task   // what is asked about the line, once it was
	last     string // id of its last event
}

// lineRef points at a line in its present state. It is void once the line moves
// on, even if it comes back to the same state later, and once the order is
// forgotten, since the memory of an order is used again.
type lineRef struct {
	order *order
	n     uint64
	life  uint64
	line  int
	turn  uint32
}

func (o *order) ref(i int) lineRef {
	return lineRef{order: o, n: o.n, life: o.life, line: i, turn: o.lines[i].turn}
}

// valid reports whether the line is still there and has not moved. The number of
// an order says nothing: a client may give it to another one later.
func (r lineRef) valid() bool { return r.order.life == r.life && r.order.lines[r.line].turn == r.turn }

// header returns the state of the order if line i were in state s: that of its
// least advanced open line.
func (o *order) header(i int, s event.State) event.State {
	least := event.StateCancelled
	for k := range o.lines {
		state := o.lines[k].state
		if k == i {
			state = s
		}
		least = min(least, state)
	}
	return least
}

// orders are the open orders of a region, in the order in which they were placed.
type orders struct {
	byNumber    event.Index[*order]
	first, last *order
	free        []*order
	recent      *order // asked for last
	lives       uint64
}

// find returns the open order of a name, or nil.
func (s *orders) find(name string) *order {
	if s.recent != nil && s.recent.name == name {
		return s.recent
	}
	_, n, ok := event.Number(name)
	if !ok {
		return nil
	}
	return s.numbered(n)
}

func (s *orders) numbered(n uint64) *order {
	o, _ := s.byNumber.Get(n)
	if o != nil {
		s.recent = o
	}
	return o
}

// open adds the order of an OrderCreated event.
func (s *orders) open(h *sim.Head, b *event.Body, c *event.Catalog) {
	_, n, ok := event.Number(b.Order)
	if !ok || s.byNumber.Has(n) {
		return
	}
	o := s.add(n)
	o.name, o.corr, o.root = b.Order, h.Corr, history.Hash(h.Corr)
	o.version, o.last = h.Version, h.ID
	for _, l := range b.Purchase.Lines {
		i, _ := c.Index(l.SKU)
		o.lines = append(o.lines, line{sku: i, qty: l.Qty, state: event.StateCreated, last: h.ID})
	}
	o.open = len(o.lines)
}

// add puts an empty order at the end.
func (s *orders) add(n uint64) *order {
	var o *order
	if k := len(s.free); k > 0 {
		o, s.free = s.free[k-1], s.free[:k-1]
	} else {
		o = new(order)
	}
	s.lives++
	*o = order{n: n, lines: o.lines[:0], prev: s.last, life: s.lives}
	if s.last == nil {
		s.first = o
	} else {
		s.last.next = o
	}
	s.last, s.recent = o, o
	s.byNumber.Set(n, o)
	return o
}

// closed notes that a line came to its end; after the last one the order is
// forgotten.
func (s *orders) closed(o *order) {
	o.open--
	if o.open > 0 {
		return
	}
	if o.prev == nil {
		s.first = o.next
	} else {
		o.prev.next = o.next
	}
	if o.next == nil {
		s.last = o.prev
	} else {
		o.next.prev = o.prev
	}
	s.byNumber.Remove(o.n)
	if s.recent == o {
		s.recent = nil
	}
	o.n, o.life, o.name, o.corr, o.last = 0, 0, "", "", "" // voids every reference to it
	s.free = append(s.free, o)
}

// ours reports whether a name is that of an order of the region.
func (p *Pod) ours(name string) (n uint64, ok bool) {
	prefix, n, ok := event.Number(name)
	kind, region, _ := strings.Cut(strings.TrimSuffix(prefix, "/"), "/")
	return n, ok && n > 0 && kind == "order" && region == p.site.Region
}
