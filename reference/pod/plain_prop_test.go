package pod

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim/history"
)

// plain is what a pod does, written down plainly: maps and lists that are searched
// from end to end, no memory that is used again, no ledger. It says which entries
// a step appends and what it answers.
type plain struct {
	room    int // entries that may be appended before the bound; set before each step
	bound   int
	now     int64
	horizon int64
	epoch   uint32

	orders   []*plainOrder // open ones, oldest first
	books    map[string]history.Book
	versions map[string]uint64
	waiting  map[string][]plainLine
	release  []plainWait
	starved  bool
	keys     plainKeys
	snapshot plainKeys

	entries []string // of the step under way
	answer  string   // "" = none
}

type plainOrder struct {
	name, corr string
	version    uint64
	lines      []plainState
}

type plainState struct {
	sku   string
	qty   int64
	state event.State
	turn  int
}

// plainLine is a line in its present state; turn tells its states apart.
type plainLine struct {
	order *plainOrder
	line  int
	turn  int
}

type plainWait struct {
	plainLine
	at int64
}

// plainKeys are the keys that took effect: when, and what was forgotten of whom.
type plainKeys struct {
	at    map[string]int64
	floor map[string]uint64
	since []string // taken since the last snapshot
}

func newPlain(s *Site) *plain {
	m := &plain{bound: s.queueMax(), horizon: s.horizon(), books: map[string]history.Book{}, versions: map[string]uint64{}, waiting: map[string][]plainLine{}}
	m.keys = plainKeys{at: map[string]int64{}, floor: map[string]uint64{}}
	m.snapshot = m.keys.clone()
	for _, sku := range s.Catalog.Articles {
		m.books[sku] = history.Book{OnHand: s.Stock}
	}
	return m
}

func (k plainKeys) clone() plainKeys {
	return plainKeys{at: maps.Clone(k.at), floor: maps.Clone(k.floor), since: slices.Clone(k.since)}
}

// forget drops the keys of a party that are older than the horizon.
func (m *plain) forget(party string) {
	for key, at := range m.keys.at {
		if prefix, n, _ := event.Number(key); prefix == party && at < m.now-m.horizon {
			delete(m.keys.at, key)
			m.keys.floor[party] = max(m.keys.floor[party], n)
		}
	}
}

func (m *plain) remember(key string) {
	if _, ok := m.keys.at[key]; !ok {
		m.keys.at[key] = m.now
	}
	m.keys.since = append(m.keys.since, key)
	party, _, _ := event.Number(key)
	m.forget(party)
}

// recover keeps what is on disk: the keys of the snapshot and of the entries
// after it, which count as new; allocated lines wait anew, in order of placing.
func (m *plain) recover() {
	since := m.keys.since
	m.keys = m.snapshot.clone()
	for key := range m.keys.at {
		m.keys.at[key] = m.now
	}
	for _, key := range since {
		m.remember(key)
	}
	m.release, m.starved = nil, false
	for _, o := range m.orders {
		for i, l := range o.lines {
			if l.state == event.StateAllocated {
				m.release = append(m.release, plainWait{plainLine{o, i, l.turn}, m.now})
			}
		}
	}
	m.epoch++
	m.say(fmt.Sprintf("%s pod/tx v%d #0 %v/%v %+v ", event.EpochStarted, m.epoch, event.NoState, event.NoState, history.Book{}))
}

func (m *plain) say(entry string) {
	m.room--
	m.entries = append(m.entries, entry)
}

func (m *plain) find(name string) *plainOrder {
	for _, o := range m.orders {
		if o.name == name {
			return o
		}
	}
	return nil
}

func (m *plain) free(sku string) int64 { return m.books[sku].OnHand - m.books[sku].Allocated }

func (o *plainOrder) holds(r plainLine) bool { return o.lines[r.line].turn == r.turn }

// command says what becomes of a command.
func (m *plain) command(typ string, b *event.Body) {
	party, n, ok := event.Number(b.Key)
	if ok {
		m.forget(party)
	}
	_, known := m.keys.at[b.Key]
	switch {
	case known:
		m.answer = event.OK
	case n <= m.keys.floor[party]:
		m.answer = event.Refused + event.ReasonHorizon
	case typ == event.PlaceOrder:
		m.place(b)
	case typ == event.CancelOrder:
		m.cancel(b)
	case typ == event.ReceiveGoods && m.room < 4:
		m.answer = event.Shed + event.ReasonQueueFull
	case typ == event.ReceiveGoods:
		m.scan(event.InventoryReceived, b)
	default:
		m.count(b)
	}
}

