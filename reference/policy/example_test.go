package policy_test

import (
	"fmt"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/policy"
	"github.com/seatrial/seatrial/scenarios/policies"
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

// What may leave a region is looked up in the compiled bundle: by type,
// destination and purpose, each field in its way.
func ExampleCompile() {
	bundle := policies.Default("hub")
	tx, err := policy.Compile(&bundle, policy.Place{Region: "tx", Regions: []string{"tx", "va", "hub"}}, policy.NewKey(1, "tx"))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, typ := range []string{event.OrderBackordered, event.Delivered} {
		got := tx.Decide(&policy.Query{Type: typ, To: "hub", Purpose: event.DemandPlanning, Tier: history.Confidential})
		fmt.Printf("%s %v %q\n", typ, got.Allow, got.Reason)
		if got.Allow {
			fmt.Println(got.Rule.Fields(), "entity goes as a", got.Rule.How("entity"))
		}
	}
	// Output:
	// OrderBackordered true ""
	// [type entity sku qty time] entity goes as a token
	// Delivered false "no contract lets this type go to this destination for this purpose"
}
