package main

import (
	"context"
	"fmt"
	"io"

	"github.com/seatrial/seatrial/reports"
	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/scenarios/run"
	"github.com/spf13/cobra"
)

// tour is a run of several scenarios in one world, or in several that are compared.
type tour struct {
	flags      runFlags
	worlds     []run.World
	out        io.Writer
	results    []*run.Result
	comparison *run.Comparison // nil in one world
	code       int
	stopped    bool
	whole      bool // every scenario of the library
}

// leave notes the scenarios that are left out, one line each. Where stdout
// carries JSON the lines go to errs.
func (t *tour) leave(errs io.Writer, left []run.Unmatched) error {
	if len(t.worlds) > 1 {
		t.comparison = &run.Comparison{LeftOut: left, Scenarios: []run.Agreement{}}
		for _, w := range t.worlds {
			t.comparison.Worlds = append(t.comparison.Worlds, w.Name())
		}
	}
	w := t.out
	if t.flags.json == "-" {
		w = errs
	}
	for _, l := range left {
		if _, err := fmt.Fprintf(w, "left out: %s: world %s cannot do %s\n", l.Scenario, l.World, l.Why); err != nil {
			return err
		}
	}
	if len(left) > 0 {
		_, err := fmt.Fprintln(w)
		return err
	}
	return nil
}

// visit runs one scenario in every world of the tour.
func (t *tour) visit(ctx context.Context, s *scenarios.Scenario) error {
	first := len(t.results)
	for _, world := range t.worlds {
		res, err := runOne(ctx, s, world, t.flags)
		if err != nil {
			return &exit{code: worse(t.code, run.ExitHarness), err: err}
		}
		t.results = append(t.results, res)
		t.code = worse(t.code, res.Exit)
		if err := tell(t.out, res, t.flags); err != nil {
			return broken(err)
		}
		if res.Exit == run.ExitStopped {
			t.stopped = true
			return nil
		}
		if t.flags.json != "-" && t.comparison != nil {
			fmt.Fprintln(t.out)
		}
	}
	if t.comparison != nil {
		t.comparison.Scenarios = append(t.comparison.Scenarios, run.Agree(t.results[first:]...))
	}
	return nil
}

// end reports on all of them.
func (t *tour) end(c *cobra.Command) error {
	if t.comparison == nil {
		if err := tally(t.out, t.results, t.flags); err != nil {
			return err
		}
		if t.whole && !t.stopped && t.flags.json != "-" {
			points := pointsOf(t.results)
			fmt.Fprintln(t.out, points.sentence())
		}
		return writeReports(c, t.results, t.flags)
	}
	t.comparison.Settle()
	t.code = worse(t.code, t.comparison.Exit)
	if len(t.results) > len(t.worlds) {
		if err := tally(t.out, t.results, t.flags); err != nil {
			return err
		}
	}
	if t.flags.json != "-" {
		if err := reports.Agreement(t.out, t.comparison, t.flags.style(t.out)); err != nil {
			return err
		}
	}
	return writeComparison(c, t.results, t.comparison, t.flags)
}
