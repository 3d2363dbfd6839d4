package policy_test

import (
	"fmt"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/policy"
	"github.com/seatrial/seatrial/sim/history"
)

// What may leave a region is looked up in the compiled contracts; a type that
// none of them names stays at home.
func ExampleNewTable() {
	contracts := []history.Contract{{Type: event.InventoryShipped, To: "hub", Purpose: event.DemandPlanning, Fields: []history.Field{
		{Name: "type", How: policy.Clear}, {Name: "sku", How: policy.Clear}, {Name: "on_hand", How: policy.Clear}}}}
	table, err := policy.NewTable(contracts, "hub", event.DemandPlanning, policy.NewKey(1, "tx"))
	if err != nil {
		fmt.Println(err)
		return
	}
	var it event.Item
	shipped := policy.Event{ID: "tx-1", Type: event.InventoryShipped, Entity: "sku/tx/s-0001",
		Body: &event.Body{SKU: "s-0001", Order: "order/tx/17", After: history.Book{OnHand: 41}}}
	fmt.Printf("%q %v\n", table.Sanitise(&shipped, &it), it.Set().Names())
	created := policy.Event{Type: event.OrderCreated, Body: &event.Body{}}
	fmt.Println(table.Sanitise(&created, &it))
	// Output:
	// "" [type sku on_hand]
	// no contract lets this type go to this destination for this purpose
}
