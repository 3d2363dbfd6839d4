package outside_test

import (
	"fmt"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/outside"
	"github.com/seatrial/seatrial/sim"
)

// The carrier is a witness: its own ledger says what it really shipped. Asked
// again under the same key it answers, and ships nothing.
func ExampleCarrier() {
	c := outside.NewCarrier(&outside.Site{Region: "tx", Catalog: event.NewCatalog("tx", 1)})
	task := &event.Body{Key: "order/tx/1#1", Order: "order/tx/1", Line: 1, SKU: "s-0001", Qty: 2}
	m := &sim.Message{Head: sim.Head{ID: task.Key, Type: event.BookShipment}, Body: event.AppendBody(nil, task)}

	var out sim.Effects
	for range 2 {
		out.Reset()
		c.Step(sim.Clock{}, &sim.Input{Kind: sim.InCall, Msg: m}, &out)
		for _, e := range out.List() {
			switch e.Kind {
			case sim.EffWitness:
				r := out.Witnessed(e.Record)
				fmt.Println(r.Kind, r.SKU, r.Qty)
			case sim.EffReply:
				fmt.Println(string(e.Msg.Body))
			}
		}
	}
	// Output:
	// effect s-0001 2
	// move s-0001 2
	// {"status":"ok"}
	// {"status":"ok"}
}
