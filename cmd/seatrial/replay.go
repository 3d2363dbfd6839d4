package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/reports"
	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/scenarios/run"
	"github.com/spf13/cobra"
)

func newReplay() *cobra.Command {
	var f runFlags
	c := &cobra.Command{
		Use:     "replay FILE",
		Short:   "Run a stored or edited plan again",
		Example: "  seatrial replay trial-out/tx-dc/plan.yaml",
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			f.seeds = 1
			if err := f.check(); err != nil {
				return err
			}
			plan, s, err := loadPlan(args[0])
			if err != nil {
				return invalid(err)
			}
			return replay(c, args[0], plan, s, f)
		},
	}
	f.register(c)
	return c
}

// loadPlan reads a plan and the scenario it belongs to: one of the library, or
// a file named by the plan, looked for beside it.
func loadPlan(path string) (faults.Plan, *scenarios.Scenario, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return faults.Plan{}, nil, fmt.Errorf("read plan: %w", err)
	}
	plan, err := faults.LoadPlan(path, b)
	if err != nil {
		return plan, nil, err
	}
	id := plan.Scenario
	if plan.File != "" {
		id = plan.File
		if beside := filepath.Join(filepath.Dir(path), filepath.Base(id)); !exists(id) && exists(beside) {
			id = beside
		}
	}
	s, err := pickScenario(id)
	if err != nil {
		return plan, nil, err
	}
	if err := s.CheckPlan(plan); err != nil {
		return plan, nil, fmt.Errorf("%s: %w", path, err)
	}
	return plan, s, nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func replay(c *cobra.Command, path string, plan faults.Plan, s *scenarios.Scenario, f runFlags) error {
	world, err := pickWorld(f.world)
	if err != nil {
		return err
	}
	lab := run.Lab{World: world, Build: build, Tool: tool()}
	box, err := openBox(f.out, s, f.keep)
	if err != nil {
		return broken(err)
	}
	repeat := strings.TrimSpace("seatrial replay " + path + defectFlags(f.defects))
	res, err := lab.Run(c.Context(), s, run.Options{Seed: plan.Seed, Defects: f.defects, Plan: &plan,
		Detail: f.out != "", Record: box.recorder()})
	if err != nil {
		return broken(err)
	}
	res.Repeat = repeat
	if err := box.close(res); err != nil {
		return broken(err)
	}
	if f.json != "-" {
		if err := reports.Text(c.OutOrStdout(), res, f.style(c.OutOrStdout())); err != nil {
			return broken(err)
		}
	}
	if err := writeReports(c, []*run.Result{res}, f); err != nil {
		return broken(err)
	}
	return ended(res.Exit)
}

func defectFlags(ids []string) string {
	out := ""
	for _, id := range ids {
		out += " --defect " + id
	}
	return out
}
