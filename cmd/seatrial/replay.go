package main

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/seatrial/seatrial/cmd/seatrial/internal/assembly"
	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/invariants"
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
		Example: "  seatrial replay trial-out/tx-dc/plan.yaml\n  seatrial replay repro.yaml --world virtual,embedded",
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
			if !hasSchema(b, faults.Schema) {
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

// replay runs a plan in every world that was named. Of several it says in the
// end which of them broke what.
func replay(c *cobra.Command, path string, plan faults.Plan, s *scenarios.Scenario, f runFlags) error {
	places, err := pickWorlds(f.world, f.terms())
	if err == nil {
		err = ready(c.Context(), places)
	}
	if err != nil {
		return err
	}
	for _, world := range places {
		if err := plannable(world, path, plan); err != nil {
			return err
		}
	}
	var list []*run.Result
	code := run.ExitHeld
	for _, world := range places {
		res, err := replayIn(c, world, path, plan, s, f)
		if err != nil {
			return broken(err)
		}
		list, code = append(list, res), worse(code, res.Exit)
		if c.Context().Err() != nil {
			break
		}
	}
	if err := writeReports(c, list, f); err != nil {
		return broken(err)
	}
	if len(list) > 1 {
		fmt.Fprint(c.OutOrStdout(), reproduced(list))
	}
	return ended(code)
}

// replayIn runs the plan in one world, and tells and keeps what came out.
func replayIn(c *cobra.Command, world run.World, path string, plan faults.Plan, s *scenarios.Scenario, f runFlags) (*run.Result, error) {
	lab := run.Lab{World: world, Terms: f.terms(), Build: assembly.System, Tool: tool()}
	live := f.live || f.comparing()
	staged, factor := run.Staged(world, s, live)
	plan = run.StagedPlan(world, s, plan, live)
	box, err := openBoxAs(f.out, f.folder(s.ID, world.Name()), s, f.keep)
	if err != nil {
		return nil, err
	}
	box.staged = staged
	begun := time.Now()
	res, err := lab.Run(c.Context(), staged, run.Options{Seed: plan.Seed, Defects: f.defects, Plan: &plan, Factor: factor,
		Detail: f.out != "", Record: box.recorder()})
	if err != nil {
		return nil, err
	}
	res.Repeat = "seatrial replay " + path + f.again()
	res.WallSeconds = time.Since(begun).Seconds()
	if err := box.close(res); err != nil {
		return nil, err
	}
	return res, tell(c.OutOrStdout(), res, f)
}

// reproduced says what each world made of one plan.
func reproduced(list []*run.Result) string {
	text := "\nThe same plan in each world\n"
	for _, res := range list {
		var broke []string
		for _, p := range res.Promises {
			if p.Verdict == invariants.Violated {
				broke = append(broke, fmt.Sprintf("%s (%s)", p.Name, p.ID))
			}
		}
		said := "broke " + strings.Join(broke, ", ")
		switch {
		case len(broke) > 0:
		case res.Exit == run.ExitHeld:
			said = "broke nothing"
		default:
			said = "no answer: " + strings.Join(res.Reasons, "; ")
		}
		text += fmt.Sprintf("  %-10s  %s\n", res.World, said)
	}
	return text
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
