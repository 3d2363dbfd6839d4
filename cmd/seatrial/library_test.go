package main

import (
	"context"
	"slices"
	"testing"

	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/reference/defect"
	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/scenarios/run"
)

// librarySeeds is how many seeds of every scenario belong to a commit; `make
// soak` runs more.
const librarySeeds = 20

// TestLibraryHolds runs every scenario that ships over several seeds: all
// promises held, each of them evaluated, every point reached, every fault proved.
func TestLibraryHolds(t *testing.T) {
	list, err := allScenarios()
	if err != nil {
		t.Fatal(err)
	}
	if len(list) < 14 {
		t.Errorf("the library has %d scenarios, want at least 14", len(list))
	}
	for _, s := range list {
		t.Run(s.ID, func(t *testing.T) {
			res := sail(t, s, run.Options{Seed: 1, Seeds: librarySeeds})
			if res.Exit != run.ExitHeld {
				t.Errorf("run(%s) exit = %d, want %d: %v\nrepeat: %s", s.ID, res.Exit, run.ExitHeld, res.Reasons, res.Repeat)
			}
		})
	}
}

// shows names, for each planted defect, the scenario that must turn red.
var shows = map[string]string{
	"M01": "duplicate-storm", "M02": "duplicates-after-crash", "M03": "late-and-shuffled", "M04": "flash-sale",
	"M05": "lumpy-demand", "M08": "carrier-half-done", "M13": "aggregator-down", "M26": "full-queue",
	"M27": "flash-sale", "M48": "pod-kill-loop",
}

// TestDefectsAreCaught plants every defect and demands that a promise which
// names it turns the scenario red within 50 seeds.
func TestDefectsAreCaught(t *testing.T) {
	for _, d := range defect.All() {
		t.Run(d.ID, func(t *testing.T) {
			s, err := pickScenario(shows[d.ID])
			if err != nil {
				t.Fatalf("no scenario is named for %s: %v", d.ID, err)
			}
			for first := uint64(1); first <= 50; first += 5 {
				res := sail(t, s, run.Options{Seed: first, Seeds: 5, Defects: []string{d.ID}})
				if blamed(res, d.Promises) {
					return
				}
			}
			t.Errorf("run(%s) with %s over 50 seeds broke none of %v\nrepeat: seatrial run %s --defect %s --seeds 50", s.ID, d.ID, d.Promises, s.ID, d.ID)
		})
	}
}

// blamed reports whether the run was violated by one of the promises.
func blamed(res *run.Result, ids []string) bool {
	for _, f := range res.Promises {
		if f.Verdict == invariants.Violated && slices.Contains(ids, f.ID) {
			return res.Exit == run.ExitViolated
		}
	}
	return false
}

func sail(t *testing.T, s *scenarios.Scenario, o run.Options) *run.Result {
	t.Helper()
	o.Repeat = "seatrial run " + s.ID
	lab := run.Lab{World: virtualWorld{}, Build: build, Tool: tool()}
	res, err := lab.Run(context.Background(), s, o)
	if err != nil {
		t.Fatalf("run(%s) = %v, want nil", s.ID, err)
	}
	return res
}
