package main

import (
	"context"
	"fmt"
	"time"

	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/scenarios/run"
	"github.com/spf13/cobra"
)

// runFlags are the flags that `run` and `replay` share.
type runFlags struct {
	world    string
	seed     uint64
	seeds    int
	defects  []string
	out      string
	keep     string
	json     string
	junit    string
	markdown string
	colour   string
	bare     bool
}

func (f *runFlags) register(c *cobra.Command) {
	fl := c.Flags()
	fl.StringVar(&f.world, "world", "virtual", "where to run it")
	fl.StringSliceVar(&f.defects, "defect", nil, "plant these bugs (M01,M04 ...)")
	fl.StringVar(&f.out, "out", "", "leave plan, history, result and reports in this folder")
	fl.StringVar(&f.keep, "keep", "failing", "histories to keep in --out: failing (and one that held) or all")
	fl.StringVar(&f.json, "json", "", "write the result as JSON to this file (- for stdout)")
	fl.StringVar(&f.junit, "junit", "", "write JUnit XML to this file")
	fl.StringVar(&f.markdown, "markdown", "", "append a Markdown summary to this file")
	fl.StringVar(&f.colour, "color", "auto", "colour on the terminal: auto, always, never")
	completeFlags(c)
}

// check refuses flags that make no sense before anything starts.
func (f *runFlags) check() error {
	if f.keep != "failing" && f.keep != "all" {
		return invalid(fmt.Errorf("--keep %q: want failing or all", f.keep))
	}
	if f.seeds < 1 {
		return invalid(fmt.Errorf("--seeds %d: want at least 1", f.seeds))
	}
	if err := checkDefects(f.defects); err != nil {
		return err
	}
	return f.checkOutputs()
}

func newRun() *cobra.Command {
	var f runFlags
	var all bool
	var tag string
	c := &cobra.Command{
		Use:   "run ID...|FILE...",
		Short: "Run scenarios and say what held",
		Example: `  seatrial run tx-dc
  seatrial run --all --seeds 20 --junit junit.xml
  seatrial run tx-dc --seeds 50 --defect M01`,
		ValidArgsFunction: completeScenarios,
		RunE: func(c *cobra.Command, args []string) error {
			if err := f.check(); err != nil {
				return err
			}
			list, err := pickScenarios(args, all, tag)
			if err != nil {
				return err
			}
			return runAll(c, list, f)
		},
	}
	f.register(c)
	c.Flags().Uint64Var(&f.seed, "seed", 1, "the first seed")
	c.Flags().IntVar(&f.seeds, "seeds", 1, "how many seeds, from --seed on")
	c.Flags().BoolVar(&f.bare, "bare", false, "judge nothing, only leave the trace hash (never green)")
	c.Flags().BoolVar(&all, "all", false, "every scenario of the library")
	c.Flags().StringVar(&tag, "tag", "", "every scenario with this tag")
	return c
}

// runAll runs scenarios one after the other and reports on all of them.
func runAll(c *cobra.Command, list []*scenarios.Scenario, f runFlags) error {
	world, err := pickWorld(f.world)
	if err != nil {
		return err
	}
	for _, s := range list {
		if err := supported(world, s); err != nil {
			return err
		}
	}
	out := c.OutOrStdout()
	var results []*run.Result
	code := run.ExitHeld
	for _, s := range list {
		res, err := runOne(c.Context(), s, world, f)
		if err != nil {
			return &exit{code: worse(code, run.ExitHarness), err: err}
		}
		results = append(results, res)
		code = worse(code, res.Exit)
		if err := tell(out, res, f); err != nil {
			return broken(err)
		}
		if res.Exit == run.ExitStopped {
			break
		}
	}
	if err := tally(out, results, f); err != nil {
		return broken(err)
	}
	if err := writeReports(c, results, f); err != nil {
		return broken(err)
	}
	return ended(code)
}

// supported refuses, before anything starts, what the world cannot do.
func supported(w run.World, s *scenarios.Scenario) error {
	for _, step := range s.Timeline {
		if ok, why := w.Supports(step.Fault.Kind); !ok {
			return invalid(fmt.Errorf("%s:%d: world %s cannot do fault %q: %s", s.Path, step.Line, w.Name(), step.Fault.Kind, why))
		}
	}
	return nil
}

// runOne runs one scenario with everything that belongs to it.
func runOne(ctx context.Context, s *scenarios.Scenario, world run.World, f runFlags) (*run.Result, error) {
	begun := time.Now()
	lab := run.Lab{World: world, Build: build, Tool: tool()}
	box, err := openBox(f.out, s, f.keep)
	if err != nil {
		return nil, err
	}
	bar := newProgress(s.ID)
	o := run.Options{Seed: f.seed, Seeds: f.seeds, Defects: f.defects, Bare: f.bare, Detail: f.out != "",
		Repeat: repeatCommand(s, f), Progress: bar.seed, Record: box.recorder()}
	res, err := lab.Run(ctx, s, o)
	bar.end()
	if err != nil {
		return nil, err
	}
	if err := failingDetail(ctx, &lab, s, o, res); err != nil {
		return nil, err
	}
	res.WallSeconds = time.Since(begun).Seconds()
	return res, box.close(res)
}

// failingDetail draws the first failing seed rather than the first: it runs
// again, which in virtual time is the same run.
func failingDetail(ctx context.Context, lab *run.Lab, s *scenarios.Scenario, o run.Options, res *run.Result) error {
	if !o.Detail || res.FirstFailing == nil || *res.FirstFailing == o.Seed {
		return nil
	}
	o.Seed, o.Seeds, o.Record, o.Progress = *res.FirstFailing, 1, nil, nil
	again, err := lab.Run(ctx, s, o)
	if err != nil {
		return err
	}
	res.Detail = again.Detail
	return nil
}

// repeatCommand is the command line that repeats a run, without its seeds.
func repeatCommand(s *scenarios.Scenario, f runFlags) string {
	cmd := "seatrial run " + nameOf(s)
	if f.world != "virtual" {
		cmd += " --world " + f.world
	}
	for _, d := range f.defects {
		cmd += " --defect " + d
	}
	return cmd
}
