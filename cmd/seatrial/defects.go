package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/mattn/go-isatty"
	"github.com/seatrial/seatrial/cmd/seatrial/internal/assembly"
	"github.com/seatrial/seatrial/reference/defect"
	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/scenarios/explore"
	"github.com/seatrial/seatrial/scenarios/matrix"
	"github.com/seatrial/seatrial/scenarios/run"
	"github.com/spf13/cobra"
)

// defectFlagSet are the flags of `defects`.
type defectFlagSet struct {
	full     bool
	seed     uint64
	seeds    int
	only     []string
	json     string
	markdown string
}

func newDefects() *cobra.Command {
	var f defectFlagSet
	c := &cobra.Command{
		Use:   "defects",
		Short: "Plant every bug there is and say which promise caught it, where and how soon",
		Long: `Defects tests the promises. It plants each bug in the scenarios where it is
expected to show, seed after seed until every promise that names it has caught
it, and then runs the same scenarios and seeds with nothing planted.

Exit status: 0 every defect was caught and no clean run broke anything; 1 a
defect escaped, only a promise that does not name it fired, or a clean run
violated one; 5 stopped; 6 the harness failed; 64 the command line is wrong.`,
		Example: `  seatrial defects
  seatrial defects --defect M01,M08
  seatrial defects --full --json defects.json --markdown defects.md`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return f.run(c) },
	}
	fl := c.Flags()
	fl.BoolVar(&f.full, "full", false, "every defect in every scenario, every seed; says before how long it takes")
	fl.Uint64Var(&f.seed, "seed", 1, "the first seed")
	fl.IntVar(&f.seeds, "seeds", 0, "seeds of a defect in a scenario, at most (50; with --full 40)")
	fl.StringSliceVar(&f.only, "defect", nil, "these defects only (M01,M04 ...)")
	fl.StringVar(&f.json, "json", "", "write the table as JSON to this file (- for stdout)")
	fl.StringVar(&f.markdown, "markdown", "", "append the table as Markdown to this file")
	completeFlags(c)
	return c
}

// check refuses flags that make no sense before anything starts.
func (f *defectFlagSet) check() error {
	if f.seeds < 0 {
		return invalid(fmt.Errorf("--seeds %d: want at least 1", f.seeds))
	}
	return checkDefects(f.only)
}

func (f *defectFlagSet) run(c *cobra.Command) error {
	if err := f.check(); err != nil {
		return err
	}
	m, err := defectMatrix(f.seed, f.seeds)
	if err != nil {
		return broken(err)
	}
	bar := matrixBar{begun: time.Now(), on: isatty.IsTerminal(os.Stderr.Fd())}
	m.Progress = bar.step
	m.Announce = func(e matrix.Estimate) {
		fmt.Fprintf(c.ErrOrStderr(), "%d runs on %d cores, about %v, and then some to shrink %d catches\n", e.Runs, e.Cores, e.Wall.Round(time.Second), e.Shrinks)
	}
	m.Shrink = shrinkCatch(m.Lab)
	make := m.Quick
	if f.full {
		make = m.Full
	}
	t, err := make(c.Context(), plantable(f.only))
	bar.end()
	switch {
	case errors.Is(err, context.Canceled):
		return &exit{code: run.ExitStopped, err: errors.New("stopped before the table was complete")}
	case err != nil:
		return broken(err)
	}
	if err := f.write(c.OutOrStdout(), t); err != nil {
		return broken(err)
	}
	return ended(t.Exit)
}

// write leaves the table wherever the flags want it.
func (f *defectFlagSet) write(w io.Writer, t *matrix.Table) error {
	switch f.json {
	case "-":
		if err := t.JSON(w); err != nil {
			return err
		}
	case "":
	default:
		if err := toFile(f.json, t.JSON); err != nil {
			return err
		}
	}
	if f.markdown != "" {
		if err := appendTo(f.markdown, t.Markdown); err != nil {
			return err
		}
	}
	if f.json == "-" {
		return nil
	}
	return t.Text(w)
}

// appendTo appends to a file that others may have written to before.
func appendTo(path string, write func(io.Writer) error) error {
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return fmt.Errorf("append report: %w", err)
	}
	return errors.Join(write(file), file.Close())
}

// defectMatrix is the matrix over the library in virtual time.
func defectMatrix(seed uint64, seeds int) (*matrix.Matrix, error) {
	library, err := allScenarios()
	if err != nil {
		return nil, err
	}
	return &matrix.Matrix{Lab: &run.Lab{World: assembly.Virtual{}, Build: assembly.System, Tool: tool()}, Library: library, Seed: seed, Seeds: seeds}, nil
}

// plantable hands the defects of the reference over as data: all, or those named.
func plantable(only []string) []matrix.Defect {
	set, _ := defect.Parse(strings.Join(only, ",")) // checked before
	var out []matrix.Defect
	for _, d := range defect.All() {
		if one, _ := defect.Parse(d.ID); len(only) > 0 && set&one == 0 {
			continue
		}
		x := matrix.Defect{ID: d.ID, Name: d.Name, Breaks: d.Breaks, Promises: slices.Clone(d.Promises)}
		for _, s := range d.Shows {
			x.Shows = append(x.Shows, matrix.Sight(s))
		}
		out = append(out, x)
	}
	return out
}

// shrinkTrials is how many runs one catch may take to shrink.
const shrinkTrials = 400

// shrinkCatch cuts what caught a defect down to the faults and commands it takes.
func shrinkCatch(lab *run.Lab) func(context.Context, matrix.Defect, *scenarios.Scenario, uint64, string) (*matrix.Shrunk, error) {
	return func(ctx context.Context, d matrix.Defect, s *scenarios.Scenario, seed uint64, promise string) (*matrix.Shrunk, error) {
		c := explore.Case{Scenario: s, Seed: seed, Plan: s.Plan(seed), Defects: []string{d.ID}}
		cut, err := explore.Shrink(ctx, explore.NewRunner(lab), c, promise, explore.Budget{Trials: shrinkTrials, Beside: 1})
		if err != nil {
			return nil, err
		}
		return &matrix.Shrunk{Faults: len(cut.Case.Plan.Faults), Commands: cut.Commands()}, nil
	}
}

// matrixBar is one line on a terminal, and nothing when piped.
type matrixBar struct {
	mu          sync.Mutex
	begun, last time.Time
	on          bool
}

func (b *matrixBar) step(done, of int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.on || time.Since(b.last) < 100*time.Millisecond {
		return
	}
	b.last = time.Now()
	fmt.Fprintf(os.Stderr, "\rdefects: %d of at most %d runs, %v\x1b[K", done, of, time.Since(b.begun).Round(time.Second))
}

// end wipes the line.
func (b *matrixBar) end() {
	if b.on {
		fmt.Fprint(os.Stderr, "\r\x1b[K")
	}
}
