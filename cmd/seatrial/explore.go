package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/seatrial/seatrial/cmd/seatrial/internal/assembly"
	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/scenarios/explore"
	"github.com/seatrial/seatrial/scenarios/run"
	"github.com/spf13/cobra"
)

// exploreFlags are the flags of `explore`.
type exploreFlags struct {
	runs    int
	budget  time.Duration
	seed    uint64
	defects []string
	without []string
	keep    bool
	out     string
	rerun   string
	json    string
}

func newExplore() *cobra.Command {
	var f exploreFlags
	c := &cobra.Command{
		Use:   "explore ID|FILE",
		Short: "Draw trials that nobody wrote, and look for one that breaks a promise",
		Example: `  seatrial explore tx-dc
  seatrial explore tx-dc --defect M01 --out found
  seatrial explore --rerun found`,
		ValidArgsFunction: completeScenarios,
		RunE: func(c *cobra.Command, args []string) error {
			if err := f.check(c, args); err != nil {
				return err
			}
			if f.rerun != "" {
				return f.again(c)
			}
			return f.search(c, args[0])
		},
	}
	fl := c.Flags()
	fl.IntVar(&f.runs, "runs", 0, "trials at most; 0 = as many as --budget allows")
	fl.DurationVar(&f.budget, "budget", time.Minute, "time at most; no limit where --runs is given without it")
	fl.Uint64Var(&f.seed, "seed", 1, "the seed of the first trial; it fixes all others")
	fl.StringSliceVar(&f.defects, "defect", nil, "plant these bugs (M01,M04 ...)")
	fl.StringSliceVar(&f.without, "without", nil, "features that no trial has, such as fault/kill or load/burst")
	fl.BoolVar(&f.keep, "keep-going", false, "go on after a failure, for those of other promises")
	fl.StringVar(&f.out, "out", "", "keep interesting cases, failures and the failure that was cut down in this folder")
	fl.StringVar(&f.rerun, "rerun", "", "only run the failures of such a folder again")
	fl.StringVar(&f.json, "json", "", "write the report as JSON to this file (- for stdout)")
	completeFlags(c)
	features := cobra.FixedCompletions(explore.Features(), cobra.ShellCompDirectiveNoFileComp)
	if err := c.RegisterFlagCompletionFunc("without", features); err != nil {
		panic(err) // the flag was made above
	}
	return c
}

// check refuses a command line before anything starts.
func (f *exploreFlags) check(c *cobra.Command, args []string) error {
	switch {
	case f.rerun != "" && len(args) > 0:
		return invalid(errors.New("--rerun runs what is in the folder: name no scenario"))
	case f.rerun == "" && len(args) != 1:
		return invalid(fmt.Errorf("explore wants one scenario, by its id or its file, or --rerun DIR; got %d arguments", len(args)))
	case f.runs < 0:
		return invalid(fmt.Errorf("--runs %d: want 0 or more", f.runs))
	case f.budget <= 0:
		return invalid(fmt.Errorf("--budget %v: want some time, such as 60s", f.budget))
	}
	if f.runs > 0 && !c.Flags().Changed("budget") {
		f.budget = 0
	}
	for _, name := range f.without {
		if !slices.Contains(explore.Features(), name) {
			return invalid(fmt.Errorf("--without %s: no such feature; docs/explore.md lists them", name))
		}
	}
	if err := checkDefects(f.defects); err != nil {
		return err
	}
	return (&runFlags{colour: "auto", json: f.json, out: f.out}).checkOutputs()
}

// lab runs one trial at a time per worker; the campaign has the workers.
func (f *exploreFlags) lab() *run.Lab {
	return &run.Lab{World: worlds["virtual"], Build: assembly.System, Tool: tool(), Workers: 1}
}

// search runs a campaign and reports on it.
func (f *exploreFlags) search(c *cobra.Command, name string) error {
	s, err := pickScenario(name)
	if err != nil {
		return invalid(err)
	}
	campaign := explore.Campaign{Runner: explore.NewRunner(f.lab()), Swarm: explore.Swarm{Base: s, Off: f.without}, Seed: f.seed, Runs: f.runs,
		Wall: f.budget, Defects: f.defects, KeepGoing: f.keep}
	if f.out != "" {
		if campaign.Begin, err = explore.Corpus(f.out, s, loading); err != nil {
			return invalid(err)
		}
		if err := explore.Prepare(f.out); err != nil {
			return invalid(err)
		}
	}
	bar := newExploreBar(s.ID)
	campaign.Progress = bar.step
	r, failed := campaign.Go(c.Context())
	bar.end()
	r.Revision = tool().Revision
	r.Missing(catalogue())
	r.Repeat = f.repeat(s, r, len(campaign.Begin))
	r.Exit = exploreExit(r, failed)
	if f.out != "" {
		if err := r.Store(f.out); err != nil {
			return broken(err)
		}
	}
	if err := f.report(c, campaign.Runner, r); err != nil {
		return broken(err)
	}
	if failed != nil {
		return f.panicked(r, failed)
	}
	return ended(r.Exit)
}