func (m *plain) place(b *event.Body) {
	switch n := len(b.Purchase.Lines); {
	case m.find(b.Order) != nil:
		m.answer = event.Refused + event.ReasonKnown
		return
	case m.room < m.bound/4+2+2*n:
		m.answer = event.Shed + event.ReasonQueueFull
		return
	}
	m.answer = event.OK
	o := &plainOrder{name: b.Order, corr: b.Key, version: 2}
	for _, l := range b.Purchase.Lines {
		o.lines = append(o.lines, plainState{sku: l.SKU, qty: l.Qty, state: event.StateAccepted})
	}
	m.orders = append(m.orders, o)
	m.remember(b.Key)
	for i, s := range []event.State{event.StateCreated, event.StateAccepted} {
		m.say(fmt.Sprintf("%s %s v%d #0 %v/%v %+v %s", []string{event.OrderCreated, event.OrderValidated}[i], o.name, i+1, s, s, history.Book{}, b.Key))
	}
	for i, l := range o.lines {
		if m.free(l.sku) >= l.qty {
			m.allocate(o, i)
		} else {
			m.advance(o, i, event.OrderBackordered, event.StateBackordered, o.corr)
		}
	}
}

// advance takes a line to another state.
func (m *plain) advance(o *plainOrder, i int, typ string, to event.State, corr string) {
	l := &o.lines[i]
	m.waiting[l.sku] = slices.DeleteFunc(m.waiting[l.sku], func(r plainLine) bool { return r.order == o && r.line == i })
	l.state = to
	l.turn++
	o.version++
	least, open := event.StateCancelled, false
	for _, k := range o.lines {
		least, open = min(least, k.state), open || !k.state.Terminal()
	}
	m.say(fmt.Sprintf("%s %s v%d #%d %v/%v %+v %s", typ, o.name, o.version, i+1, least, to, history.Book{}, corr))
	switch r := (plainLine{o, i, l.turn}); to {
	case event.StateBackordered:
		m.waiting[l.sku] = append(m.waiting[l.sku], r)
	case event.StateAllocated:
		m.release = append(m.release, plainWait{r, m.now})
	case event.StateCancelled:
		if corr != o.corr {
			m.remember(corr)
		}
	}
	if !open {
		m.orders = slices.DeleteFunc(m.orders, func(k *plainOrder) bool { return k == o })
	}
}

// book changes the figures of an article; line 0 = of no order.
func (m *plain) book(typ, sku string, line int, onHand, allocated int64, corr string) {
	b := m.books[sku]
	b.OnHand, b.Allocated = b.OnHand+onHand, b.Allocated+allocated
	m.books[sku] = b
	m.versions[sku]++
	m.say(fmt.Sprintf("%s sku/tx/%s v%d #%d %v/%v %+v %s", typ, sku, m.versions[sku], line, event.NoState, event.NoState, b, corr))
}

func (m *plain) allocate(o *plainOrder, i int) {
	m.advance(o, i, event.OrderAllocated, event.StateAllocated, o.corr)
	m.book(event.InventoryReserved, o.lines[i].sku, i+1, 0, o.lines[i].qty, o.corr)
}

func (m *plain) cancel(b *event.Body) {
	o := m.find(b.Order)
	if o == nil {
		m.answer = event.Refused + event.ReasonUnknown
		return
	}
	open := 0
	for _, l := range o.lines {
		if l.state > event.StateAllocated && l.state != event.StateCancelled {
			m.answer = event.Refused + event.ReasonReleased
			return
		}
		if !l.state.Terminal() {
			open++
		}
	}
	if m.room < m.bound/4+2*open {
		m.answer = event.Shed + event.ReasonQueueFull
		return
	}
	m.answer = event.OK
	for i := range o.lines {
		if !o.lines[i].state.Terminal() {
			m.end(o, i, b.Key)
		}
	}
}

// end cancels a line, and gives what it had reserved to those who wait.
func (m *plain) end(o *plainOrder, i int, corr string) {
	l := o.lines[i]
	m.advance(o, i, event.OrderCancelled, event.StateCancelled, corr)
	if l.state != event.StateBackordered {
		m.book(event.ReservationReleased, l.sku, i+1, 0, -l.qty, corr)
		m.fill(l.sku)
	}
}

func (m *plain) fill(sku string) {
	for _, r := range slices.Clone(m.waiting[sku]) {
		switch l := r.order.lines[r.line]; {
		case m.free(sku) <= 0:
			return
		case m.room < 4:
			m.starved = true
			return
		case m.free(sku) >= l.qty:
			m.allocate(r.order, r.line)
		}
	}
}

