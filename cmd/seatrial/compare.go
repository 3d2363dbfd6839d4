package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/seatrial/seatrial/cmd/seatrial/internal/assembly"
	"github.com/seatrial/seatrial/reports"
	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/scenarios/run"
	"github.com/seatrial/seatrial/sim/topology"
	"github.com/spf13/cobra"
)

// compareFlags are the flags of `compare`.
type compareFlags struct {
	topologies string
	world      string
	seed       uint64
	seeds      int
	json       string
	csv        string
}

func newCompare() *cobra.Command {
	var f compareFlags
	c := &cobra.Command{
		Use:   "compare ID|FILE",
		Short: "Run a scenario in several topologies, side by side",
		Long: `Compare runs one scenario in each topology with the same load, the same faults and
the same seeds, and prints what each came to. A topology that breaks promises is
what a comparison is for: they are named, and no total is made of the columns. Where
a fault had no effect, the row says nothing of it.

Topologies: ` + strings.Join(topology.FormNames(), ", ") + `.

Exit status: 0 the table is complete; 3 a fault had no effect in some topology, or
nothing was asked there; 5 stopped; 6 the harness failed; 64 the command line is
wrong.`,
		Example: `  seatrial compare hub-cut-43s --topologies centralised,active-active --seeds 20
  seatrial compare tx-dc --csv topologies.csv`,
		ValidArgsFunction: completeScenarios,
		RunE:              func(c *cobra.Command, args []string) error { return f.run(c, args) },
	}
	fl := c.Flags()
	fl.StringVar(&f.topologies, "topologies", strings.Join(topology.FormNames(), ","), "which topologies, in the order of the rows")
	fl.StringVar(&f.world, "world", "virtual", "where to run it: "+strings.Join(worldNames(), " or "))
	fl.Uint64Var(&f.seed, "seed", 1, "the first seed")
	fl.IntVar(&f.seeds, "seeds", 1, "how many seeds of each, from --seed on")
	fl.StringVar(&f.json, "json", "", "write the table as JSON to this file (- for stdout)")
	fl.StringVar(&f.csv, "csv", "", "write the table as CSV to this file (- for stdout)")
	completeFlags(c)
	return c
}

// forms returns the topologies that were asked for.
func (f *compareFlags) forms() ([]topology.Form, error) {
	var out []topology.Form
	for name := range strings.SplitSeq(f.topologies, ",") {
		form, ok := topology.ParseForm(strings.TrimSpace(name))
		if !ok {
			return nil, invalid(fmt.Errorf("--topologies %s: no topology %q: want some of %s", f.topologies, name, strings.Join(topology.FormNames(), ", ")))
		}
		if slices.Contains(out, form) {
			return nil, invalid(fmt.Errorf("--topologies %s: %s is there twice", f.topologies, form))
		}
		out = append(out, form)
	}
	return out, nil
}

func (f *compareFlags) run(c *cobra.Command, args []string) error {
	forms, err := f.forms()
	if err != nil {
		return err
	}
	if f.seeds < 1 {
		return invalid(fmt.Errorf("--seeds %d: want at least 1", f.seeds))
	}
	if len(args) != 1 {
		return invalid(fmt.Errorf("compare wants one scenario, got %d", len(args)))
	}
	list, err := named(args)
	if err != nil {
		return err
	}
	world, err := pickWorld(f.world)
	if err != nil {
		return err
	}
	if err := ready(c.Context(), []run.World{world}); err != nil {
		return err
	}
	t, err := f.compare(c.Context(), world, list[0], forms)
	switch {
	case c.Context().Err() != nil:
		return &exit{code: run.ExitStopped, err: errors.New("stopped before the table was complete")}
	case err != nil:
		return broken(err)
	}
	if err := f.write(c.OutOrStdout(), t); err != nil {
		return broken(err)
	}
	return ended(t.Exit())
}

func (f *compareFlags) compare(ctx context.Context, world run.World, s *scenarios.Scenario, forms []topology.Form) (*run.Topologies, error) {
	lab := run.Lab{World: world, Build: assembly.System, Tool: tool()}
	staged, factor := run.Staged(world, s, false)
	bar := newProgress(s.ID)
	defer bar.end()
	return lab.Compare(ctx, staged, forms, run.Options{Seed: f.seed, Seeds: f.seeds, Factor: factor, Progress: bar.seed})
}

// write leaves the table wherever the flags want it.
func (f *compareFlags) write(w io.Writer, t *run.Topologies) error {
	text := true
	for _, form := range []struct {
		place string
		write func(io.Writer, *run.Topologies) error
	}{{f.json, reports.TopologiesJSON}, {f.csv, reports.TopologiesCSV}} {
		as := func(w io.Writer) error { return form.write(w, t) }
		switch form.place {
		case "":
		case "-":
			text = false
			if err := as(w); err != nil {
				return err
			}
		default:
			if err := toFile(form.place, as); err != nil {
				return err
			}
		}
	}
	if !text {
		return nil
	}
	return reports.Topologies(w, t, (&runFlags{colour: "auto"}).style(w))
}
