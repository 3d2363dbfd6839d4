package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/seatrial/seatrial/cmd/seatrial/internal/assembly"
	"github.com/seatrial/seatrial/reports"
	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/scenarios/run"
	"github.com/spf13/cobra"
)

// runBlast runs every fault of a scenario alone, in one topology.
func (f *compareFlags) runBlast(c *cobra.Command, scenario string) error {
	if f.csv != "" || f.out != "" {
		return invalid(errors.New("--blast writes text and JSON: leave out --csv and --out"))
	}
	list, err := named([]string{scenario})
	if err != nil {
		return err
	}
	s, again := list[0], "seatrial compare "+scenario+" --blast"
	if c.Flags().Changed("topologies") {
		forms, err := f.forms()
		if err != nil {
			return err
		}
		if len(forms) != 1 {
			return invalid(fmt.Errorf("--blast --topologies %s: want one topology, got %d", f.topologies, len(forms)))
		}
		s, again = s.In(forms[0]), again+" --topologies "+forms[0].String()
	}
	world, err := pickWorld(f.world)
	if err != nil {
		return err
	}
	if err := ready(c.Context(), []run.World{world}); err != nil {
		return err
	}
	b, err := f.blasted(c.Context(), world, s, again+" --world "+f.world+" --seed "+strconv.FormatUint(f.seed, 10)+" --seeds "+strconv.Itoa(f.seeds))
	switch {
	case c.Context().Err() != nil:
		return &exit{code: run.ExitStopped, err: errors.New("stopped before every fault was tried")}
	case err != nil:
		return broken(err)
	}
	if err := f.writeBlast(c.OutOrStdout(), b); err != nil {
		return broken(err)
	}
	return ended(b.Exit())
}

func (f *compareFlags) blasted(ctx context.Context, world run.World, s *scenarios.Scenario, repeat string) (*run.Blast, error) {
	lab := run.Lab{World: world, Build: assembly.System, Tool: tool()}
	staged, factor := run.Staged(world, s, false)
	bar := newProgress(s.ID)
	defer bar.end()
	return lab.Blast(ctx, staged, run.Options{Seed: f.seed, Seeds: f.seeds, Factor: factor, Progress: bar.seed, Repeat: repeat})
}

func (f *compareFlags) writeBlast(w io.Writer, b *run.Blast) error {
	as := func(w io.Writer) error { return reports.BlastJSON(w, b) }
	switch f.json {
	case "":
	case "-":
		return as(w)
	default:
		if err := toFile(f.json, as); err != nil {
			return err
		}
	}
	return reports.Blast(w, b, (&runFlags{colour: "auto"}).style(w))
}
