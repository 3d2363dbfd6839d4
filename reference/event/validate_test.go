package event_test

import (
	"strings"
	"testing"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim/history"
)

func TestValidate(t *testing.T) {
	line := event.Body{Order: "order/tx/1", Line: 1, SKU: "s-0001", Qty: 2, State: event.StateAllocated}
	stock := event.Body{SKU: "s-0001", Change: history.Book{OnHand: 2}}
	held := event.Body{SKU: "s-0001", Change: history.Book{Allocated: 2}, Order: "order/tx/1", Line: 1}
	buy := event.Body{Key: "client/tx/1", Order: "order/tx/1", Purchase: &event.Purchase{Lines: []event.Line{{SKU: "s-0001", Qty: 1}}}}
	none := event.Body{Key: "client/tx/1", Order: "order/tx/1", Purchase: &event.Purchase{}}
	wrong := event.Body{Key: "client/tx/1", Order: "order/tx/1", Purchase: &event.Purchase{Lines: []event.Line{{SKU: "s-0001", Qty: -1}}}}
	for _, c := range []struct {
		typ  string
		body event.Body
		err  string
	}{
		{event.OrderAllocated, line, ""},
		{event.InventoryReceived, stock, ""},
		{event.InventoryReserved, held, ""},
		{event.PlaceOrder, buy, ""},
		{event.EpochStarted, event.Body{}, ""},
		{event.QueryStock, event.Body{}, ""},
		{event.OrderAllocated, event.Body{Order: "order/tx/1"}, "want a line"},
		{event.InventoryReserved, stock, "want an order"},
		{event.InventoryReceived, event.Body{SKU: "s-0001"}, "want a change"},
		{event.PlaceOrder, none, "want a purchase with lines"},
		{event.PlaceOrder, wrong, "line 1 is -1 of \"s-0001\""},
		{event.Rejected, event.Body{Source: "pod/tx", Pos: 1}, "want a letter"},
		{"OrderUpdated", line, "has no contract"},
		{"", line, "has no contract"},
	} {
		err := event.Validate(c.typ, &c.body)
		if c.err == "" && err != nil || c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err)) {
			t.Errorf("Validate(%q, %+v) = %v, want %q", c.typ, c.body, err, c.err)
		}
	}
}

func TestValidateReply(t *testing.T) {
	for status, ok := range map[string]bool{event.OK: true, event.Shed: true, event.Refused: true, event.Resend: true, "": false, "maybe": false} {
		if err := event.ValidateReply(&event.Body{Status: status}); (err == nil) != ok {
			t.Errorf("ValidateReply(%q) = %v, want ok %v", status, err, ok)
		}
	}
}
