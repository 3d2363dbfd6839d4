package event_test

import (
	"fmt"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim/history"
)

// An event on its way: the producer checks it and writes JSON, the consumer
// reads it and checks it again.
func Example() {
	body := event.Body{SKU: "s-0004", Qty: 12, Change: history.Book{OnHand: 12}, After: history.Book{OnHand: 52}}
	if err := event.Validate(event.InventoryReceived, &body); err != nil {
		fmt.Println(err)
	}
	wire := event.AppendBody(nil, &body)
	fmt.Println(string(wire))

	var got event.Body
	if err := event.DecodeBody(wire, &got); err != nil {
		fmt.Println(err)
	}
	fmt.Println(got.SKU, got.After.OnHand)
	fmt.Println(event.Validate("StockUpdated", &got))
	// Output:
	// {"sku":"s-0004","qty":12,"change":{"on_hand":12},"after":{"on_hand":52}}
	// s-0004 52
	// validate event: type "StockUpdated" has no contract
}
