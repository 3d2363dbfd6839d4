package pod_test

import (
	"fmt"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/pod"
	"github.com/seatrial/seatrial/sim"
)

// A pod answers a command with effects: what it appends, then what it says. A
// world holds back what is said until what is appended is durable.
func ExamplePod() {
	p := pod.New(&pod.Site{Region: "tx", Catalog: event.NewCatalog("tx", 1), Stock: 10})
	var out sim.Effects
	p.Step(sim.Clock{}, &sim.Input{Kind: sim.InRecover}, &out)
	out.Reset()

	order := &event.Body{Key: "client/tx/1", Order: "order/tx/1", Purchase: &event.Purchase{Lines: []event.Line{{SKU: "s-0001", Qty: 2}}}}
	m := &sim.Message{Head: sim.Head{ID: order.Key, Type: event.PlaceOrder, Corr: order.Key}, Body: event.AppendBody(nil, order)}
	p.Step(sim.Clock{}, &sim.Input{Kind: sim.InCall, Msg: m}, &out)
	for _, e := range out.List() {
		switch e.Kind {
		case sim.EffAppend:
			fmt.Println("append", e.Pos, e.Msg.Head.Type, e.Msg.Head.Entity)
		case sim.EffReply:
			fmt.Println("reply", string(e.Msg.Body))
		}
	}
	// Output:
	// append 2 OrderCreated order/tx/1
	// append 3 OrderValidated order/tx/1
	// append 4 OrderAllocated order/tx/1
	// append 5 InventoryReserved sku/tx/s-0001
	// reply {"status":"ok"}
}
