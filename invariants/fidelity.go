package invariants

import (
	"fmt"

	"github.com/seatrial/seatrial/sim/history"
)

// Fidelity is I-02: what the book says differs from what stands there by nothing
// but what was not told yet.
//
// ALWAYS, for each article of a region, and each way that goods go (into the
// warehouse, shipped, lost): the book (append with Delta) has counted no more units
// than really went it (move). What it has not counted is what nobody has scanned,
// or found missing. A region whose warehouse nobody watches is not judged. Q: it has
// counted all of them, so that the inventory record is accurate to the unit. Where
// calls may take unequal time to arrive (arrival_ns), a movement may be on record
// that much later than its entry.
//
// Each entry that changes what is on hand is one evaluation, and at the end each
// article.
var Fidelity = Promise{
	ID: "I-02", Name: "record-fidelity", Mode: Always, Safety: true,
	Title: "The book differs from the shelf by nothing but what was not scanned yet.",
	Sees:  history.Of(history.KindMove, history.KindAppend),
	Needs: history.Of(history.KindMove),
	New:   newFidelity,
}

type fidelity struct {
	stock   stocktake
	arrival int64
	ahead   map[uint64]sooner // by article: its book was ahead
	kept    map[uint64]bool   // regions whose book is in the history
}

// sooner is an entry without its movement.
type sooner struct {
	at  int64
	ref Ref
}

func newFidelity(h *history.Header) Checker {
	return &fidelity{stock: newStocktake(h), arrival: h.Bounds.ArrivalNano, ahead: make(map[uint64]sooner), kept: make(map[uint64]bool)}
}

func (c *fidelity) See(r *history.Record, out *Result) {
	switch {
	case r.Kind == history.KindMove:
		c.stock.move(r, func(a *counted) {
			c.look(a, r, out)
			a.last = refer(r)
		})
	case isStock(r):
		a := c.stock.book(r)
		c.kept[a.region.Key] = true
		if r.Delta.OnHand != 0 {
			out.Evaluated++
			c.look(a, r, out)
		}
	}
}

// look judges an article whose figures have changed.
func (c *fidelity) look(a *counted, r *history.Record, out *Result) {
	if a.came.ahead()+a.left.ahead()+a.lost.ahead() == 0 {
		delete(c.ahead, a.key())
		return
	}
	s, known := c.ahead[a.key()]
	if !known {
		s = sooner{r.At, refer(r)}
		c.ahead[a.key()] = s
	}
	if r.At-s.at >= c.arrival && c.stock.watched[a.region.Key] {
		c.wrong(a, r, out, s.ref)
		c.forgive(a)
	}
}

// forgive lets one wrong entry be one breach.
func (c *fidelity) forgive(a *counted) {
	for _, f := range []*way{&a.came, &a.left, &a.lost} {
		f.booked -= f.ahead()
	}
	delete(c.ahead, a.key())
}

func (c *fidelity) wrong(a *counted, r *history.Record, out *Result, entry Ref) {
	which, f := "came", a.came
	switch {
	case a.left.ahead() > 0:
		which, f = "were shipped", a.left
	case a.lost.ahead() > 0:
		which, f = "were lost", a.lost
	}
	out.Breach(r, func() string {
		return fmt.Sprintf("by the book %d units of %v %s, and %d really did", f.booked, a.article, which, f.moved)
	}, entry, a.last)
}

// Quiet judges what was never booked.
func (c *fidelity) Quiet(out *Result) {
	for i := range c.stock.items {
		a := &c.stock.items[i]
		if !c.kept[a.region.Key] || !c.stock.watched[a.region.Key] {
			continue
		}
		out.Evaluated++
		if len(c.ahead) > 0 && a.came.ahead()+a.left.ahead()+a.lost.ahead() > 0 {
			c.wrong(a, nil, out, c.ahead[a.key()].ref)
			continue
		}
		if came, left, lost := a.came.behind(), a.left.behind(), a.lost.behind(); came+left+lost > 0 {
			out.Breach(nil, func() string {
				return fmt.Sprintf("of %v %d units that came, %d that were shipped and %d that were lost are in no book", a.article, came, left, lost)
			}, a.last)
		}
	}
}
