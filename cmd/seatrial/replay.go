package main

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/seatrial/seatrial/faults"
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
		Args:    exactly(1, "one plan file, such as the plan.yaml that run --out leaves"),
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
	s, err := pickScenario(scenarioOf(plan, path))
	if err != nil {
		return plan, nil, locate(path, b, `^\s*"?scenario"?:`, `scenario`, err)
	}
	if err := s.CheckPlan(plan); err != nil {
		return plan, nil, inPlan(path, b, err)
	}
	return plan, s, nil
}

// scenarioOf names the scenario of a plan: its id in the library, or its file.
// Where that file is not here, the copy counts that a run left beside the plan.
func scenarioOf(plan faults.Plan, path string) string {
	if plan.File == "" || exists(plan.File) {
		return cmp.Or(plan.File, plan.Scenario)
	}
	for _, name := range []string{filepath.Base(plan.File), "scenario.yaml"} {
		if beside := filepath.Join(filepath.Dir(path), name); exists(beside) {
			return beside
		}
	}
	return plan.File
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
	begun := time.Now()
	repeat := strings.TrimSpace("seatrial replay " + path + defectFlags(f.defects))
	res, err := lab.Run(c.Context(), s, run.Options{Seed: plan.Seed, Defects: f.defects, Plan: &plan,
		Detail: f.out != "", Record: box.recorder()})
	if err != nil {
		return broken(err)
	}
	res.Repeat = repeat
	res.WallSeconds = time.Since(begun).Seconds()
	if err := box.close(res); err != nil {
		return broken(err)
	}
	if err := tell(c.OutOrStdout(), res, f); err != nil {
		return broken(err)
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
