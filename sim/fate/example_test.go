package fate_test

import (
	"fmt"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/fate"
	"github.com/seatrial/seatrial/sim/history"
)

// A world asks about each delivery before it makes it.
func ExampleRule() {
	rule := fate.Rule{ID: history.N("twice"), Spec: faults.Rule{Region: "tx", Kind: faults.Duplicate, Chance: 1_000_000, Copies: 1}}
	m, consumer := &sim.Message{Head: sim.Head{ID: "tx-17"}}, history.N("planner/tx")
	var f fate.Fate
	if rule.Hits(7, consumer, m, 1) {
		rule.Shape(7, consumer, m, 1, &f)
	}
	fmt.Printf("lost %v, later by %d ns, copies %d\n", f.Lost, f.Delay, f.Copies)
	// Output: lost false, later by 0 ns, copies 1
}
