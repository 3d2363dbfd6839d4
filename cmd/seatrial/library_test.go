package main

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"github.com/seatrial/seatrial/cmd/seatrial/internal/assembly"
	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/scenarios/run"
	"github.com/seatrial/seatrial/sim/history"
)

// librarySeeds is how many seeds of every scenario belong to a commit; `make
// soak` runs more. Where time is short, and under the race detector, two must break
// nothing, and what two do not reach is nobody's fault.
const (
	librarySeeds = 20
	fewSeeds     = 2
)

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
	if testing.Short() || raced {
		for _, s := range list {
			t.Run(s.ID, func(t *testing.T) {
				if res := sail(t, s, run.Options{Seed: 1, Seeds: fewSeeds}); res.Exit != run.ExitHeld && res.Exit != run.ExitInconclusive {
					t.Errorf("run(%s) exit = %d, want %d or %d: %v\nrepeat: %s", s.ID, res.Exit, run.ExitHeld, run.ExitInconclusive, res.Reasons, res.Repeat)
				}
			})
		}
		return
	}
	var results []*run.Result
	for _, s := range list {
		t.Run(s.ID, func(t *testing.T) {
			res := sail(t, s, run.Options{Seed: 1, Seeds: librarySeeds})
			results = append(results, res)
			if res.Exit != run.ExitHeld {
				t.Errorf("run(%s) exit = %d, want %d: %v\nrepeat: %s", s.ID, res.Exit, run.ExitHeld, res.Reasons, res.Repeat)
			}
			expectPoints(t, res)
		})
	}
	if missed := pointsOf(results).Never; len(missed) > 0 && len(results) == len(list) {
		t.Errorf("the library over %d seeds never reached %v, want every point that is not defensive", librarySeeds, missed)
	}
}

// expectPoints demands the points that the catalogue expects of a scenario.
func expectPoints(t *testing.T, res *run.Result) {
	t.Helper()
	for _, p := range pointsOf([]*run.Result{res}).Points {
		if slices.Contains(p.Scenarios, res.Scenario.ID) && p.Count == 0 {
			t.Errorf("run(%s) over %d seeds never reached %s, want it as reference/reach.go says", res.Scenario.ID, len(res.Runs), p.Point)
		}
	}
}

// TestLiveProfilesHold runs every scenario in virtual time as a world in real
// time would run it: holds and timers divided, round trips not. A profile under
// which a fault touches nothing, or a point is not reached, is no profile. Every
// record of it can be written.
func TestLiveProfilesHold(t *testing.T) {
	list, err := allScenarios()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range list {
		t.Run(s.ID, func(t *testing.T) {
			res := sail(t, s.ForLive(), run.Options{Seed: 1, Seeds: liveSeeds(), Record: recordIn(t.TempDir())})
			if res.Exit != run.ExitHeld && !(raced && res.Exit == run.ExitInconclusive) {
				t.Errorf("run(%s, live profile) exit = %d, want %d: %v", s.ID, res.Exit, run.ExitHeld, res.Reasons)
			}
		})
	}
}

// liveSeeds is how many seeds of every live profile belong to a commit. Under the race
// detector it is one, which must break nothing, whatever it does not reach.
func liveSeeds() int {
	if raced {
		return 1
	}
	return 3
}

// recordIn writes histories into a folder.
func recordIn(dir string) func(uint64, *history.Header) (run.Recorder, error) {
	return func(seed uint64, h *history.Header) (run.Recorder, error) {
		return newRecorder(filepath.Join(dir, fmt.Sprint(seed)), h)
	}
}

func sail(t *testing.T, s *scenarios.Scenario, o run.Options) *run.Result {
	t.Helper()
	o.Repeat = "seatrial run " + s.ID
	lab := run.Lab{World: assembly.Virtual{}, Build: assembly.System, Tool: tool()}
	res, err := lab.Run(context.Background(), s, o)
	if err != nil {
		t.Fatalf("run(%s) = %v, want nil", s.ID, err)
	}
	return res
}
