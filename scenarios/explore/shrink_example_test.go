package explore_test

import (
	"context"
	"fmt"
	"slices"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/scenarios/explore"
)

// A system that ships order 17 of Virginia twice once the power of Virginia failed,
// whatever else happens in the storm of tx-dc.
func ExampleShrink() {
	e, _ := scenarios.Find("tx-dc")
	s, err := e.Load(scenarios.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	system := func(_ context.Context, c explore.Case) (explore.Outcome, error) {
		dark := slices.ContainsFunc(c.Plan.Faults, func(f faults.Fault) bool { return f.Kind == faults.PowerLoss })
		if !dark || !c.Scenario.Workload.Orders.Keeps("va", 17) {
			return explore.Outcome{}, nil
		}
		twice := invariants.Breach{At: 40e9, Seq: 1, Text: "order/va/17 line 1: shipment happened twice: keys order/va/17#1 and order/va/17#1~2"}
		return explore.Outcome{Broken: []invariants.Finding{{ID: "I-05", First: &twice}}}, nil
	}
	found, err := explore.Shrink(context.Background(), system, explore.Case{Scenario: s, Seed: 7, Plan: s.Plan(7)}, "I-05", explore.Budget{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(found.Sentence())
	fmt.Println(found.Case.Plan.Faults, found.Case.Scenario.Workload.Orders)
	// Output:
	// After the power of Virginia failed for 100 ms, line 1 of order 17 of Virginia was shipped twice.
	// [{id: dark-va, fault: power-loss, at: 1s, hold: 100ms, region: va}] map[va:[17]]
}
