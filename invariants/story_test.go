package invariants

import (
	"fmt"
	"strings"

	"github.com/seatrial/seatrial/sim/history"
	"pgregory.net/rapid"
)

// story draws a history of a house that keeps every promise: orders are placed,
// allocated, shipped or cancelled, in any order and some at once, while the bus
// delivers twice and out of turn, a border is cut and heals, and a reader looks
// at the end. If it is told of a flaw, it lets it happen to one order.
type story struct {
	t        *rapid.T
	flaw     string
	at       int // the order that it happens to
	lines    []string
	pos      int
	versions map[string]int
	onHand   int
	taken    int // units allocated
	orders   []*tale
	pending  []arrival
	kept     []string // stores that come late
}

// tale is one order: what its lines are, and their states.
type tale struct {
	n      int
	name   string
	qty    []int
	states []string
	last   string // id of its last event
}

// arrival is an event on its way to bus and consumer.
type arrival struct{ entity, store, about string }

// bookish is the header of a story.
func bookish() history.Header {
	h := calm()
	h.Bounds.QueueMax, h.Bounds.Available = 20, 900_000
	return h
}

// tell draws a story with a flaw, or without if it is "".
func tell(t *rapid.T, flaw string) *story {
	s := &story{t: t, flaw: flaw, versions: map[string]int{}, onHand: 10}
	n := rapid.IntRange(4, 7).Draw(t, "orders")
	s.at = rapid.IntRange(2, n-1).Draw(t, "flawed order")
	if flaw == "I-46" || flaw == "clock" {
		s.add("clock qty=%d", rapid.Int64Range(1, 1<<40).Draw(t, "skew"))
	}
	s.add("move sku=s-1 qty=90 from=outside to=shelf")
	s.stock("InventoryReceived", "", 0, 90, 0, "")
	s.flush()
	cut := rapid.IntRange(1, 2).Draw(t, "cut before order")
	for k := 1; k <= n; k++ {
		if k == cut {
			s.fault("injected")
			s.fault("proved")
		}
		s.place(k)
		for len(s.orders) > 0 && (k == n || rapid.IntRange(0, 2).Draw(t, "go on") > 0) {
			s.finish(rapid.IntRange(0, len(s.orders)-1).Draw(t, "order"))
		}
	}
	s.fault("reverted")
	s.end()
	return s
}

func (s *story) add(format string, args ...any) {
	s.lines = append(s.lines, fmt.Sprintf(format, args...))
}

func (s *story) fault(how string) {
	s.add("fault event=f1 type=partition from=tx to=hub reason=%s", how)
}

// hit reports whether a flaw happens to an order now.
func (s *story) hit(flaw string, n int) bool { return s.flaw == flaw && s.at == n }

// end lets everything arrive and a reader look.
func (s *story) end() {
	s.flush()
	s.lines = append(s.lines, s.kept...)
	s.add("phase note=quiet")
	s.add("view consumer=planner/tx from=tx sku=s-1 entity=sku/tx/s-1 label=provisional after=%d,%d", s.onHand, s.taken)
}

// event writes an event; flush lets it go on.
func (s *story) event(typ, entity, cause, rest string) string {
	s.pos++
	s.versions[entity]++
	about := fmt.Sprintf("event=e%d type=%s entity=%s v=%d epoch=1", s.pos, typ, entity, s.versions[entity])
	if cause != "" {
		about += " cause=" + cause
	}
	s.add("append stream=pod/tx pos=%d %s %s", s.pos, about, rest)
	place := fmt.Sprintf("source=pod/tx spos=%d %s", s.pos, about)
	s.pending = append(s.pending, arrival{entity, fmt.Sprintf("store stream=bus/tx pos=%d %s", s.pos, place), place})
	return fmt.Sprintf("e%d", s.pos)
}

