package invariants

import (
	"testing"

	"github.com/seatrial/seatrial/sim/history"
)

func TestNoOversell(t *testing.T) {
	const full = "append stream=pod/tx pos=1 event=e1 type=InventoryReserved sku=s-1 delta=0,10 after=10,10"
	const more = "append stream=pod/tx pos=2 event=e2 type=InventoryReserved sku=s-1 delta=0,1 after=10,11"
	try(t, NoOversell, []trial{
		{"to the last unit", house(), full, Held, ""},
		{"one too many", house(), lines(full, more), Violated, "s-1 in tx: 11 allocated, but only 10 on hand"},
		{"one too many is allowed", with(func(h *history.Header) { h.Bounds.Allowance = 1 }), lines(full, more), Held, ""},
		{"a race hides it from the book", house(), lines(full, "append stream=pod/tx pos=2 event=e2 type=InventoryReserved sku=s-1 delta=0,1 after=10,10"),
			Violated, "11 allocated"},
		{"a count takes what was promised", house(), lines(full, "append stream=pod/tx pos=2 event=e2 type=InventoryAdjusted sku=s-1 delta=-1 after=9,10"),
			Violated, "10 allocated, but only 9 on hand"},
		{"held back for quality", house(), lines("append stream=pod/tx pos=1 event=e1 type=InventoryReserved sku=s-1 delta=0,8 after=10,8",
			"append stream=pod/tx pos=2 event=e2 type=StockHeld sku=s-1 delta=0,0,3 after=10,8,3"), Violated, "3 of them held"},
		{"below nothing", house(), "append stream=pod/tx pos=1 event=e1 type=ReservationReleased sku=s-1 delta=0,-1 after=10,-1", Violated, "allocated fell to -1"},
		{"only receipts", house(), "append stream=pod/tx pos=1 event=e1 type=InventoryReceived sku=s-1 delta=1 after=11", Unknown, "premise"},
		{"no ledger", house(), "phase note=quiet", Unknown, "no append record"},
	})
}
