package invariants

import "github.com/seatrial/seatrial/sim/history"

// Types of events that figures are about.
var (
	typeCreated     = history.Hash("OrderCreated")
	typeAllocated   = history.Hash("OrderAllocated")
	typeBackordered = history.Hash("OrderBackordered")
	typeShipped     = history.Hash("ShipConfirmed")
	typeDelivered   = history.Hash("Delivered")
	typeCancelled   = history.Hash("OrderCancelled")
)

// orderBook is what the figures say of orders, by the entries of a ledger.
type orderBook struct {
	open            map[uint64]*openOrder // by entity
	decided, filled int64                 // lines
	closed, perfect int64                 // orders
	doubtful        int64                 // orders that may be perfect, as their region's clock says
	newest          moment                // the newest entry about stock
}

// openOrder is an order that has not ended.
type openOrder struct {
	created   moment
	lines     []openLine
	left      int // lines that have not ended
	returned  int // taken back by the client
	imperfect bool
	arrived   moment
}

// openLine is a line: since when it waits for stock, or for its shipment.
type openLine struct {
	waits, owed moment
	decided     bool
	ended       bool
}

// window is what happened within the positions that a report covers.
type window struct {
	created, taken, allocated     int64
	createdMax, takenMax, waitMax length
}

func newOrderBook() orderBook {
	return orderBook{open: make(map[uint64]*openOrder), newest: never}
}

// take takes in the next entry; counts says whether a report covers it. An order is in
// time if that took commit at most, by a clock that may be off by slack.
func (b *orderBook) take(e *noted, commit, slack int64, w *window, counts bool) {
	if counts {
		w.taken++
		w.takenMax = w.takenMax.longer(e.taken.since(e.at))
	}
	if e.stock {
		b.newest = latest(b.newest, e.at)
		return
	}
	if e.typ == typeCreated {
		b.create(e, w, counts)
		return
	}
	o := b.open[e.order]
	if o == nil || e.line == 0 || int(e.line) > len(o.lines) {
		return
	}
	l := &o.lines[e.line-1]
	if e.typ == typeAllocated && counts {
		w.allocated++
		w.waitMax = w.waitMax.longer(e.at.since(l.waits))
	}
	b.advance(o, l, e)
	if o.left == 0 {
		delete(b.open, e.order)
		b.close(o, commit, slack)
	}
}

func (b *orderBook) create(e *noted, w *window, counts bool) {
	o := &openOrder{created: e.at, arrived: never, lines: make([]openLine, max(0, e.lines)), left: int(max(0, e.lines))}
	for i := range o.lines {
		o.lines[i] = openLine{waits: e.at, owed: never}
	}
	b.open[e.order] = o
	if counts {
		w.created++
		w.createdMax = w.createdMax.longer(e.taken.since(e.at))
	}
}

func (b *orderBook) advance(o *openOrder, l *openLine, e *noted) {
	switch e.typ {
	case typeAllocated:
		b.decide(l, 1)
		l.waits, l.owed = never, e.at
	case typeBackordered:
		if l.decided {
			l.waits = e.at
		}
		b.decide(l, 0)
		l.owed, o.imperfect = never, true
	case typeShipped:
		l.owed = never
	case typeDelivered, typeCancelled:
		if l.ended {
			return
		}
		l.waits, l.owed, l.ended = never, never, true
		o.left--
		switch {
		case e.typ == typeDelivered:
			o.arrived = latest(o.arrived, e.at)
		case e.blank:
			o.returned++
			o.imperfect = true
		default:
			o.imperfect = true
		}
	}
}

func (b *orderBook) decide(l *openLine, filled int64) {
	if !l.decided {
		l.decided = true
		b.decided++
		b.filled += filled
	}
}

func (b *orderBook) close(o *openOrder, commit, slack int64) {
	if o.returned == len(o.lines) {
		return
	}
	b.closed++
	switch took := o.arrived.since(o.created); {
	case o.imperfect || took.low-slack > commit:
	case took.high+slack <= commit:
		b.perfect++
	default:
		b.doubtful++
	}
}

// ages returns since when the oldest line waits for stock, and for its shipment.
func (b *orderBook) ages() (waits, owed moment) {
	waits, owed = never, never
	for _, o := range b.open { // the least of all does not depend on the order
		for i := range o.lines {
			waits, owed = earliest(waits, o.lines[i].waits), earliest(owed, o.lines[i].owed)
		}
	}
	return waits, owed
}

// readings returns what a report must say that was made at a moment.
func (b *orderBook) readings(now moment, err int64, w *window) map[string]reading {
	span := func(v length, known bool) reading {
		return reading{low: v.low - err, high: v.high + err, known: known, judged: true}
	}
	share := func(part, most, whole int64) reading {
		if whole == 0 {
			return reading{judged: true}
		}
		return reading{low: part * 1_000_000 / whole, high: most * 1_000_000 / whole, known: true, judged: true}
	}
	waits, owed := b.ages()
	lag, age := w.waitMax, length{}
	if waits.is() {
		lag = lag.longer(now.since(waits))
	}
	if owed.is() {
		age = now.since(owed)
	}
	return map[string]reading{
		"order-creation-lag":     span(w.createdMax, w.created > 0),
		"inventory-freshness":    span(now.since(b.newest), b.newest.is()),
		"processing-delay":       span(w.takenMax, w.taken > 0),
		"order-allocation-lag":   span(lag, waits.is() || w.allocated > 0),
		"fill-rate":              share(b.filled, b.filled, b.decided),
		"perfect-order":          share(b.perfect, b.perfect+b.doubtful, b.closed),
		"fulfilment-age":         span(age, true),
		"reconciliation-success": {judged: true},
	}
}
