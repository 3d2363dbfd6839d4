package explore

import (
	"context"
	"fmt"
	"strings"

	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/scenarios/run"
)

// Runner runs a case once and says what it showed. The error is the harness's own
// failure. A runner may be used by several goroutines.
type Runner func(ctx context.Context, c Case) (Outcome, error)

// NewRunner returns the runner that runs cases in a lab.
func NewRunner(lab *run.Lab) Runner {
	return func(ctx context.Context, c Case) (Outcome, error) {
		res, err := lab.Run(ctx, c.Scenario, run.Options{Seed: c.Seed, Defects: c.Defects, Plan: &c.Plan, Alone: true})
		switch {
		case err != nil:
			return Outcome{}, fmt.Errorf("run case of %s with seed %d: %w", c.Scenario.ID, c.Seed, err)
		case len(res.Runs) == 0:
			return Outcome{}, fmt.Errorf("run case of %s with seed %d: %w", c.Scenario.ID, c.Seed, ctx.Err())
		}
		return outcome(&res.Runs[0]), nil
	}
}

// outcome takes from a run what a search needs.
func outcome(r *run.Run) Outcome {
	out := Outcome{Faults: r.Faults, Reached: r.Reached, Events: r.Events, Virtual: r.VirtualNS, Trace: r.TraceHash, Why: r.Stopped}
	for _, f := range r.Promises {
		if f.Verdict == invariants.Violated {
			out.Broken = append(out.Broken, f)
		}
	}
	for _, why := range r.Reasons {
		if out.Why == "" && !strings.HasPrefix(why, "fault ") { // a fault without effect shows in Faults
			out.Why = why
		}
	}
	return out
}
