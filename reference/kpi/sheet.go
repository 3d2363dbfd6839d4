package kpi

import (
	"slices"
	"strings"

	"github.com/seatrial/seatrial/reference/event"
)

// Event is what a sheet takes in of one event: what happened, when it occurred and
// when it was taken in, both in ns of the region's wall clock.
type Event struct {
	Type     string
	Entity   string // "order/tx/17", "sku/tx/s-0004"
	Line     uint32 // from 1; 0 = the whole order
	Lines    int64  // of a new order
	Reason   string // of a line that ended early; "" = the client took it back
	Occurred int64
	Taken    int64
}

// lineState is how far a line has come, as far as figures care.
type lineState uint8

const (
	undecided lineState = iota
	waiting             // on backorder
	promised            // allocated, not shipped
	shipped
	ended
)

// line is one order line.
type line struct {
	state   lineState
	decided bool
	since   int64 // in the state
}

// order is an order that has not ended.
type order struct {
	created int64
	lines   []line
	done    int // lines that ended
	taken   int // of them taken back by the client
	flawed  bool
	last    int64 // delivery
}

// place is a line that waited when it was put down.
type place struct {
	order uint64
	line  int
	since int64
}

// Sheet holds what the figures of one region are computed from. Memory grows with
// the orders that have not ended. The zero value is not ready; see [NewSheet].
type Sheet struct {
	commit int64 // an order is promised within this
	orders event.Index[*order]
	wait   event.Queue[place] // lines without stock, oldest first; some wait no more
	ship   event.Queue[place] // lines allocated, likewise

	decided, filled uint64
	closed, perfect uint64
	newest          int64 // occurrence of the newest stock event
	stock           bool  // there was one

	// Since the last report.
	created, taken, allocated     uint64
	createdMax, takenMax, waitMax int64
}

// NewSheet returns an empty sheet. An order is on time if it is delivered within
// commit ns of its creation.
func NewSheet(commit int64) *Sheet { return &Sheet{commit: commit} }

// Take takes in an event. In a replay nothing becomes visible anew: what is counted
// since the last report stays as it is.
func (s *Sheet) Take(e *Event, replay bool) {
	if !replay {
		s.taken++
		s.takenMax = max(s.takenMax, e.Taken-e.Occurred)
	}
	if strings.HasPrefix(e.Entity, event.StockPrefix) {
		s.newest, s.stock = max(s.newest, e.Occurred), true
		return
	}
	_, n, ok := event.Number(e.Entity)
	if !ok {
		return
	}
	if e.Type == event.OrderCreated {
		s.create(n, e, replay)
		return
	}
	o, _ := s.orders.Get(n)
	if o == nil || e.Line == 0 || int(e.Line) > len(o.lines) {
		return
	}
	s.advance(n, o, int(e.Line)-1, e, replay)
	if o.done == len(o.lines) {
		s.close(n, o)
	}
}

func (s *Sheet) create(n uint64, e *Event, replay bool) {
	o := &order{created: e.Occurred, lines: make([]line, max(0, e.Lines))}
	for i := range o.lines {
		o.lines[i].since = e.Occurred
		s.wait.Push(place{n, i, e.Occurred})
	}
	s.orders.Set(n, o)
	if !replay {
		s.created++
		s.createdMax = max(s.createdMax, e.Taken-e.Occurred)
	}
}

func (s *Sheet) advance(n uint64, o *order, i int, e *Event, replay bool) {
	l := &o.lines[i]
	switch e.Type {
	case event.OrderAllocated:
		s.decide(l, 1)
		if !replay {
			s.allocated++
			s.waitMax = max(s.waitMax, e.Occurred-l.since)
		}
		l.state, l.since = promised, e.Occurred
		s.ship.Push(place{n, i, e.Occurred})
	case event.OrderBackordered:
		s.decide(l, 0)
		o.flawed = true
		if l.state != undecided {
			l.since = e.Occurred // it had stock and lost it
			s.wait.Push(place{n, i, e.Occurred})
		}
		l.state = waiting
	case event.ShipConfirmed:
		l.state, l.since = shipped, e.Occurred
	case event.Delivered:
		s.end(o, l)
		o.last = max(o.last, e.Occurred)
	case event.OrderCancelled:
		s.end(o, l)
		o.flawed = true
		if e.Reason == "" {
			o.taken++
		}
	}
}

func (s *Sheet) decide(l *line, filled uint64) {
	if !l.decided {
		l.decided = true
		s.decided++
		s.filled += filled
	}
}

func (s *Sheet) end(o *order, l *line) {
	if l.state != ended {
		l.state = ended
		o.done++
	}
}

