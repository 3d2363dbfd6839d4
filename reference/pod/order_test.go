package pod

import (
	"testing"
	"time"

	"github.com/seatrial/seatrial/reference/event"
)

// A number that comes again, for a shorter order, is another order's.
func TestPodWithANumberUsedTwice(t *testing.T) {
	s := newPod("")
	s.place(1, "s-0001:1", "s-0001:1")
	s.call(client, event.CancelOrder, &event.Body{Key: "client/tx/cancel/1", Order: "order/tx/1"})
	s.advance(200 * time.Millisecond)
	b := &event.Body{Key: "client/tx/2", Order: "order/tx/1", Purchase: &event.Purchase{Customer: "ACME", Price: 5, Lines: []event.Line{{SKU: "s-0001", Qty: 1}}}}
	if got := s.call(client, event.PlaceOrder, b); got.Status != event.OK {
		t.Fatalf("place of a number used before = %s %s, want ok: the order before is forgotten", got.Status, got.Reason)
	}
	s.advance(100 * time.Millisecond)
	if got := len(s.calls); got != 0 {
		t.Fatalf("calls 0.1 s after the second order = %d, want none before it cooled off", got)
	}
	s.advance(300 * time.Millisecond)
	if got := len(s.calls); got != 1 {
		t.Fatalf("calls 0.4 s after the second order = %d, want one", got)
	}
}
