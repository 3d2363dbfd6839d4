package invariants

import (
	"fmt"

	"github.com/seatrial/seatrial/sim/history"
)

// NoOversell is I-03: no more is allocated than stands there, less what is held
// back, plus the declared allowance.
//
// ALWAYS, locally: 0 <= allocated <= on hand - held + allowance, both in the
// figures an owner claims and in the sum of its changes, which a racing writer
// cannot hide from.
//
// ALWAYS: reservations are linearizable per region and article (see [linear]), where
// commands are on record with their invocations (invoke, ok, fail). Where too many
// are open at once, the stretch up to the next quiet point is skipped, and counted
// so.
//
// An evaluation is an entry that could break it: allocated or held grew, or on
// hand shrank; and each article whose commands were put in order.
var NoOversell = Promise{
	ID: "I-03", Name: "no-oversell", Mode: Always, Safety: true,
	Title: "Nothing is promised to two customers: allocated stock stands on the shelf.",
	Sees:  history.Of(history.KindAppend, history.KindInvoke, history.KindOK, history.KindFail, history.KindLease),
	Needs: history.Of(history.KindAppend),
	New:   newOversell,
}

type oversell struct {
	books     books
	allowance int64
	linear    *linear // nil if units may be promised beyond the stock
}

func newOversell(h *history.Header) Checker {
	c := &oversell{books: newBooks(h), allowance: h.Bounds.Allowance}
	if c.allowance == 0 && len(h.Stock) > 0 {
		c.linear = newLinear(h)
	}
	return c
}

func (c *oversell) See(r *history.Record, out *Result) {
	if c.linear != nil {
		c.linear.see(r, out)
	}
	if !isStock(r) {
		return
	}
	a := c.books.post(r)
	d := r.Delta
	if d.Allocated > 0 || d.Held > 0 || d.OnHand < 0 {
		out.Evaluated++
	}
	if d != (history.Book{}) && (!c.sound(a.now) || a.claims && !c.sound(a.after)) {
		c.breach(a, r, out)
	}
	a.last = refer(r)
}

// sound reports whether every allocated unit stands there.
func (c *oversell) sound(b history.Book) bool {
	return b.Allocated >= 0 && b.Allocated <= b.OnHand-b.Held+c.allowance
}

func (c *oversell) breach(a *account, r *history.Record, out *Result) {
	b := a.now
	if c.sound(b) {
		b = a.after
	}
	out.Breach(r, func() string {
		if b.Allocated < 0 {
			return fmt.Sprintf("%v: allocated fell to %d", a.article, b.Allocated)
		}
		return fmt.Sprintf("%v: %d allocated, but only %d on hand, %d of them held, %d allowed beyond",
			a.article, b.Allocated, b.OnHand, b.Held, c.allowance)
	}, a.last)
}

// Quiet puts the last commands in order.
func (c *oversell) Quiet(out *Result) {
	if c.linear != nil {
		c.linear.judge(out)
	}
}
