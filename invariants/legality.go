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

// linesMax is the number of lines of an order that are judged one by one.
const linesMax = 1<<16 - 1

func newLegality(h *history.Header) Checker {
	open := func(o *order) bool { return o.live }
	return &legality{tables: compile(h), orders: newRoster(h.Bounds.HorizonNano, open, wipeOrder)}
}

func (c *legality) See(r *history.Record, out *Result) {
	s := ruling(c.tables, r.Entity.Text)
	if s == nil {
		return
	}
	w := s.row(r.Type.Key)
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
	}
	if r.Line > linesMax || w.creates && r.Line == 0 && r.Qty > linesMax {
		c.large = true
		return
	}
	out.Evaluated++
	c.step(o, s, w, r, out)
	c.header(o, s, r, out)
	o.last = refer(r)
	o.live = o.state() != 0 && !s.terminal(o.state())
}

// step moves the lines that the event is about.
func (c *legality) step(o *order, s *states, w *row, r *history.Record, out *Result) {
	switch {
	case w.creates && r.Line == 0 && len(o.lines()) == 1 && o.lines()[0] == 0:
		o.create(w.next[0], r.Qty)
	case r.Line > 0:
		o.mention(r.Line)
		c.move(o, s, w, r.Line, r, out)
	default:
		c.moveAll(o, s, w, r, out)
	}
}

// moveAll moves every line that is not at its end. An event that finds none to
// move is judged by line 1, which says why.
func (c *legality) moveAll(o *order, s *states, w *row, r *history.Record, out *Result) {
	moved := false
	for line, from := range o.lines() {
		if from != 0 && (!s.terminal(from) || w.next[from] != illegal) {
			c.move(o, s, w, uint32(line), r, out)
			moved = true
		}
	}
	if !moved {
		o.mention(1)
		c.move(o, s, w, 1, r, out)
	}
}

// move takes one line through one transition; after a breach it goes on where
// the event would have led.
func (c *legality) move(o *order, s *states, w *row, line uint32, r *history.Record, out *Result) {
	from := o.lines()[line]
	to := w.next[from]
	if to == illegal {
		c.breach(o, s, line, from, r, out)
		to = w.to
	}
	o.set(line, to)
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
	if r.State.IsZero() || o.vague && len(o.lines()) > 1 {
		return
	}
	if n := o.state(); s.state(r.State.Key) != n {
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
