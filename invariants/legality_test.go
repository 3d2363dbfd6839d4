package invariants

import (
	"testing"

	"github.com/seatrial/seatrial/sim/history"
)

func TestLegality(t *testing.T) {
	const placed = `
append stream=pod/tx pos=1 event=e1 type=OrderCreated entity=order/tx/1 v=1 qty=2 state=Created
append stream=pod/tx pos=2 event=e2 type=OrderValidated entity=order/tx/1 v=2 state=Accepted
append stream=pod/tx pos=3 event=e3 type=OrderAllocated entity=order/tx/1 v=3 line=1 state=Accepted`
	step := func(typ, rest string) string {
		return "append stream=pod/tx pos=4 event=e4 type=" + typ + " entity=order/tx/1 v=4 " + rest
	}
	try(t, Legality, []trial{
		{"two lines, two ways", house(), lines(placed, step("OrderBackordered", "line=2 state=Backordered"), step("ShipConfirmed", "line=1 state=Backordered"),
			step("OrderCancelled", "line=2 state=Shipped"), step("Delivered", "line=1 state=Delivered")), Held, ""},
		{"all lines cancelled at once", house(), lines(placed, step("OrderCancelled", "state=Cancelled")), Held, ""},
		{"shipped before it was allocated", house(), lines(placed, step("ShipConfirmed", "line=2")), Violated, "order/tx/1 line 2: ShipConfirmed is not allowed when it is Accepted"},
		{"a whole order, one line not ready", house(), lines(placed, step("ShipConfirmed", "")), Violated, "line 2: ShipConfirmed is not allowed when it is Accepted"},
		{"a line that nobody ordered", house(), lines(placed, step("OrderAllocated", "line=3")), Violated, "line 3: OrderAllocated, but it does not exist"},
		{"out of the grave", house(), lines(placed, step("OrderCancelled", ""), step("OrderAllocated", "line=1")), Violated, "OrderAllocated is not allowed when it is Cancelled"},
		{"out of the grave, the whole order", house(), lines(placed, step("OrderCancelled", ""), step("OrderCancelled", "")), Violated, "OrderCancelled is not allowed when it is Cancelled"},
		{"updated", house(), lines(placed, step("OrderUpdated", "")), Violated, "OrderUpdated is no step of the process"},
		{"created twice", house(), lines(placed, step("OrderCreated", "qty=1")), Violated, "OrderCreated is not allowed when it is"},
		{"never created", house(), "append stream=pod/tx pos=1 event=e1 type=OrderAllocated entity=order/tx/1 v=1 line=1", Violated, "does not exist"},
		{"the header runs ahead", house(), lines(placed, step("OrderBackordered", "line=2 state=Allocated")), Violated,
			"order/tx/1 claims to be Allocated; its least advanced open line is Backordered"},
		{"without a number of lines", house(), `
append stream=pod/tx pos=1 event=e1 type=OrderCreated entity=order/tx/1 v=1 state=Created
append stream=pod/tx pos=2 event=e2 type=OrderValidated entity=order/tx/1 v=2 state=Accepted
append stream=pod/tx pos=3 event=e3 type=OrderAllocated entity=order/tx/1 v=3 line=2
append stream=pod/tx pos=4 event=e4 type=OrderAllocated entity=order/tx/1 v=4 line=1`, Held, ""},
		{"began before the history", house(), "append stream=pod/tx pos=9 event=e9 type=OrderAllocated entity=order/tx/9 v=5 line=1", Unknown, "premise"},
		{"no state table", with(func(h *history.Header) { h.States = nil }), placed, Unknown, "the header has no state table"},
		{"too large to judge", house(), "append stream=pod/tx pos=1 event=e1 type=OrderCreated entity=order/tx/1 v=1 qty=70000", Unknown, "more than 65535 lines"},
		{"cut", house(), lines(placed, "cut"), Unknown, "breaks off"},
	})
}

// A declared compensation may leave a terminal state.
func TestLegalityCompensation(t *testing.T) {
	h := house()
	h.States = append(h.States, history.Transition{Kind: "order", From: "Delivered", Type: "ReturnReceived", To: "Cancelled"})
	try(t, Legality, []trial{{"returned", h, `
append stream=pod/tx pos=1 event=e1 type=OrderCreated entity=order/tx/1 v=1 qty=1
append stream=pod/tx pos=2 event=e2 type=OrderValidated entity=order/tx/1 v=2
append stream=pod/tx pos=3 event=e3 type=OrderAllocated entity=order/tx/1 v=3 line=1
append stream=pod/tx pos=4 event=e4 type=ShipConfirmed entity=order/tx/1 v=4 line=1
append stream=pod/tx pos=5 event=e5 type=Delivered entity=order/tx/1 v=5 line=1 state=Delivered
append stream=pod/tx pos=6 event=e6 type=ReturnReceived entity=order/tx/1 v=6 line=1 state=Cancelled`, Held, ""}})
}