func (m *plain) scan(typ string, b *event.Body) {
	m.answer = event.OK
	m.remember(b.Key)
	m.book(typ, b.SKU, 0, b.Qty, 0, b.Key)
	m.fill(b.SKU)
}

// count books a count; one that takes goods from lines takes from the newest.
func (m *plain) count(b *event.Body) {
	if m.room < 4+2*len(m.release) {
		m.answer = event.Shed + event.ReasonQueueFull
		return
	}
	var back []plainLine
	free := m.free(b.SKU)
	for k := len(m.release) - 1; k >= 0 && free < -b.Qty; k-- {
		if r := m.release[k].plainLine; r.order.holds(r) && r.order.lines[r.line].sku == b.SKU {
			back = append(back, r)
			free += r.order.lines[r.line].qty
		}
	}
	if free < -b.Qty {
		m.answer = event.Shed + event.ReasonAllocated
		return
	}
	for _, r := range back {
		o, l := r.order, r.order.lines[r.line]
		m.advance(o, r.line, event.OrderBackordered, event.StateBackordered, o.corr)
		m.book(event.ReservationReleased, l.sku, r.line+1, 0, -l.qty, o.corr)
	}
	m.scan(event.InventoryAdjusted, b)
}

// wave releases what was allocated a while ago, in that order.
func (m *plain) wave(articles []string) {
	if m.starved {
		m.starved = false
		for _, sku := range articles {
			m.fill(sku)
		}
	}
	for len(m.release) > 0 && m.room >= 4 {
		r := m.release[0]
		if r.order.holds(r.plainLine) {
			if r.at+coolingOff > m.now {
				return
			}
			m.advance(r.order, r.line, event.OrderReleased, event.StateReleased, r.order.corr)
		}
		m.release = m.release[1:]
	}
}

// done takes an answer of the warehouse or the carrier about a line that it was
// asked about in state s.
func (m *plain) done(order string, i int, s event.State, status string) {
	o := m.find(order)
	if o == nil || i >= len(o.lines) || o.lines[i].state != s || m.room < 4 {
		return
	}
	switch {
	case status == event.Refused && s == event.StateReleased:
		m.end(o, i, o.corr)
	case status != event.OK:
	case s == event.StateReleased:
		m.advance(o, i, event.PickConfirmed, event.StatePicked, o.corr)
	case s == event.StatePicked:
		m.advance(o, i, event.Packed, event.StatePacked, o.corr)
	case s == event.StatePacked:
		l := o.lines[i]
		m.advance(o, i, event.ShipConfirmed, event.StateShipped, o.corr)
		m.book(event.InventoryShipped, l.sku, i+1, -l.qty, -l.qty, o.corr)
	}
}

// delivered takes a scan of the carrier.
func (m *plain) delivered(b *event.Body) {
	o, i := m.find(b.Order), int(b.Line)-1
	switch {
	case o == nil || i >= len(o.lines) || o.lines[i].state.Terminal():
		m.answer = event.OK
	case o.lines[i].state != event.StateShipped:
	case m.room < 4:
		m.answer = event.Shed + event.ReasonQueueFull
	default:
		m.answer = event.OK
		m.advance(o, i, event.Delivered, event.StateDelivered, o.corr)
	}
}

// clone copies the model, with every order that anything points at.
func (m *plain) clone() *plain {
	c := *m
	copies := map[*plainOrder]*plainOrder{}
	copied := func(o *plainOrder) *plainOrder {
		if copies[o] == nil {
			n := *o
			n.lines = slices.Clone(o.lines)
			copies[o] = &n
		}
		return copies[o]
	}
	c.orders, c.release, c.waiting = nil, nil, map[string][]plainLine{}
	for _, o := range m.orders {
		c.orders = append(c.orders, copied(o))
	}
	for _, w := range m.release {
		c.release = append(c.release, plainWait{plainLine{copied(w.order), w.line, w.turn}, w.at})
	}
	for sku, list := range m.waiting {
		for _, r := range list {
			c.waiting[sku] = append(c.waiting[sku], plainLine{copied(r.order), r.line, r.turn})
		}
	}
	c.books, c.versions, c.keys, c.snapshot = maps.Clone(m.books), maps.Clone(m.versions), m.keys.clone(), m.snapshot.clone()
	return &c
}

func (m *plain) String() string { return strings.Join(m.entries, "\n") }
