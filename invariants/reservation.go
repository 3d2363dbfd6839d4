package invariants

import (
	"fmt"

	"github.com/seatrial/seatrial/sim/history"
)

// ReservationClosure is I-04: what an order line reserved is given back or
// shipped, exactly.
//
// A stock record that belongs to an order line names the order in From and the
// line in Line; its Delta.Allocated is a reservation or the end of one. ALWAYS:
// the reservations of a line never add up to less than nothing, and a line that
// is closed and settled gets no further one. Q: those of a closed line add up to
// nothing, and a hold belongs to an order that exists. A line is closed by an
// event all of whose targets in the state table are terminal, or by an owner's
// claim that the whole order is in a terminal state.
//
// Each closed line that ever reserved anything is one evaluation.
var ReservationClosure = Promise{
	ID: "I-04", Name: "reservation-closure", Mode: Quiet, Safety: true,
	Title: "Every reservation ends: shipped or given back, once.",
	Sees:  history.Of(history.KindAppend),
	Needs: history.Of(history.KindAppend),
	New:   newReservation,
}

type reservation struct {
	tables   []*states
	terminal table[bool] // by key of the state's name
	orders   *roster[holds]
	created  bool // the history shows orders coming into existence
}

// holds are the reservations of one order.
type holds struct {
	name   history.Name
	seq    uint64
	lines  []hold // by line; [0] is for holds of the order as a whole
	total  uint32 // lines it was created with, 0 = not known
	closed uint32
	uneven uint32 // lines whose reservations do not add up to nothing
	known  bool   // an event about the order itself was seen
	done   bool   // every line is closed
}

// hold is what one line has reserved.
type hold struct {
	sum    int64
	last   Ref
	ever   bool
	closed bool
	broken bool // already counted as a breach
}

func newReservation(h *history.Header) Checker {
	c := &reservation{tables: compile(h), terminal: terminals(h)}
	open := func(o *holds) bool { return o.uneven > 0 || !o.done }
	c.orders = newRoster(h.Bounds.HorizonNano, open, wipeHolds)
	return c
}

func wipeHolds(o *holds) { *o = holds{lines: o.lines[:0]} }

func (c *reservation) See(r *history.Record, out *Result) {
	if !r.From.IsZero() && r.Delta.Allocated != 0 {
		c.post(c.order(r.From, r), r, out)
		return
	}
	s := ruling(c.tables, r.Entity.Text)
	final := r.State.Key != 0 && c.terminal.ref(r.State.Key) != nil
	if s == nil && !final {
		return
	}
	o := c.order(r.Entity, r)
	o.known = true
	if s != nil {
		c.step(o, s.row(r.Type.Key), r, out)
	}
	if final {
		c.closeAll(o, out)
	}
}

func (c *reservation) order(name history.Name, r *history.Record) *holds {
	o := c.orders.find(name.Key)
	if o == nil {
		o = c.orders.add(name.Key, r.At)
		o.name, o.seq = name, r.Seq
	}
	return o
}

// step closes what an event of the order closes.
func (c *reservation) step(o *holds, w *row, r *history.Record, out *Result) {
	if w == nil {
		return
	}
	if w.creates {
		c.created = true
		if r.Line == 0 && r.Qty > 0 && r.Qty <= linesMax {
			o.total = uint32(r.Qty)
		}
	}
	switch {
	case !w.closes || r.Line > linesMax:
	case r.Line == 0:
		c.closeAll(o, out)
	default:
		o.closeLine(r.Line, out)
		o.done = o.done || o.closed == o.total
	}
}

func (c *reservation) closeAll(o *holds, out *Result) {
	if o.done {
		return
	}
	o.done = true
	for line := range o.lines {
		o.closeLine(uint32(line), out)
	}
}

func (o *holds) line(n uint32) *hold {
	for uint32(len(o.lines)) <= n {
		o.lines = append(o.lines, hold{})
	}
	return &o.lines[n]
}

// closeLine closes one line. What it holds then may still be settled by a
// record of the same batch.
func (o *holds) closeLine(n uint32, out *Result) {
	l := o.line(n)
	if l.closed {
		return
	}
	l.closed = true
	o.closed++
	if l.ever && l.sum == 0 {
		out.Evaluated++
	}
}

// post enters a reservation or the end of one.
func (c *reservation) post(o *holds, r *history.Record, out *Result) {
	if r.Line > linesMax {
		return
	}
	l := o.line(r.Line)
	late := (l.closed || o.done) && l.sum == 0
	if l.sum != 0 {
		o.uneven--
	}
	l.sum += r.Delta.Allocated
	if l.sum != 0 {
		o.uneven++
	}
	switch {
	case l.broken:
	case late, l.sum < 0:
		c.breach(o, l, late, r, out)
		l.broken = true
	case (l.closed || o.done) && l.sum == 0:
		out.Evaluated++
	}
	l.ever, l.last = true, refer(r)
}

func (c *reservation) breach(o *holds, l *hold, late bool, r *history.Record, out *Result) {
	out.Evaluated++
	out.Breach(r, func() string {
		text := lineText(o.name.Text, r.Line)
		if late {
			return fmt.Sprintf("%s is closed and settled, and %s changes its reservation by %+d", text, r.Type, r.Delta.Allocated)
		}
		return fmt.Sprintf("%s has given back %d more than it reserved: %s of %d", text, -l.sum, r.Type, r.Delta.Allocated)
	}, l.last)
}

// Quiet looks at every hold that is left.
func (c *reservation) Quiet(out *Result) {
	if len(c.tables) == 0 && c.terminal.size() == 0 {
		out.Missing = "the header names no terminal state"
		return
	}
	c.orders.each(func(o *holds) uint64 { return o.seq }, func(o *holds) {
		for i := range o.lines {
			if l := &o.lines[i]; l.sum != 0 && !l.broken {
				c.left(o, uint32(i), l, out)
			}
		}
	})
}

func (c *reservation) left(o *holds, line uint32, l *hold, out *Result) {
	text := lineText(o.name.Text, line)
	switch {
	case l.closed || o.done:
		out.Evaluated++
		out.Breach(nil, func() string { return fmt.Sprintf("%s is closed and still holds %d", text, l.sum) }, l.last)
	case !o.known && c.created:
		out.Evaluated++
		out.Breach(nil, func() string { return fmt.Sprintf("%s holds %d and does not exist", text, l.sum) }, l.last)
	}
}
