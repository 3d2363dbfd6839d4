package reference_test

import (
	"fmt"
	"time"

	"github.com/seatrial/seatrial/reference"
	"github.com/seatrial/seatrial/scenarios/policies"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/topology"
	"github.com/seatrial/seatrial/sim/virtual"
)

// The reference is a system like any other: a world starts its machines and
// shows what their ledgers say.
func ExampleNew() {
	top, err := topology.US(1)
	if err != nil {
		fmt.Println(err)
		return
	}
	system, err := reference.New(reference.Config{Policy: policies.Default("hub"), Seed: 1, Topology: top, Workload: topology.Workload{
		Rate: 1000, Duration: 5 * time.Second, SKUs: 1, LinesMax: 1, QuantityMax: 1, Stock: 100, Transit: time.Second}})
	if err != nil {
		fmt.Println(err)
		return
	}
	story := func(r *history.Record) {
		if r.Kind == history.KindAppend && r.Entity.Text == "order/tx/1" {
			fmt.Println(r.Version, r.Type, r.State)
		}
	}
	w, err := virtual.New(virtual.Config{Seed: 1, System: system, Topology: top, Sink: story})
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := w.Advance(10 * time.Second); err != nil {
		fmt.Println(err)
	}
	// Output:
	// 1 OrderCreated Created
	// 2 OrderValidated Accepted
	// 3 OrderAllocated Allocated
	// 4 OrderReleased Released
	// 5 PickConfirmed Picked
	// 6 Packed Packed
	// 7 ShipConfirmed Shipped
	// 8 Delivered Delivered
}
