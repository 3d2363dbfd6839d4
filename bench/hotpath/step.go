package hotpath

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/seatrial/seatrial/bench"
)

// Step is a load step: an open loop at one rate, for throughput against latency.
type Step struct {
	Offered float64 // events per second
	System  *Round
	Ceiling *Round
}

// stepsMax is the highest load step, as a share of what the system sustains. Above 1
// a queue grows as long as the step lasts.
const stepsMax = 2

// climb measures the further load steps of a configuration. What is not through in
// time above what is sustained is shown and not counted as lost; what takes effect
// twice is counted at any rate.
func (r *Report) climb(ctx context.Context, cfg Config, system, top *side) error {
	sustained := bench.Median(Samples(r.System, Sustained))
	for i, share := range cfg.Steps {
		step := Step{Offered: share * sustained, System: &Round{PerOrder: r.System[0].PerOrder}, Ceiling: &Round{PerOrder: r.Ceiling[0].PerOrder}}
		for _, s := range inTurn(i, system, top) {
			of := step.System
			if s == top {
				of = step.Ceiling
			}
			if err := s.offer(ctx, cfg, of, step.Offered); err != nil {
				return fmt.Errorf("load step %g of %s: %w", share, s.name, err)
			}
		}
		r.Steps = append(r.Steps, step)
	}
	return nil
}

// steps returns the load steps for charts: every leg of the system, and the whole way
// of the ceiling. The open loop of all rounds is one of them.
func (r *Report) steps() []bench.Step {
	var rounds [][]bench.Step
	for i := range r.System {
		rounds = append(rounds, Step{Offered: r.Offered, System: r.System[i], Ceiling: r.Ceiling[i]}.legs())
	}
	out := bench.MedianSteps(rounds)
	for _, s := range r.Steps {
		out = append(out, s.legs()...)
	}
	slices.SortStableFunc(out, func(a, b bench.Step) int { return cmp.Compare(a.Offered, b.Offered) })
	return out
}

func (s Step) legs() []bench.Step {
	var out []bench.Step
	for l := range legs {
		out = append(out, s.System.step(l.String(), l, s.Offered))
	}
	return append(out, s.Ceiling.step("ceiling "+EndToEnd.String(), EndToEnd, s.Offered))
}

// step returns what the open loop of a round came to on a leg, in events per second.
func (r *Round) step(name string, l Leg, offered float64) bench.Step {
	return bench.StepOf(name, offered, r.Open.Rate()*r.PerOrder, r.Legs[l], r.Open.Lateness)
}

// printSteps writes the further load steps.
func (r *Report) printSteps(w io.Writer) {
	if len(r.Steps) == 0 {
		return
	}
	fmt.Fprintf(w, "\nload steps, end to end   answered/s       p50 ms      p99 ms    not through\n")
	for _, s := range r.Steps {
		for _, of := range []struct {
			name string
			*Round
		}{{"system", s.System}, {"ceiling", s.Ceiling}} {
			b := of.step("", EndToEnd, s.Offered)
			fmt.Fprintf(w, "%-8s %8.0f events/s %8.0f %12.2f %11.2f %14d\n", of.name, s.Offered, b.Rate, b.P50/float64(time.Millisecond), b.P99/float64(time.Millisecond), of.Lost)
		}
	}
}