// flush lets what was written reach bus and consumer, some of it twice, some
// out of turn.
func (s *story) flush() {
	for _, e := range s.pending {
		if s.flaw == "I-26" && s.pos > 1 {
			s.kept = append(s.kept, e.store)
		} else {
			s.lines = append(s.lines, e.store)
		}
	}
	for i := 0; i < len(s.pending); i++ {
		e := s.pending[i]
		turn := rapid.IntRange(0, 5).Draw(s.t, "arrives")
		if i+1 < len(s.pending) && turn == 0 && s.pending[i+1].entity == e.entity {
			s.add("deliver consumer=planner/tx attempt=1 %s", s.pending[i+1].about)
			s.add("reject consumer=planner/tx reason=parked %s", s.pending[i+1].about)
			s.apply(e, 1)
			s.apply(s.pending[i+1], 2)
			i++
			continue
		}
		s.apply(e, 1)
		if turn == 1 {
			s.add("deliver consumer=planner/tx attempt=2 %s", e.about)
			s.add("reject consumer=planner/tx reason=duplicate %s", e.about)
		}
	}
	s.pending = nil
}

func (s *story) apply(e arrival, attempt int) {
	s.add("deliver consumer=planner/tx attempt=%d %s", attempt, e.about)
	s.add("apply consumer=planner/tx %s", e.about)
}

// step takes a line of an order to a state.
func (s *story) step(o *tale, line int, typ, to string) {
	o.states[line-1] = to
	o.last = s.event(typ, o.name, o.last, fmt.Sprintf("op=k%d line=%d state=%s", o.n, line, o.header()))
}

// header is the state of the least advanced open line.
func (o *tale) header() string {
	for _, state := range house().Progress {
		for _, have := range o.states {
			if have == state {
				return state
			}
		}
	}
	return ""
}

// stock changes the book; from is the order, if any.
func (s *story) stock(typ, from string, line, onHand, allocated int, cause string) {
	s.onHand, s.taken = s.onHand+onHand, s.taken+allocated
	rest := fmt.Sprintf("sku=s-1 delta=%d,%d after=%d,%d", onHand, allocated, s.onHand, s.taken)
	if from != "" {
		rest += fmt.Sprintf(" from=%s line=%d", from, line)
	}
	s.event(typ, "sku/tx/s-1", cause, rest)
}

// place lets a client order one or two lines.
func (s *story) place(n int) {
	o := &tale{n: n, name: fmt.Sprintf("order/tx/%d", n)}
	for range rapid.IntRange(1, 2).Draw(s.t, "lines") {
		o.qty, o.states = append(o.qty, rapid.IntRange(1, 4).Draw(s.t, "qty")), append(o.states, "Created")
	}
	s.orders = append(s.orders, o)
	s.add("invoke op=k%d type=PlaceOrder entity=%s attempt=1", n, o.name)
	if n == s.at || rapid.Bool().Draw(s.t, "asked twice") {
		s.add("invoke op=k%d type=PlaceOrder entity=%s attempt=2", n, o.name)
	}
	if s.hit("I-39", n) {
		s.add("cross from=tx to=hub op=k%d type=ExportBatch purpose=visibility fields=sku body=quantities", n)
	}
	o.last = s.event("OrderCreated", o.name, "", fmt.Sprintf("op=k%d state=Created qty=%d", n, len(o.qty)))
	for i := range o.states {
		o.states[i] = "Accepted"
	}
	o.last = s.event("OrderValidated", o.name, o.last, fmt.Sprintf("op=k%d state=Accepted", n))
	for i, q := range o.qty {
		s.step(o, i+1, "OrderAllocated", "Allocated")
		s.stock("InventoryReserved", o.name, i+1, 0, q, o.last)
	}
	s.flush()
	if s.flaw == "I-30" && n > 2 {
		s.add("info op=k%d type=PlaceOrder", n)
	} else {
		s.add("ok op=k%d type=PlaceOrder", n)
	}
	s.add("cross from=tx to=hub type=ExportBatch purpose=visibility fields=sku,qty body=quantities_and_nothing_else_at_all")
}

