package invariants

import (
	"fmt"

	"github.com/seatrial/seatrial/sim/history"
)

// Legality is I-07: an order line goes only where the state table lets it.
//
// ALWAYS (append of an entity whose kind has a state table in the header): the
// event type is a transition out of the line's state; an event with line 0 is
// one for every line that is not yet in a terminal state; a terminal state is
// left only by a transition that the table lists; and the state an owner claims
// for the whole order is that of its least advanced open line (of its least
// advanced line, when none is open). A creating event with line 0 brings lines
// 1 to Qty into existence; without Qty, lines come as they are mentioned.
//
// Each event is one evaluation. An order first met with a version above 1 began
// before the history and is not judged; orders of more than 65,535 lines are not
// either.
var Legality = Promise{
	ID: "I-07", Name: "legality", Mode: Always, Safety: true,
	Title: "Every order line takes only the steps that the process allows.",
	Sees:  history.Of(history.KindAppend),
	Needs: history.Of(history.KindAppend),
	New:   newLegality,
}

type legality struct {
	tables []*states
	orders *roster[order]
	large  bool
}

// order is what is known of one order.
type order struct {
	seq    uint64
	last   Ref
	lines  []uint8  // state by line; [0] stands for lines not mentioned yet
	counts []uint32 // lines by state
	vague  bool     // created without a number of lines
	live   bool     // some line is not terminal
}

// linesMax is the number of lines of an order that are judged one by one.
const linesMax = 1<<16 - 1

func newLegality(h *history.Header) Checker {
	return &legality{
		tables: compile(h),
		orders: newRoster(h.Bounds.HorizonNano, func(o *order) bool { return o.live }, wipeOrder),
	}
}

func wipeOrder(o *order) {
	clear(o.counts)
	*o = order{lines: o.lines[:0], counts: o.counts}
}

func (c *legality) See(r *history.Record, out *Result) {
	s := ruling(c.tables, r.Entity.Text)
	if s == nil {
		return
	}
	w := s.rows[r.Type.Key]
	if w == nil {
		out.Evaluated++
		out.Breach(r, func() string {
			return fmt.Sprintf("%s: %s is no step of the process", lineText(r.Entity.Text, r.Line), r.Type)
		})
		return
	}
	o := c.orders.find(r.Entity.Key)
	if o == nil {
		if r.Version > 1 && !w.creates {
			return // it began before the history
		}
		o = c.orders.add(r.Entity.Key, r.At)
		c.begin(o, s, r)
	}
	if r.Line > linesMax || w.creates && r.Line == 0 && r.Qty > linesMax {
		c.large = true
		return
	}
	out.Evaluated++
	c.step(o, s, w, r, out)
	c.header(o, s, r, out)
	o.last = refer(r)
}

func (c *legality) begin(o *order, s *states, r *history.Record) {
	o.seq = r.Seq
	o.lines = append(o.lines[:0], 0)
	for len(o.counts) < len(s.names) {
		o.counts = append(o.counts, 0)
	}
}

// step moves the lines that the event is about.
func (c *legality) step(o *order, s *states, w *row, r *history.Record, out *Result) {
	if w.creates && r.Line == 0 && len(o.lines) == 1 && o.lines[0] == 0 {
		c.create(o, w, r)
		return
	}
	if r.Line > 0 {
		o.mention(r.Line)
		c.move(o, s, w, r.Line, r, out)
		return
	}
	c.moveAll(o, s, w, r, out)
}

// create brings the lines of an order into existence.
func (c *legality) create(o *order, w *row, r *history.Record) {
	to := w.next[0]
	if r.Qty <= 0 {
		o.lines[0], o.vague = to, true
	}
	for range r.Qty {
		o.lines = append(o.lines, to)
		o.counts[to]++
	}
	o.live = true
}

// moveAll moves every line that is not at its end. An event that finds none to
// move is judged by line 1, which says why.
func (c *legality) moveAll(o *order, s *states, w *row, r *history.Record, out *Result) {
	moved := false
	for line := range o.lines {
		if from := o.lines[line]; from != 0 && (!s.terminal[from] || w.next[from] != illegal) {
			c.move(o, s, w, uint32(line), r, out)
			moved = true
		}
	}
	if !moved {
		o.mention(1)
		c.move(o, s, w, 1, r, out)
	}
}

// mention makes sure that a line has a place. In an order of unknown length it
// has gone through what the whole order went through.
func (o *order) mention(line uint32) {
	for uint32(len(o.lines)) <= line {
		o.lines = append(o.lines, o.lines[0])
		if o.lines[0] != 0 {
			o.counts[o.lines[0]]++
		}
	}
}

// move takes one line through one transition; after a breach it goes on where
// the event would have led.
func (c *legality) move(o *order, s *states, w *row, line uint32, r *history.Record, out *Result) {
	from := o.lines[line]
	to := w.next[from]
	if to == illegal {
		c.breach(o, s, line, from, r, out)
		to = w.to
	}
	o.lines[line] = to
	if line > 0 {
		if from != 0 {
			o.counts[from]--
		}
		o.counts[to]++
	}
	o.live = o.anyOpen(s)
}

func (o *order) anyOpen(s *states) bool {
	if n := o.lines[0]; len(o.lines) == 1 {
		return n != 0 && !s.terminal[n]
	}
	first := o.first(s)
	return first != 0 && !s.terminal[first]
}

// first returns the state in which the order is as a whole.
func (o *order) first(s *states) uint8 {
	for _, n := range s.rank {
		if o.counts[n] > 0 {
			return n
		}
	}
	return o.lines[0]
}

func (c *legality) breach(o *order, s *states, line uint32, from uint8, r *history.Record, out *Result) {
	out.Breach(r, func() string {
		if from == 0 {
			return fmt.Sprintf("%s: %s, but it does not exist", lineText(r.Entity.Text, line), r.Type)
		}
		return fmt.Sprintf("%s: %s is not allowed when it is %s", lineText(r.Entity.Text, line), r.Type, s.names[from])
	}, o.last)
}

// header checks the state claimed for the whole order.
func (c *legality) header(o *order, s *states, r *history.Record, out *Result) {
	if r.State.IsZero() || o.vague && len(o.lines) > 1 {
		return
	}
	n := o.first(s)
	if s.number[r.State.Key] != n {
		out.Breach(r, func() string {
			return fmt.Sprintf("%s claims to be %s; its least advanced open line is %s", r.Entity, r.State, s.names[n])
		}, o.last)
	}
}

func (c *legality) Quiet(out *Result) {
	switch {
	case len(c.tables) == 0:
		out.Missing = "the header has no state table"
	case c.large:
		out.Missing = fmt.Sprintf("an order has more than %d lines", linesMax)
	}
}
