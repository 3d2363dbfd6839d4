package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"github.com/seatrial/seatrial/cmd/seatrial/internal/assembly"
	"github.com/seatrial/seatrial/reports"
	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/scenarios/run"
	"github.com/spf13/cobra"
)

// gamedayFlags are those of `gameday`.
type gamedayFlags struct {
	runFlags
	auto bool
}

func newGameday() *cobra.Command {
	f := gamedayFlags{runFlags: runFlags{seeds: 1, keep: "all"}}
	c := &cobra.Command{
		Use:   "gameday ID|FILE",
		Short: "Rehearse a scenario in real time, with people at the controls",
		Long: `gameday runs the live profile of a scenario in real time. It waits for Enter before
each fault, while the load goes on and what holds ends at its time.

  Enter    inject the fault that waits
  n TEXT   note TEXT with the time, in the history and in the report
  p        pause the plan: nothing is injected until the next p
  q        take every fault back, watch that nothing is touched any more, end (exit 5)`,
		Example: `  seatrial gameday tx-dc
  seatrial gameday tx-dc --world virtual --auto
  seatrial show tx-dc --runsheet`,
		Args:              exactly(1, "one scenario, an id or a file; `seatrial list` names those that ship"),
		ValidArgsFunction: completeScenarios,
		RunE: func(c *cobra.Command, args []string) error {
			if err := f.check(); err != nil {
				return err
			}
			s, err := pickScenario(args[0])
			if err != nil {
				return invalid(err)
			}
			return gameday(c, s, f)
		},
	}
	fl := c.Flags()
	fl.StringVar(&f.world, "world", "embedded", "where to rehearse it; virtual is paced to real time")
	fl.BoolVar(&f.auto, "auto", false, "do not wait: follow the instants of the plan")
	fl.Uint64Var(&f.seed, "seed", 1, "the seed of load and plan")
	fl.StringSliceVar(&f.defects, "defect", nil, "plant these bugs (M01,M04 ...)")
	fl.StringVar(&f.out, "out", "", "leave plan, history, result and reports in this folder")
	fl.StringVar(&f.colour, "color", "auto", "colour on the terminal: auto, always, never")
	completeFlags(c)
	return c
}

// gameday rehearses one scenario from its run sheet to its report.
func gameday(c *cobra.Command, s *scenarios.Scenario, f gamedayFlags) error {
	world, err := pickWorld(f.world)
	if err != nil {
		return err
	}
	if err := ready(c.Context(), []run.World{world}); err != nil {
		return err
	}
	if err := supported(world, s); err != nil {
		return err
	}
	if !world.Real() {
		world = pacedWorld{world}
	}
	out := c.OutOrStdout()
	if err := reports.RunsheetText(out, s, f.seed, f.style(out)); err != nil {
		return broken(err)
	}
	box, err := openBox(f.out, s, f.keep)
	if err != nil {
		return broken(err)
	}
	begun := time.Now()
	r, err := rehearse(c, run.Lab{World: world, Build: assembly.System, Tool: tool()}, s, f, box)
	if err != nil {
		return broken(err)
	}
	r.Result.WallSeconds = time.Since(begun).Seconds()
	if err := tellRehearsal(out, r, s, f); err != nil {
		return broken(err)
	}
	if err := box.closeRehearsal(r, f.seed); err != nil {
		return broken(err)
	}
	return ended(r.Result.Exit)
}

// rehearse runs it with a screen and a keyboard.
func rehearse(c *cobra.Command, lab run.Lab, s *scenarios.Scenario, f gamedayFlags, b *box) (*run.Rehearsal, error) {
	out := c.OutOrStdout()
	console := newConsole(newScreen(out, f.style(out)))
	defer console.close()
	ctx, done := context.WithCancel(c.Context())
	defer done()
	o := run.RehearsalOptions{Seed: f.seed, Defects: f.defects, Auto: f.auto, Show: console.show, Record: b.recorder(),
		Cues: readCues(ctx, c.InOrStdin(), console.say), Repeat: gamedayCommand(s, f)}
	return lab.Rehearse(ctx, s, o)
}

// gamedayCommand is the command line that repeats a rehearsal, without its seed.
func gamedayCommand(s *scenarios.Scenario, f gamedayFlags) string {
	cmd := "seatrial gameday " + nameOf(s)
	if f.world != "embedded" {
		cmd += " --world " + f.world
	}
	if f.auto {
		cmd += " --auto"
	}
	return cmd + defectFlags(f.defects)
}

func tellRehearsal(w io.Writer, r *run.Rehearsal, s *scenarios.Scenario, f gamedayFlags) error {
	if _, err := fmt.Fprintln(w); err != nil {
		return err
	}
	if err := reports.RehearsalText(w, r, f.style(w)); err != nil {
		return err
	}
	if _, err := fmt.Fprintln(w); err != nil {
		return err
	}
	if err := tell(w, r.Result, f.runFlags); err != nil || f.out == "" {
		return err
	}
	_, err := fmt.Fprintf(w, "  %s\n", filepath.Join(f.out, s.ID, "rehearsal.md"))
	return err
}

// closeRehearsal leaves what a run leaves, the run sheet and the report of the
// day.
func (b *box) closeRehearsal(r *run.Rehearsal, seed uint64) error {
	if b.dir == "" {
		return nil
	}
	whole := b.scenario
	b.scenario = r.Scenario // reports and plan are of the live profile
	err := b.close(r.Result)
	b.scenario = whole
	if err != nil {
		return err
	}
	if err := toFile(filepath.Join(b.dir, "rehearsal.md"), func(w io.Writer) error { return reports.Rehearsal(w, r) }); err != nil {
		return err
	}
	return toFile(filepath.Join(b.dir, "runsheet.md"), func(w io.Writer) error { return reports.Runsheet(w, whole, seed) })
}