func (s *Sheet) close(n uint64, o *order) {
	s.orders.Remove(n)
	if o.taken == len(o.lines) {
		return
	}
	s.closed++
	if !o.flawed && o.last-o.created <= s.commit {
		s.perfect++
	}
}

// oldest returns since when the oldest line of a queue is in one of two states,
// and drops those before it that are no more; false if there is none.
func (s *Sheet) oldest(q *event.Queue[place], a, b lineState) (int64, bool) {
	for q.Len() > 0 {
		p := q.Front()
		if o, _ := s.orders.Get(p.order); o != nil && p.line < len(o.lines) { // an order of the same number may be shorter
			if l := &o.lines[p.line]; (l.state == a || l.state == b) && l.since == p.since {
				return p.since, true
			}
		}
		q.Pop()
	}
	return 0, false
}

// Owes reports whether a line is allocated and not shipped.
func (s *Sheet) Owes() bool {
	_, ok := s.oldest(&s.ship, promised, promised)
	return ok
}

// Figures returns what can be told from events alone, at an instant of the wall
// clock, in the order of [Definitions] without backlog, reconciliation and
// duplicates, and begins a new report.
func (s *Sheet) Figures(now int64) []Figure {
	out := []Figure{
		longest(CreationLag, s.createdMax, s.created),
		s.freshness(now),
		longest(ProcessingDelay, s.takenMax, s.taken),
	}
	lag, lines := s.waitMax, s.allocated
	if since, ok := s.oldest(&s.wait, undecided, waiting); ok {
		lag, lines = max(lag, now-since), lines+1
	}
	out = append(out, longest(AllocationLag, lag, lines), ppm(FillRate, s.filled, s.decided), ppm(PerfectOrder, s.perfect, s.closed))
	if since, ok := s.oldest(&s.ship, promised, promised); ok {
		out = append(out, Figure{Name: FulfilmentAge, Value: now - since, Of: 1, Known: true})
	} else {
		out = append(out, Figure{Name: FulfilmentAge, Known: true}) // nothing waits: 0
	}
	s.created, s.taken, s.allocated = 0, 0, 0
	s.createdMax, s.takenMax, s.waitMax = 0, 0, 0
	return out
}

func (s *Sheet) freshness(now int64) Figure {
	if !s.stock {
		return Figure{Name: Freshness}
	}
	return Figure{Name: Freshness, Value: now - s.newest, Of: 1, Known: true}
}

// Pack writes what a restart needs. Equal sheets have equal bytes.
func (s *Sheet) Pack(k *event.Pack) {
	for _, n := range []uint64{s.decided, s.filled, s.closed, s.perfect} {
		k.Uint(n)
	}
	k.Int(s.newest)
	k.Uint(bit(s.stock))
	numbers := s.orders.Numbers()
	slices.Sort(numbers)
	k.Uint(uint64(len(numbers)))
	for _, n := range numbers {
		o, _ := s.orders.Get(n)
		k.Uint(n)
		k.Int(o.created)
		k.Uint(uint64(o.taken))
		k.Uint(bit(o.flawed))
		k.Int(o.last)
		k.Uint(uint64(len(o.lines)))
		for _, l := range o.lines {
			k.Uint(uint64(l.state)<<1 | bit(l.decided))
			k.Int(l.since)
		}
	}
}

// Unpack reads what Pack wrote into an empty sheet.
func (s *Sheet) Unpack(u *event.Unpack) {
	s.decided, s.filled, s.closed, s.perfect = u.Uint(), u.Uint(), u.Uint(), u.Uint()
	s.newest, s.stock = u.Int(), u.Uint() == 1
	var wait, ship []place
	for range u.Len() {
		n := u.Uint()
		o := &order{created: u.Int(), taken: int(u.Uint()), flawed: u.Uint() == 1, last: u.Int()}
		for i := range u.Len() {
			packed := u.Uint()
			l := line{state: lineState(packed >> 1), decided: packed&1 == 1, since: u.Int()}
			o.lines = append(o.lines, l)
			switch l.state {
			case undecided, waiting:
				wait = append(wait, place{n, i, l.since})
			case promised:
				ship = append(ship, place{n, i, l.since})
			case ended:
				o.done++
			}
		}
		s.orders.Set(n, o)
	}
	fill(&s.wait, wait)
	fill(&s.ship, ship)
}

// fill puts lines in a queue, those that wait longest first.
func fill(q *event.Queue[place], list []place) {
	slices.SortStableFunc(list, func(a, b place) int {
		switch {
		case a.since < b.since:
			return -1
		case a.since > b.since:
			return 1
		}
		return 0
	})
	for _, p := range list {
		q.Push(p)
	}
}

func bit(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}
