package invariants

import (
	"fmt"

	"github.com/seatrial/seatrial/sim/history"
)

// Conservation is I-01: goods neither appear nor vanish, and the book adds up.
//
// ALWAYS, physically (move): goods come from outside only, and no account of the
// warehouse falls below zero. ALWAYS, in the book (append with Delta and After):
// the figures an owner claims are its last figures plus the change. Q: on hand in
// the book equals what stands on the shelf and in staging, and what the book
// shipped equals what left. Without move records only the book is judged, and
// without stock records only the warehouse.
//
// Each movement, each claimed figure and each comparison at the end is one
// evaluation.
var Conservation = Promise{
	ID: "I-01", Name: "conservation", Mode: Always, Safety: true,
	Title: "Goods neither appear nor vanish, on the shelf and in the book.",
	Sees:  history.Of(history.KindMove, history.KindAppend),
	New:   newConservation,
}

// shipped is the event type by which goods leave a book.
const shipped = "InventoryShipped"

type conservation struct {
	books   books
	floor   floor
	shipped uint64
	sold    map[uint64]int64 // units shipped by the book, per article
	kept    map[uint64]bool  // regions whose book is in the history
}

func newConservation(h *history.Header) Checker {
	return &conservation{
		books: newBooks(h), floor: newFloor(h), shipped: history.Hash(shipped),
		sold: make(map[uint64]int64), kept: make(map[uint64]bool),
	}
}

func (c *conservation) See(r *history.Record, out *Result) {
	if r.Kind == history.KindMove {
		out.Evaluated++
		c.floor.move(r, out)
		return
	}
	if isStock(r) {
		c.entry(r, out)
	}
}

// entry checks one line of the book by double entry.
func (c *conservation) entry(r *history.Record, out *Result) {
	a := c.books.post(r)
	if a.last == 0 {
		c.kept[a.region.Key] = true
	}
	if r.Type.Key == c.shipped {
		c.sold[a.key()] -= r.Delta.OnHand
	}
	if a.claims {
		out.Evaluated++
		if a.after != a.now {
			c.wrongSum(a, r, out)
			a.now = a.after // one wrong entry, one breach
		}
	}
	a.last = refer(r)
}

func (c *conservation) wrongSum(a *account, r *history.Record, out *Result) {
	now := a.now
	out.Breach(r, func() string {
		return fmt.Sprintf("book of %v claims %s after %s %s; its own entries add up to %s",
			a.article, bookText(r.After), r.Type, bookText(r.Delta), bookText(now))
	}, a.last)
}

func bookText(b history.Book) string {
	text := fmt.Sprintf("on hand %d, allocated %d", b.OnHand, b.Allocated)
	if b.Held != 0 {
		text += fmt.Sprintf(", held %d", b.Held)
	}
	return text
}

// Quiet compares the book with the warehouse, article by article.
func (c *conservation) Quiet(out *Result) {
	if !c.floor.moved || !c.floor.known || len(c.books.items) == 0 {
		return
	}
	onHand := c.books.initial // what no ledger has opened yet is as it was
	for i := range c.books.items {
		a := &c.books.items[i]
		onHand[a.key()] += a.now.OnHand
	}
	for i := range c.floor.items {
		p := &c.floor.items[i]
		if c.kept[p.region.Key] {
			out.Evaluated++
			c.compare(p, onHand[p.key()], out)
		}
	}
}

func (c *conservation) compare(p *place, book int64, out *Result) {
	sold := c.sold[p.key()]
	switch {
	case book != p.shelf+p.staged:
		out.Breach(nil, func() string {
			return fmt.Sprintf("book of %v says %d on hand; %d stand on the shelf and %d in staging",
				p.article, book, p.shelf, p.staged)
		}, p.last)
	case sold != p.shipped:
		out.Breach(nil, func() string {
			return fmt.Sprintf("book of %v shipped %d; %d really left", p.article, sold, p.shipped)
		}, p.last)
	}
}
