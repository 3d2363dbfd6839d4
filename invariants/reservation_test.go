package invariants

import "testing"

func TestReservationClosure(t *testing.T) {
	const placed = `
append stream=pod/tx pos=1 event=e1 type=OrderCreated entity=order/tx/1 v=1 qty=2 state=Created
append stream=pod/tx pos=2 event=e2 type=InventoryReserved entity=sku/tx/s-1 v=1 sku=s-1 from=order/tx/1 line=1 delta=0,4 after=10,4
append stream=pod/tx pos=3 event=e3 type=InventoryReserved entity=sku/tx/s-1 v=2 sku=s-1 from=order/tx/1 line=2 delta=0,1 after=10,5`
	const back1 = "append stream=pod/tx pos=4 event=e4 type=ReservationReleased sku=s-1 from=order/tx/1 line=1 delta=0,-4 after=10,1"
	const gone2 = "append stream=pod/tx pos=5 event=e5 type=InventoryShipped sku=s-1 from=order/tx/1 line=2 delta=-1,-1 after=9"
	const cancel1 = "append stream=pod/tx pos=6 event=e6 type=OrderCancelled entity=order/tx/1 v=2 line=1 state=Allocated"
	const deliver2 = "append stream=pod/tx pos=7 event=e7 type=Delivered entity=order/tx/1 v=3 line=2 state=Delivered"
	const cancelAll = "append stream=pod/tx pos=8 event=e8 type=OrderCancelled entity=order/tx/1 v=2 state=Cancelled"
	const again = "append stream=pod/tx pos=9 event=e9 type=ReservationReleased sku=s-1 from=order/tx/1 line=1 delta=0,-4 after=10,-4"
	try(t, ReservationClosure, []trial{
		{"one line given back, one shipped", house(), lines(placed, back1, cancel1, gone2, deliver2), Held, ""},
		{"the order closes before its stock does", house(), lines(placed, cancelAll, back1, gone2), Held, ""},
		{"a line keeps its hold", house(), lines(placed, back1, cancelAll), Violated, "order/tx/1 line 2 is closed and still holds 1"},
		{"given back twice", house(), lines(placed, back1, again, cancel1), Violated, "order/tx/1 line 1 has given back 4 more than it reserved: ReservationReleased of -4"},
		{"given back again after the end", house(), lines(placed, back1, cancel1, gone2, deliver2, again), Violated, "is closed and settled, and ReservationReleased changes its reservation by -4"},
		{"compensation without reservation", house(), lines("append stream=pod/tx pos=1 event=e1 type=OrderCreated entity=order/tx/1 v=1 qty=1", back1), Violated, "given back 4 more"},
		{"a hold for nobody", house(), lines(placed, back1, cancel1, gone2, deliver2,
			"append stream=pod/tx pos=9 event=e9 type=InventoryReserved sku=s-1 from=order/tx/2 line=1 delta=0,1 after=10,1"), Violated, "order/tx/2 line 1 holds 1 and does not exist"},
		{"an open line holds what it holds", house(), lines(placed, back1, cancel1), Held, ""},
		{"nothing closed", house(), placed, Unknown, "premise"},
		{"cut before the release", house(), lines(placed, cancelAll, "cut"), Unknown, "breaks off"},
	})
}