// catalogue lists the points that a trial can pass: those that only guard are
// passed by none.
func catalogue() []string {
	var out []string
	for _, p := range pointsOf(nil).Points {
		if p.Defensive == "" {
			out = append(out, p.Point)
		}
	}
	return out
}

// exploreExit is the worst of what a campaign came to.
func exploreExit(r *explore.Report, failed error) int {
	code := run.ExitHeld
	if len(r.Failures) > 0 {
		code = run.ExitViolated
	}
	if failed != nil || len(r.Diverged) > 0 {
		code = worse(code, run.ExitHarness)
	}
	if r.Stopped {
		code = worse(code, run.ExitStopped)
	}
	return code
}

// report prints, shrinks the first failure and writes the JSON.
func (f *exploreFlags) report(c *cobra.Command, runner explore.Runner, r *explore.Report) error {
	w := c.OutOrStdout()
	if f.json == "-" {
		w = io.Discard
	}
	printExplored(w, r)
	if len(r.Failures) > 0 {
		if err := f.shrink(c.Context(), w, runner, r); err != nil {
			return err
		}
	}
	printRepeat(w, r)
	switch f.json {
	case "":
		return nil
	case "-":
		return indented(c.OutOrStdout(), r)
	}
	return toFile(f.json, func(w io.Writer) error { return indented(w, r) })
}

// shrinkBudget bounds how long a person waits for the small form of a failure.
var shrinkBudget = explore.Budget{Trials: 1000, Wall: time.Minute}

// shrink cuts the first failure of a promise down and writes it beside the rest.
func (f *exploreFlags) shrink(ctx context.Context, w io.Writer, runner explore.Runner, r *explore.Report) error {
	first := r.Failures[0]
	if ctx.Err() != nil {
		return nil
	}
	cut, err := explore.Shrink(ctx, explore.Fair(runner), first.Case, first.Promise, shrinkBudget)
	if errors.Is(err, explore.ErrHolds) {
		fmt.Fprintf(w, "\nIt could not be cut down: alone, the trial keeps %s\n", first.Promise)
		return nil
	}
	if err != nil {
		return fmt.Errorf("shrink failure: %w", err)
	}
	printShrunk(w, &cut)
	if f.out == "" {
		return nil
	}
	r.Repro = filepath.Join(f.out, "repro.yaml")
	if err := os.WriteFile(r.Repro, cut.File(r.Repro), 0o644); err != nil {
		return fmt.Errorf("write repro: %w", err)
	}
	return nil
}

// repeat is the command that shows the same again. What began with kept cases is
// not drawn again from its seed.
func (f *exploreFlags) repeat(s *scenarios.Scenario, r *explore.Report, begin int) string {
	if begin > 0 && len(r.Failures) > 0 {
		return "seatrial explore --rerun " + f.out
	}
	text := fmt.Sprintf("seatrial explore %s --seed %d", nameOf(s), f.seed)
	if len(r.Failures) > 0 {
		text += fmt.Sprintf(" --runs %d", r.Failures[0].Run)
	} else if r.Runs > 0 {
		text += fmt.Sprintf(" --runs %d", r.Runs)
	}
	for _, name := range f.without {
		text += " --without " + name
	}
	return text + defectFlags(f.defects)
}

// panicked keeps the trial on which the harness failed, if there is a folder.
func (f *exploreFlags) panicked(r *explore.Report, failed error) error {
	if r.Broke == nil {
		return broken(failed)
	}
	return broken(fmt.Errorf("%w\n(seed %d; repeat: %s --runs %d)", failed, r.Broke.Seed, r.Repeat, r.Runs+1))
}

// again runs the base of failures again.
func (f *exploreFlags) again(c *cobra.Command) error {
	list, err := explore.Rerun(c.Context(), explore.NewRunner(f.lab()), f.rerun, loading)
	if err != nil {
		return invalid(err)
	}
	if f.json == "-" {
		if err := indented(c.OutOrStdout(), list); err != nil {
			return broken(err)
		}
	} else {
		printAgain(c.OutOrStdout(), list)
		if f.json != "" {
			if err := toFile(f.json, func(w io.Writer) error { return indented(w, list) }); err != nil {
				return broken(err)
			}
		}
	}
	return ended(againExit(c.Context(), list))
}

func againExit(ctx context.Context, list []explore.Again) int {
	code := run.ExitHeld
	for _, a := range list {
		switch {
		case a.Broken:
			code = worse(code, run.ExitViolated)
		case a.Why != "":
			code = worse(code, run.ExitInconclusive)
		}
	}
	if ctx.Err() != nil {
		code = worse(code, run.ExitStopped)
	}
	return code
}
