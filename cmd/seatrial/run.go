package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/seatrial/seatrial/cmd/seatrial/internal/assembly"
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
	pairs    int
	parallel int

	profile   string
	transport string
	means     string
	live      bool
}

func (f *runFlags) register(c *cobra.Command) {
	fl := c.Flags()
	fl.StringVar(&f.world, "world", "virtual", "where to run it: "+strings.Join(worldNames(), " or ")+"; several of them are compared (a,b)")
	fl.StringVar(&f.profile, "profile", run.Safe, "safe, or unsafe: answer before the disk has synced")
	fl.StringVar(&f.transport, "transport", run.Forwarder, "how messages leave a region: forwarder, sourced or durable")
	fl.StringVar(&f.means, "means", "", "in world containers, how faults are carried out: container, network, sigstop, stop (with commas between)")
	fl.BoolVar(&f.live, "live", false, "run the live profile, as worlds in real time always do")
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
	if f.parallel < 0 {
		return invalid(fmt.Errorf("--parallel %d: want how many seeds, or 0", f.parallel))
	}
	if f.pairs < 0 {
		return invalid(fmt.Errorf("--pairs %d: want how many seeds, or 0", f.pairs))
	}
	if !slices.Contains([]string{"", run.Safe, run.Unsafe}, f.profile) {
		return invalid(fmt.Errorf("--profile %q: want safe or unsafe", f.profile))
	}
	if !slices.Contains([]string{"", run.Forwarder, run.Sourced, run.Durable}, f.transport) {
		return invalid(fmt.Errorf("--transport %q: want forwarder, sourced or durable", f.transport))
	}
	if err := checkDefects(f.defects); err != nil {
		return err
	}
	return f.checkOutputs()
}

func (f *runFlags) terms() run.Terms {
	return run.Terms{Profile: f.profile, Transport: f.transport, Means: f.means}
}

// comparing reports whether several worlds are asked for.
func (f *runFlags) comparing() bool { return strings.Contains(f.world, ",") }

// folder names what a run leaves below --out.
func (f *runFlags) folder(id, world string) string {
	if f.comparing() {
		return id + "." + world
	}
	return id
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
  seatrial run tx-dc --seeds 50 --defect M01
  seatrial run tx-dc --world virtual,embedded`,
		ValidArgsFunction: completeScenarios,
		RunE: func(c *cobra.Command, args []string) error {
			if err := f.check(); err != nil {
				return err
			}
			list, err := pickScenarios(args, all, tag)
			if err != nil {
				return err
			}
			return runAll(c, list, all, all || tag != "", f)
		},
	}
	f.register(c)
	c.Flags().Uint64Var(&f.seed, "seed", 1, "the first seed")
	c.Flags().IntVar(&f.seeds, "seeds", 1, "how many seeds, from --seed on")
	c.Flags().IntVar(&f.parallel, "parallel", 0, "how many seeds run side by side; 0 = one per core, at most 2 where time is real")
	c.Flags().IntVar(&f.pairs, "pairs", 0, "run so many seeds a second time with other secrets (I-12); 0 = the first and every twentieth")
	c.Flags().BoolVar(&f.bare, "bare", false, "judge nothing, only leave the trace hash (never green)")
	c.Flags().BoolVar(&all, "all", false, "every scenario of the library")
	c.Flags().StringVar(&tag, "tag", "", "every scenario with this tag")
	return c
}

// runAll runs scenarios one after the other, each in every world that was named,
// and reports on all of them. Of a selection, what a world cannot do is left
// out; what was named is refused.
func runAll(c *cobra.Command, list []*scenarios.Scenario, all, selected bool, f runFlags) error {
	places, err := pickWorlds(f.world, f.terms())
	if err != nil {
		return err
	}
	list, left, err := feasible(places, list, selected)
	if err != nil {
		return err
	}
	if err := ready(c.Context(), places); err != nil {
		return err
	}
	t := tour{flags: f, worlds: places, out: c.OutOrStdout(), whole: all}
	if err := t.leave(c.ErrOrStderr(), left); err != nil {
		return broken(err)
	}
	for _, s := range list {
		if err := t.visit(c.Context(), s); err != nil {
			return err
		}
		if t.stopped {
			break
		}
	}
	if err := t.end(c); err != nil {
		return broken(err)
	}
	return ended(t.code)
}

// runOne runs one scenario in one world with everything that belongs to it.
func runOne(ctx context.Context, s *scenarios.Scenario, world run.World, f runFlags) (*run.Result, error) {
	begun := time.Now()
	lab := run.Lab{World: world, Terms: f.terms(), Build: assembly.System, Tool: tool(), Workers: f.parallel}
	staged, factor := run.Staged(world, s, f.live || f.comparing())
	box, err := openBoxAs(f.out, f.folder(s.ID, world.Name()), s, f.keep)
	if err != nil {
		return nil, err
	}
	box.staged = staged
	bar := newProgress(s.ID)
	if world.Real() {
		bar.expect(staged.Length(), (f.seeds+lab.SideBySide(f.seeds)-1)/lab.SideBySide(f.seeds))
	}
	o := run.Options{Seed: f.seed, Seeds: f.seeds, Pairs: f.pairs, Defects: f.defects, Bare: f.bare, Detail: f.out != "", Factor: factor,
		Repeat: repeatCommand(s, f), Progress: bar.seed, Record: box.recorder()}
	res, err := lab.Run(ctx, staged, o)
	bar.end()
	if err != nil {
		return nil, err
	}
	if err := failingDetail(ctx, &lab, staged, o, res); err != nil {
		return nil, err
	}
	res.WallSeconds = time.Since(begun).Seconds()
	return res, box.close(res)
}

// failingDetail draws the first failing seed rather than the first: it runs
// again, which in virtual time is the same run. In real time it was kept.
func failingDetail(ctx context.Context, lab *run.Lab, s *scenarios.Scenario, o run.Options, res *run.Result) error {
	if !o.Detail || res.RealTime || res.FirstFailing == nil || *res.FirstFailing == o.Seed {
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
	return "seatrial run " + nameOf(s) + f.again()
}

// again writes the flags that change what is run.
func (f *runFlags) again() string {
	out := ""
	if f.world != "virtual" {
		out += " --world " + f.world
	}
	if f.live {
		out += " --live"
	}
	if terms := f.terms().Complete(); terms.Profile != run.Safe {
		out += " --profile " + terms.Profile
	}
	if terms := f.terms().Complete(); terms.Transport != run.Forwarder {
		out += " --transport " + terms.Transport
	}
	if f.means != "" {
		out += " --means " + f.means
	}
	return out + defectFlags(f.defects)
}
