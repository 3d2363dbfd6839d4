package kpi_test

import (
	"fmt"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/kpi"
)

// An order of two lines, one of which had to wait: half of the lines were filled
// at once, and a line has been allocated and not shipped for 5 s.
func ExampleSheet() {
	const sec = 1_000_000_000
	s := kpi.NewSheet(30 * sec)
	for _, e := range []kpi.Event{
		{Type: event.OrderCreated, Entity: "order/tx/1", Lines: 2, Occurred: 1 * sec, Taken: 1 * sec},
		{Type: event.OrderAllocated, Entity: "order/tx/1", Line: 1, Occurred: 1 * sec, Taken: 1 * sec},
		{Type: event.OrderBackordered, Entity: "order/tx/1", Line: 2, Occurred: 1 * sec, Taken: 2 * sec},
	} {
		s.Take(&e, false)
	}
	for _, f := range s.Figures(6 * sec) {
		fmt.Println(f.Name, f.Value, f.Known)
	}
	// Output:
	// order-creation-lag 0 true
	// inventory-freshness 0 false
	// processing-delay 1000000000 true
	// order-allocation-lag 5000000000 true
	// fill-rate 500000 true
	// perfect-order 0 false
	// fulfilment-age 5000000000 true
}
