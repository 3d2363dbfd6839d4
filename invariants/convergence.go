package invariants

import (
	"fmt"
	"maps"
	"time"

	"github.com/seatrial/seatrial/sim/history"
)

// Convergence is I-09: once the faults are gone, every reader shows what the
// owner's book says, without any new write.
//
// Q: a view of a SKU (view, with the owner's region in From or in the entity, or
// the owner's ledger in Source) shows the owner's figures (append with Delta or After) if it was taken in
// phase quiet, or if neither a fault nor the book has changed anything for the
// declared time to converge.
//
// ALWAYS: what owners had written when the last fault was reverted reaches every
// consumer (apply, with SourcePos) within the declared time to converge.
//
// Each such view and each such apply is one evaluation.
var Convergence = Promise{
	ID: "I-09", Name: "convergence", Mode: Quiet, Timing: true,
	Title: "After the last fault everybody agrees with the owner again.",
	Sees:  history.Of(history.KindAppend, history.KindApply, history.KindView, history.KindFault, history.KindPhase),
	Needs: history.Of(history.KindAppend, history.KindView),
	New:   newConvergence,
}

type convergence struct {
	within int64
	quiet  bool
	broken map[uint64]bool   // faults in force
	healed int64             // when the last one was reverted
	tails  map[uint64]uint64 // last position written, by ledger
	owed   map[uint64]uint64 // the same when the last fault was reverted; nil before and under faults
	books  books
	owned  map[uint64]owned        // by article
	home   map[uint64]history.Name // the region of a ledger
}

// owned is what the owners' books say of an article.
type owned struct {
	book    history.Book
	changed int64
	ref     Ref
}

func newConvergence(h *history.Header) Checker {
	c := &convergence{
		within: h.Bounds.ConvergeNano, broken: make(map[uint64]bool),
		books: newBooks(h), owned: make(map[uint64]owned),
		home: make(map[uint64]history.Name), tails: make(map[uint64]uint64),
	}
	for _, s := range h.Stock {
		key := join(history.Hash(s.Region), history.Hash(s.SKU))
		o := c.owned[key]
		o.book.OnHand += s.Qty
		c.owned[key] = o
	}
	return c
}

func (c *convergence) See(r *history.Record, out *Result) {
	switch r.Kind {
	case history.KindPhase:
		c.quiet = r.Note == phaseQuiet
	case history.KindFault:
		c.fault(r)
	case history.KindAppend:
		c.tails[r.Stream.Key] = max(c.tails[r.Stream.Key], r.Pos)
		if isStock(r) {
			c.entry(r)
		}
	case history.KindApply:
		c.caughtUp(r, out)
	case history.KindView:
		c.view(r, out)
	}
}

// phaseQuiet is the phase in which nothing moves any more.
const phaseQuiet = "quiet"

func (c *convergence) fault(r *history.Record) {
	switch r.Reason {
	case faultInjected:
		c.broken[r.Event.Key] = true
		c.owed = nil
	case faultReverted:
		delete(c.broken, r.Event.Key)
		c.healed = max(c.healed, r.At)
		if len(c.broken) == 0 {
			c.owed = maps.Clone(c.tails)
		}
	}
}

// caughtUp looks at the backlog that the faults left: an event written before
// the last of them was gone.
func (c *convergence) caughtUp(r *history.Record, out *Result) {
	if r.SourcePos == 0 || r.SourcePos > c.owed[r.Source.Key] {
		return
	}
	out.Evaluated++
	if r.At-c.healed > c.within {
		out.Breach(r, func() string {
			return fmt.Sprintf("event %d of %s reached %s %v after the last fault was gone, later than %v",
				r.SourcePos, r.Source, r.Consumer, time.Duration(r.At-c.healed), time.Duration(c.within))
		})
	}
}

func (c *convergence) entry(r *history.Record) {
	a := c.books.post(r)
	if a.claims {
		a.now = a.after // the book is what the owner says it is
	}
	if a.last == 0 {
		c.home[r.Stream.Key] = a.region
	}
	a.last = refer(r)
	c.owned[a.key()] = owned{book: a.now, changed: r.At, ref: a.last}
}

// shown returns the article a view is about, in its owner's region.
func (c *convergence) shown(r *history.Record) article {
	a := article{region: r.From, sku: r.SKU}
	if a.sku.IsZero() {
		a.sku = history.N(part(r.Entity.Text, 2))
	}
	if a.region.IsZero() {
		a.region = history.N(part(r.Entity.Text, 1))
	}
	if a.region.IsZero() {
		a.region = c.home[r.Source.Key]
	}
	return a
}

func (c *convergence) view(r *history.Record, out *Result) {
	a := c.shown(r)
	o, ok := c.owned[a.key()]
	if !ok || !c.due(r.At, o.changed) {
		return
	}
	out.Evaluated++
	if r.After.OnHand == o.book.OnHand && r.After.Allocated == o.book.Allocated {
		return
	}
	out.Breach(r, func() string {
		return fmt.Sprintf("%s shows %s for %v; the owner's book says %s since %v",
			r.Consumer, bookText(r.After), a, bookText(o.book), time.Duration(o.changed))
	}, o.ref)
}

// due reports whether a view taken now must agree with a book that last changed
// then.
func (c *convergence) due(now, changed int64) bool {
	if c.quiet {
		return true
	}
	return len(c.broken) == 0 && now-max(c.healed, changed) >= c.within
}

func (c *convergence) Quiet(*Result) {}
