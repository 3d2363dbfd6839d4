package outside

import (
	"fmt"
	"testing"
	"time"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim/history"
)

func TestCarrierShipsOncePerKey(t *testing.T) {
	s := newStage(NewCarrier(siteOf(load())))
	for range 3 {
		if b := s.call(event.BookShipment, asked("order/tx/1#1", 5)); b.Status != event.OK {
			t.Fatalf("booking = %+v, want ok", b)
		}
	}
	if n := len(s.said(history.KindEffect)); n != 1 || s.moved("staged/tx/s-0001", "shipped/tx/s-0001") != 5 {
		t.Fatalf("shipments = %d, want one of 5 units for one key", n)
	}
	s.call(event.BookShipment, asked("order/tx/1#1~2", 5))
	if n := len(s.said(history.KindEffect)); n != 2 {
		t.Fatalf("shipments = %d, want a second one for a second key", n)
	}
}

func TestCarrierThatDoesHalf(t *testing.T) {
	w := load()
	w.CarrierHalf = 500_000
	s := newStage(NewCarrier(siteOf(w)))
	silent := 0
	for n := range 200 {
		b := asked(fmt.Sprintf("order/tx/%d#1", n), 1)
		if s.call(event.BookShipment, b) == nil {
			silent++
		}
		if got := s.call(event.BookShipment, b); got == nil || got.Status != event.OK {
			t.Fatalf("second call of %s = %+v, want ok from the ledger", b.Key, got)
		}
	}
	if n := len(s.said(history.KindEffect)); n != 200 || silent < 70 || silent > 130 || s.reached["carrier-half-done"] != silent {
		t.Errorf("shipments = %d, calls without an answer = %d, want 200 and about half", n, silent)
	}
}

func TestCarrierScansUntilItIsConfirmed(t *testing.T) {
	s := newStage(NewCarrier(siteOf(load())))
	s.call(event.BookShipment, asked("order/tx/1#1", 5))
	s.advance(2900 * time.Millisecond)
	if len(s.calls) != 0 {
		t.Fatalf("scans before the parcel arrived = %d, want none", len(s.calls))
	}
	s.advance(4 * time.Second)
	if len(s.calls) != 2 || body(s.calls[0].Msg).Order != "order/tx/1" || s.calls[0].Msg.Head.Corr != "client/tx/1" {
		t.Fatalf("scans = %d, want one after 3 s and one after 5 s, for the order", len(s.calls))
	}
	s.answer(0, event.OK, "")
	before := len(s.calls)
	s.advance(10 * time.Second)
	if len(s.calls) != before {
		t.Errorf("scans after the confirmation = %d, want none", len(s.calls)-before)
	}
}
