package invariants

import (
	"fmt"
	"time"

	"github.com/seatrial/seatrial/sim/history"
)

// Drift is I-11: customers are promised what there is.
//
// ALWAYS, for each article of a region: the units that the book promises (append of
// stock, allocated) are more than those that stand in the warehouse (move), and
// those that left it and are not booked as shipped, by drift_max at most; and
// summed over articles and time by drift_unit_ns. A region whose warehouse nobody
// watches is not judged. Q: of the lines that were promised their goods (append of
// stock with From and Line, allocated grew), no larger share than broken_ppm lost
// them again, those aside that the client cancelled, which ends a line without a
// reason, and one for each unit that really went missing. Where calls may take
// unequal time to arrive (arrival_ns), what lasts no longer than that is not judged.
//
// Each promise made is one evaluation.
var Drift = Promise{
	ID: "I-11", Name: "promise-drift", Mode: Always,
	Title: "Customers are promised what there is, and promises are kept.",
	Sees:  history.Of(history.KindMove, history.KindAppend),
	Needs: history.Of(history.KindMove),
	New:   newDrift,
}

type promising struct {
	stock  stocktake
	known  bool // the header says what stood there at first
	bounds history.Bounds
	of     map[uint64]*excess // by article
	total  int64              // units times microseconds
	tired  bool               // the sum is beyond its bound, and that was told
	states []*states

	lines        table[bool] // promised lines; the client gave it back
	made, broken int64
	last         Ref
}

// excess is how much more is promised of an article than there is.
type excess struct {
	units, at int64 // since when it is so
	over      int64 // since when it is beyond the bound; -1 = it is not, or that was told
	ref       Ref
}

func newDrift(h *history.Header) Checker {
	return &promising{stock: newStocktake(h), known: len(h.Stock) > 0, bounds: h.Bounds, of: make(map[uint64]*excess), states: compile(h)}
}

// ends reports whether an entry ends what it is about, whatever state it was in.
func (c *promising) ends(r *history.Record) bool {
	s := ruling(c.states, r.Entity.Text)
	if s == nil {
		return false
	}
	row := s.rows.ref(r.Type.Key)
	return row != nil && (*row).closes
}

func (c *promising) See(r *history.Record, out *Result) {
	switch {
	case !c.known:
		out.Missing = "the header does not say what stood on the shelves at first"
	case r.Kind == history.KindMove:
		c.stock.move(r, func(a *counted) { c.look(a, r, out) })
	case isStock(r):
		c.look(c.stock.book(r), r, out)
		c.promise(r, out)
	case r.Line > 0 && r.Reason == "" && c.ends(r):
		if given := c.lines.ref(join(r.Entity.Key, uint64(r.Line))); given != nil {
			*given = true
		}
	}
}

// look judges an article whose figures have changed.
func (c *promising) look(a *counted, r *history.Record, out *Result) {
	e := c.of[a.key()]
	if e == nil {
		e = &excess{over: -1}
		c.of[a.key()] = e
	}
	c.add(e, r.At, r, out)
	e.units, e.ref = 0, refer(r)
	if c.stock.watched[a.region.Key] {
		e.units = max(0, a.allocated-a.stands-a.left.behind())
	}
	switch over := e.units > c.bounds.DriftMax; {
	case !over:
		e.over = -1
	case e.over < 0:
		e.over = r.At
	}
	c.beyond(a, e, r, r.At, out)
}

// beyond tells of an article that is promised beyond the bound for longer than
// records may be late.
func (c *promising) beyond(a *counted, e *excess, r *history.Record, at int64, out *Result) {
	if e.units <= c.bounds.DriftMax || e.over < 0 || at-e.over < c.bounds.ArrivalNano {
		return
	}
	e.over = -1
	out.Breach(r, func() string {
		return fmt.Sprintf("%d units of %v are promised beyond what there is, allowed are %d", e.units, a.article, c.bounds.DriftMax)
	}, e.ref)
}

// add counts for how long something was promised that is not there.
func (c *promising) add(e *excess, at int64, r *history.Record, out *Result) {
	c.total += e.units * max(0, at-e.at) / int64(time.Microsecond)
	e.at = at
	if c.total <= c.bounds.DriftNano/int64(time.Microsecond) || c.tired {
		return
	}
	c.tired = true
	out.Breach(r, func() string {
		return fmt.Sprintf("units were promised that are not there, for more than %v, summed over them", time.Duration(c.bounds.DriftNano))
	}, e.ref)
}

// promise counts the promises that are made, and those that are broken.
func (c *promising) promise(r *history.Record, out *Result) {
	if r.From.IsZero() || r.Line == 0 || r.Delta.Allocated == 0 {
		return
	}
	key := join(r.From.Key, uint64(r.Line))
	if r.Delta.Allocated > 0 {
		out.Evaluated++
		c.made++
		if given := c.lines.ref(key); given == nil {
			c.lines.put(key, false)
		}
		return
	}
	if given := c.lines.ref(key); given != nil && !*given && r.Delta.OnHand == 0 {
		c.broken++
		c.last = refer(r)
	}
	c.lines.remove(key)
}

// Quiet judges the share of broken promises.
func (c *promising) Quiet(out *Result) {
	for i := range c.stock.items {
		a := &c.stock.items[i]
		if e := c.of[a.key()]; e != nil {
			c.beyond(a, e, nil, e.over+c.bounds.ArrivalNano, out)
		}
	}
	var lost int64
	for i := range c.stock.items {
		lost += c.stock.items[i].lost.moved
	}
	if (c.broken-lost)*1_000_000 > c.made*c.bounds.BrokenPPM {
		out.Breach(nil, func() string {
			return fmt.Sprintf("%d of %d promises were broken, %d units were lost, allowed are %d in a million more", c.broken, c.made, lost, c.bounds.BrokenPPM)
		}, c.last)
	}
}