// finish lets the lines of an open order be shipped or cancelled.
func (s *story) finish(at int) {
	o := s.orders[at]
	s.orders = append(s.orders[:at], s.orders[at+1:]...)
	s.flaws(o)
	for i, q := range o.qty {
		if s.hit("I-04", o.n) || rapid.IntRange(0, 2).Draw(s.t, "cancelled") == 0 {
			s.step(o, i+1, "OrderCancelled", "Cancelled")
			if !s.hit("I-04", o.n) {
				s.stock("ReservationReleased", o.name, i+1, 0, -q, o.last)
			}
			s.flush()
			continue
		}
		s.add("move sku=s-1 qty=%d from=shelf to=staged", q)
		s.add("effect witness=carrier/tx op=%s#%d type=shipment entity=%s line=%d qty=%d", o.name, i+1, o.name, i+1, q)
		s.add("move sku=s-1 qty=%d from=staged to=shipped", q)
		s.step(o, i+1, "ShipConfirmed", "Shipped")
		s.stock("InventoryShipped", o.name, i+1, -q, -q, o.last)
		s.step(o, i+1, "Delivered", "Delivered")
		s.flush()
	}
}

// flaws lets what is wrong with an order happen before it is finished.
func (s *story) flaws(o *tale) {
	switch {
	case s.hit("I-03", o.n): // promised to two customers, and taken back
		s.stock("InventoryReserved", o.name, 1, 0, s.onHand, o.last)
		s.stock("ReservationReleased", o.name, 1, 0, -s.onHand, o.last)
	case s.hit("I-05", o.n), s.hit("I-46", o.n): // shipped under another key
		s.add("effect witness=carrier/tx op=%s#9 type=sample entity=%s line=9", o.name, o.name)
		s.add("effect witness=carrier/tx op=%s#%d type=sample entity=%s line=9", o.name, rapid.IntRange(8, 9).Draw(s.t, "key"), o.name)
	case s.hit("two orders", o.n): // for one command
		s.event("OrderCreated", o.name+"0", "", fmt.Sprintf("op=k%d state=Created qty=1", o.n))
	case s.hit("lost", o.n): // a command that was answered
		s.add("invoke op=lost type=PlaceOrder entity=order/tx/99\nok op=lost type=PlaceOrder")
	case s.hit("I-06", o.n): // the owner leaves out a version
		s.versions[o.name]++
	case s.hit("I-08", o.n):
		s.early()
	}
}

// early lets the consumer see an effect before its cause.
func (s *story) early() {
	cause := s.event("InventoryReceived", "sku/tx/s-2", "", "sku=s-2 delta=1 after=1")
	s.add("move sku=s-2 qty=1 from=outside to=shelf")
	s.event("InventoryReceived", "sku/tx/s-3", cause, "sku=s-3 delta=1 after=1")
	s.add("move sku=s-3 qty=1 from=outside to=shelf")
	s.lines = append(s.lines, s.pending[0].store, s.pending[1].store)
	s.apply(s.pending[1], 1)
	s.apply(s.pending[0], 1)
	s.pending = nil
}

// text returns the story as [told] reads it.
func (s *story) text() string { return strings.Join(s.lines, "\n") }

// edit changes one drawn line of those that are of a kind and hold a text.
func (s *story) edit(kind, with string, change func(string) string) {
	var at []int
	for i, l := range s.lines {
		if strings.HasPrefix(l, kind+" ") && strings.Contains(l, with) {
			at = append(at, i)
		}
	}
	i := rapid.SampledFrom(at).Draw(s.t, "line changed")
	s.lines[i] = change(s.lines[i])
}

// drop takes away the deliveries and effects that hold a text.
func (s *story) drop(text string) {
	for i, l := range s.lines {
		if strings.Contains(l, text) && !strings.HasPrefix(l, "append ") && !strings.HasPrefix(l, "store ") {
			s.lines[i] = ""
		}
	}
}

// without returns the text less the lines that hold one of some texts.
func (s *story) without(texts ...string) string {
	var out []string
	for _, l := range s.lines {
		keep := true
		for _, w := range texts {
			keep = keep && !strings.Contains(l, w)
		}
		if keep {
			out = append(out, l)
		}
	}
	return strings.Join(out, "\n")
}
