package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
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
	out        string
	blast      bool
}

func newCompare() *cobra.Command {
	var f compareFlags
	c := &cobra.Command{
		Use:   "compare ID|FILE",
		Short: "Run a scenario in several topologies, side by side",
		Long: `Compare runs one scenario in each topology with the same load, the same faults and
the same seeds, and prints what each came to. A topology that breaks promises is
what a comparison is for: they are named, and no total is made of the figures. What
does not apply to a topology is a dash, never 0. Where a fault had no effect, nothing
is known of that topology.

With --blast it runs the scenario in one topology, its own or the one that is named:
without any fault, and once with each fault of the timeline alone, and prints what
every region noticed of it and which promises it breaks.

Topologies: ` + strings.Join(topology.FormNames(), ", ") + `.

Exit status: 0 the table is complete; 3 a fault had no effect in some topology, a
seed ended early, or nothing was asked there; 5 stopped; 6 the harness failed; 64
the command line is wrong.`,
		Example: `  seatrial compare hub-cut-43s --topologies centralised,active-active --seeds 20
  seatrial compare region-lost --seeds 5 --out comparison
  seatrial compare tx-dc --csv topologies.csv
  seatrial compare tx-dc --blast`,
		ValidArgsFunction: completeScenarios,
		RunE:              func(c *cobra.Command, args []string) error { return f.run(c, args) },
	}
	fl := c.Flags()
	fl.StringVar(&f.topologies, "topologies", strings.Join(topology.FormNames(), ","), "which topologies, in the order of the columns")
	fl.StringVar(&f.world, "world", "virtual", "where to run it: "+strings.Join(worldNames(), " or "))
	fl.Uint64Var(&f.seed, "seed", 1, "the first seed")
	fl.IntVar(&f.seeds, "seeds", 1, "how many seeds of each, from --seed on")
	fl.StringVar(&f.json, "json", "", "write the table as JSON to this file (- for stdout)")
	fl.StringVar(&f.csv, "csv", "", "write the table as CSV to this file (- for stdout)")
	fl.BoolVar(&f.blast, "blast", false, "run each fault of the timeline alone, and none, in one topology: what does every region notice?")
	fl.StringVar(&f.out, "out", "", "leave report.html, topologies.json and topologies.csv in this folder")
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
	if f.seeds < 1 {
		return invalid(fmt.Errorf("--seeds %d: want at least 1", f.seeds))
	}
	if len(args) != 1 {
		return invalid(fmt.Errorf("compare wants one scenario, got %d", len(args)))
	}
	if f.blast {
		return f.runBlast(c, args[0])
	}
	forms, err := f.forms()
	if err != nil {
		return err
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
	t, err := f.compare(c.Context(), world, list[0], forms, f.again(args[0], forms))
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

// again returns the command that repeats a comparison.
func (f *compareFlags) again(scenario string, forms []topology.Form) string {
	names := make([]string, len(forms))
	for i, form := range forms {
		names[i] = form.String()
	}
	return fmt.Sprintf("seatrial compare %s --topologies %s --world %s --seed %d --seeds %d", scenario, strings.Join(names, ","), f.world, f.seed, f.seeds)
}

func (f *compareFlags) compare(ctx context.Context, world run.World, s *scenarios.Scenario, forms []topology.Form, repeat string) (*run.Topologies, error) {
	lab := run.Lab{World: world, Build: assembly.System, Tool: tool()}
	staged, factor := run.Staged(world, s, false)
	bar := newProgress(s.ID)
	defer bar.end()
	return lab.Compare(ctx, staged, forms, run.Options{Seed: f.seed, Seeds: f.seeds, Factor: factor, Progress: bar.seed, Repeat: repeat})
}

// write leaves the table wherever the flags want it.
func (f *compareFlags) write(w io.Writer, t *run.Topologies) error {
	files := []comparisonFile{{f.json, reports.TopologiesJSON}, {f.csv, reports.TopologiesCSV}}
	if f.out != "" {
		if err := os.MkdirAll(f.out, 0o755); err != nil {
			return fmt.Errorf("make folder of reports: %w", err)
		}
		files = append(files, comparisonFile{filepath.Join(f.out, "report.html"), reports.TopologiesHTML},
			comparisonFile{filepath.Join(f.out, "topologies.json"), reports.TopologiesJSON}, comparisonFile{filepath.Join(f.out, "topologies.csv"), reports.TopologiesCSV})
	}
	text := true
	for _, file := range files {
		as := func(w io.Writer) error { return file.write(w, t) }
		switch file.place {
		case "":
		case "-":
			text = false
			if err := as(w); err != nil {
				return err
			}
		default:
			if err := toFile(file.place, as); err != nil {
				return err
			}
		}
	}
	if !text {
		return nil
	}
	return reports.Topologies(w, t, (&runFlags{colour: "auto"}).style(w))
}

// comparisonFile is where a comparison goes in one of its forms; "" is nowhere.
type comparisonFile struct {
	place string
	write func(io.Writer, *run.Topologies) error
}
