package invariants

import (
	"testing"

	"github.com/seatrial/seatrial/sim/history"
)

func compared() history.Header {
	return with(func(h *history.Header) {
		h.Reconcile = &history.Reconcile{EveryNano: 1, PageRows: 4, PagesMax: 2, Copies: []history.Copy{{Name: "register/tx", Of: "pod/tx"}}}
	})
}

// Parts of histories: an order of two events that the copy has applied, and steps of
// reconciliation about it.
const (
	orderKept = `append stream=pod/tx pos=1 type=OrderCreated entity=order/tx/1 v=1 state=Created op=k1
		append stream=pod/tx pos=2 type=OrderValidated entity=order/tx/1 v=2 state=Accepted op=k1
		apply consumer=register/tx source=pod/tx spos=1 entity=order/tx/1 v=1
		apply consumer=register/tx source=pod/tx spos=2 entity=order/tx/1 v=2`
	orderLate = `append stream=pod/tx pos=1 type=OrderCreated entity=order/tx/1 v=1 state=Created op=k1
		apply consumer=register/tx source=pod/tx spos=1 entity=order/tx/1 v=1
		append stream=pod/tx pos=2 type=OrderValidated entity=order/tx/1 v=2 state=Accepted op=k1`
	seedStale  = `reconcile label=seeded consumer=register/tx source=pod/tx spos=2 type=stale entity=order/tx/1 v=1`
	runBegun   = `reconcile label=begun consumer=register/tx source=pod/tx op=run/1`
	runTwo     = `reconcile label=begun consumer=register/tx source=pod/tx op=run/2`
	fixStale   = `reconcile label=repair consumer=register/tx source=pod/tx spos=2 type=stale entity=order/tx/1 v=2 state=Accepted op=fix/1 cause=run/1`
	fixed      = `reconcile label=repaired consumer=register/tx source=pod/tx spos=2 type=stale entity=order/tx/1 v=2 op=fix/1`
	fixAgain   = `reconcile label=repair consumer=register/tx source=pod/tx spos=2 type=stale entity=order/tx/1 v=2 state=Accepted op=fix/2 cause=run/2`
	endClean   = `reconcile label=ended consumer=register/tx source=pod/tx op=run/1 pos=1 v=1`
	endOne     = `reconcile label=ended consumer=register/tx source=pod/tx op=run/1 pos=2 v=2 qty=1`
	endTwo     = `reconcile label=ended consumer=register/tx source=pod/tx op=run/2 pos=1 v=1 qty=1`
	endPartial = `reconcile label=ended consumer=register/tx source=pod/tx op=run/1 pos=1 v=1 reason=partial`
)

