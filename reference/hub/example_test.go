package hub_test

import (
	"fmt"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/hub"
	"github.com/seatrial/seatrial/sim"
)

// A region exports a range of its ledger; the aggregator says from where it
// wants the next one.
func ExampleAggregator() {
	a := hub.New(&hub.Site{Region: "hub", Sources: []hub.Source{{Ledger: "pod/tx", Catalog: event.NewCatalog("tx", 1), Stock: 40}}})
	body := &event.Body{Source: "pod/tx", Pos: 1, Batch: &event.Batch{Until: 3, Items: []event.Item{
		{Pos: 2, Event: "tx-01", Epoch: 1, Type: event.InventoryShipped, Entity: "sku/tx/s-0001", SKU: "s-0001", Version: 1, OnHand: 38}}}}
	m := &sim.Message{Head: sim.Head{ID: "egress/tx#1", Type: event.ExportBatch}, Body: event.AppendBody(nil, body)}

	var out sim.Effects
	a.Step(sim.Clock{}, &sim.Input{Kind: sim.InRecover}, &out)
	a.Step(sim.Clock{}, &sim.Input{Kind: sim.InCall, Msg: m}, &out)
	for _, e := range out.List() {
		fmt.Println(e.Msg.Head.Type, string(e.Msg.Body))
	}
	// Output:
	// Folded {"source":"pod/tx","pos":1,"batch":{"until":3,"items":[{"pos":2,"event":"tx-01","epoch":1,"type":"InventoryShipped","entity":"sku/tx/s-0001","version":1,"sku":"s-0001","on_hand":38}]}}
	// ExportBatch {"status":"ok","source":"pod/tx","pos":4}
}
