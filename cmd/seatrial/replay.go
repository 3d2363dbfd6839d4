package main

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/scenarios/explore"
	"github.com/seatrial/seatrial/scenarios/run"
	"github.com/spf13/cobra"
)

func newReplay() *cobra.Command {
	var f runFlags
	c := &cobra.Command{
		Use:     "replay FILE",
		Short:   "Run a stored or edited plan again, or a failure that was cut down",
		Example: "  seatrial replay trial-out/tx-dc/plan.yaml\n  seatrial replay repro.yaml --world embedded",
		Args:    exactly(1, "one plan file, such as the plan.yaml that run --out leaves, or a repro.yaml"),
		RunE: func(c *cobra.Command, args []string) error {
			f.seeds = 1
			if err := f.check(); err != nil {
				return err
			}
			b, err := os.ReadFile(args[0])
			if err != nil {
				return invalid(fmt.Errorf("read plan or repro: %w", err))
			}
			if !isPlan(b) {
				return replayRepro(c, args[0], b, f)
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

// replayRepro runs a failure that was cut down, with its own seed and defects
// unless others were asked for.
func replayRepro(c *cobra.Command, path string, b []byte, f runFlags) error {
	again, err := explore.ReadRepro(path, b, loading)
	if err != nil {
		return invalid(err)
	}
	if err := checkDocuments(again.Scenario); err != nil {
		return invalid(err)
	}
	if len(f.defects) == 0 {
		f.defects = again.Defects
	}
	return replay(c, path, again.Plan, again.Scenario, f)
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func replay(c *cobra.Command, path string, plan faults.Plan, s *scenarios.Scenario, f runFlags) error {
	places, err := pickWorlds(f.world, f.terms())
	if err != nil {
		return err
	}
	if len(places) > 1 {
		return invalid(fmt.Errorf("--world %s: a plan is replayed in one world", f.world))
	}
	world := places[0]
	if err := plannable(world, path, plan); err != nil {
		return err
	}
	lab := run.Lab{World: world, Terms: f.terms(), Build: build, Tool: tool()}
	staged, factor := run.Staged(world, s, f.live)
	plan = run.StagedPlan(world, s, plan, f.live)
	box, err := openBox(f.out, s, f.keep)
	if err != nil {
		return broken(err)
	}
	box.staged = staged
	begun := time.Now()
	res, err := lab.Run(c.Context(), staged, run.Options{Seed: plan.Seed, Defects: f.defects, Plan: &plan, Factor: factor,
		Detail: f.out != "", Record: box.recorder()})
	if err != nil {
		return broken(err)
	}
	res.Repeat = "seatrial replay " + path + f.again()
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

// plannable refuses a plan with a fault that the world cannot do.
func plannable(w run.World, path string, plan faults.Plan) error {
	for _, x := range plan.Faults {
		if ok, why := can(w, x, plan.Faults); !ok {
			return invalid(fmt.Errorf("%s: fault %s: world %s cannot do %q: %s", path, x.ID, w.Name(), x.Kind, why))
		}
	}
	return nil
}

func defectFlags(ids []string) string {
	out := ""
	for _, id := range ids {
		out += " --defect " + id
	}
	return out
}