func TestReconciliation(t *testing.T) {
	h := compared()
	try(t, Reconciliation, []trial{
		{"a row that was set back is repaired", h, lines(orderKept, seedStale, runBegun, fixStale, fixed, endOne), Held, ""},
		{"nothing differs and nothing is done", h, lines(orderKept, runBegun, endClean), Held, ""},
		{"an invented row is taken away", h, lines(orderKept,
			"reconcile label=seeded consumer=register/tx source=pod/tx spos=2 type=extra entity=order/tx/9", runBegun,
			"reconcile label=repair consumer=register/tx source=pod/tx spos=2 type=extra entity=order/tx/9 op=fix/1 cause=run/1",
			"reconcile label=repaired consumer=register/tx source=pod/tx spos=2 type=extra entity=order/tx/9 op=fix/1", endOne), Held, ""},
		{"who meddled learns of it after the repair", h, lines(orderKept, runBegun, fixStale, fixed, seedStale, endOne), Held, ""},
		{"a later event has covered it up", h, lines(orderKept, seedStale,
			"append stream=pod/tx pos=3 type=OrderAllocated entity=order/tx/1 v=3 state=Allocated",
			"apply consumer=register/tx source=pod/tx spos=3 entity=order/tx/1 v=3", runBegun, endClean), Held, ""},
		{"a later event covers it up after it was looked at", h, lines(orderKept, seedStale, runBegun,
			"append stream=pod/tx pos=3 type=OrderAllocated entity=order/tx/1 v=3 state=Allocated",
			"apply consumer=register/tx source=pod/tx spos=3 entity=order/tx/1 v=3", fixStale, endOne), Held, ""},
		{"it was seeded after the run began", h, lines(orderKept, runBegun, seedStale, endClean), Held, ""},
		{"it was seeded between the two answers of a run", h, lines(orderKept, "append stream=pod/tx pos=3 type=OrderCreated entity=order/tx/2 v=1 state=Created",
			"apply consumer=register/tx source=pod/tx spos=3 entity=order/tx/2 v=1", runBegun,
			"reconcile label=seeded consumer=register/tx source=pod/tx spos=3 type=stale entity=order/tx/1 v=1", fixStale, fixed, endOne), Held, ""},
		{"a run that was cut short owes nothing", h, lines(orderKept, seedStale, runBegun, endPartial), Held, ""},
		{"an event was lost for good", h, lines(orderLate, "append stream=pod/tx pos=3 type=OrderCreated entity=order/tx/2 v=1 state=Created",
			"apply consumer=register/tx source=pod/tx spos=3 entity=order/tx/2 v=1", runBegun, fixStale, fixed, endOne), Held, ""},

		{"what is on its way is repaired", h, lines(orderLate, runBegun, fixStale, fixed, endOne), Violated, "was repaired as stale, and did not differ"},
		{"a second run repairs it again", h, lines(orderKept, seedStale, runBegun, fixStale, fixed, endOne, runTwo, fixAgain, endTwo), Violated, "did not differ"},
		{"a discrepancy is left", h, lines(orderKept, seedStale, runBegun, endClean), Violated, "order/tx/1 of register/tx is stale since before the run"},
		{"the kind is another", h, lines(orderKept, "reconcile label=seeded consumer=register/tx source=pod/tx spos=2 type=conflicting entity=order/tx/1",
			runBegun, fixStale, fixed, endOne), Violated, "is conflicting, and was repaired as stale"},
		{"the row becomes what the owner never wrote", h, lines(orderKept, seedStale, runBegun,
			"reconcile label=repair consumer=register/tx source=pod/tx spos=2 type=stale entity=order/tx/1 v=2 state=Allocated op=fix/1 cause=run/1", endOne),
			Violated, "not what its owner had written"},
		{"the owner writes on the word of a repair", h, lines(orderKept, seedStale, runBegun, fixStale,
			"append stream=pod/tx pos=3 type=InventoryAdjusted entity=sku/tx/s-1 v=1 delta=1 after=1 op=fix/1", fixed, endOne), Violated, "the copy has overwritten its owner"},
		{"a repair goes to the owner", with(func(h *history.Header) {
			h.Reconcile = &history.Reconcile{EveryNano: 1, PageRows: 4, PagesMax: 2, Copies: []history.Copy{{Name: "pod/tx", Of: "pod/tx"}}}
		}), lines(orderKept, "reconcile label=begun consumer=pod/tx source=pod/tx op=run/1",
			"reconcile label=repair consumer=pod/tx source=pod/tx spos=2 type=stale entity=order/tx/1 v=2 state=Accepted op=fix/1 cause=run/1"), Violated, "goes to pod/tx, which owns it"},
		{"a repair is outside of any run", h, lines(orderKept, seedStale, fixStale), Violated, "outside of any run"},
		{"a repair takes effect that nobody ordered", h, lines(orderKept, seedStale, runBegun, fixed, endClean), Violated, "no repair of it is on record"},
		{"too many pages", h, lines(orderKept, runBegun, "reconcile label=ended consumer=register/tx op=run/1 pos=3 v=1"), Violated, "a run took 3 pages"},
		{"too many rows in a page", h, lines(orderKept, runBegun, "reconcile label=ended consumer=register/tx op=run/1 pos=1 v=5"), Violated, "allowed are 2 pages of 4"},
		{"a run hides a repair", h, lines(orderKept, seedStale, runBegun, fixStale, fixed, endClean), Violated, "says that it made 0 repairs, and 1 are on record"},

		{"no run has ended", h, lines(orderKept, seedStale, runBegun), Unknown, "no run of reconciliation was completed"},
		{"nothing is declared", house(), lines(orderKept, runBegun, endClean), Unknown, "the header declares no reconciliation"},
		{"the history breaks off", h, lines(orderKept, runBegun, endClean, "cut"), Unknown, ""},
	})
}
