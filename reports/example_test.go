package reports_test

import (
	"os"

	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/reports"
	"github.com/seatrial/seatrial/scenarios/run"
)

func Example() {
	result := &run.Result{
		Scenario: run.ScenarioRef{ID: "hub-cut", Title: "The hub cannot be reached"},
		World:    "virtual",
		Verdict:  invariants.Violated,
		Exit:     run.ExitViolated,
		Runs:     []run.Run{{Seed: 7, Verdict: invariants.Violated, Commands: 312}},
		Promises: []invariants.Finding{
			{ID: "I-03", Name: "no-oversell", Verdict: invariants.Held, Evaluated: 940},
			{ID: "I-05", Name: "exactly-once-effect", Verdict: invariants.Violated, Evaluated: 1_204, Breaches: 1,
				First: &invariants.Breach{At: 4_200_000_000, Seq: 88, Text: "planner/tx applied event 5f1c twice"}},
		},
		Repeat: "seatrial run hub-cut --seed 7",
	}
	if err := reports.Text(os.Stdout, result, reports.Style{}); err != nil {
		panic(err) // standard output is gone
	}
	// Output:
	// VIOLATED: 1 of 2 promises broke with seed 7: exactly-once-effect (I-05), first at 4.200 s.
	//
	//   The hub cannot be reached
	//   scenario hub-cut, world virtual, seed 7, 312 commands
	//
	//   PROMISE                       VERDICT   EVALUATED  BREACHES  FIRST BREACH
	//   I-03     no-oversell          held            940
	//   I-05     exactly-once-effect  VIOLATED      1,204         1  4.200 s
	//         planner/tx applied event 5f1c twice
	//
	// Repeat with
	//   seatrial run hub-cut --seed 7
}
