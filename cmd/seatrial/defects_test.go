package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/scenarios/matrix"
	"github.com/seatrial/seatrial/scenarios/run"
	"github.com/seatrial/seatrial/sim/history"
)

// TestDefectsAreCaught plants every defect where it is expected to show: each
// promise that names it must catch it within 50 seeds, and no promise may break
// in a clean run of the same. Under the race detector it is every fourth.
func TestDefectsAreCaught(t *testing.T) {
	list := plantable(nil)
	if raced {
		list = everyFourth(list)
	}
	tab := quick(t, nil, 0, list)
	if tab.Exit != run.ExitHeld {
		t.Errorf("defects = exit %d, want %d:\n%s\nrepeat: seatrial defects", tab.Exit, run.ExitHeld, strings.Join(tab.Reasons, "\n"))
	}
}

func everyFourth[T any](list []T) []T {
	var out []T
	for i := 0; i < len(list); i += 4 {
		out = append(out, list[i])
	}
	return out
}

// TestEveryPromiseCanBeMissed replaces each promise that a defect names by one
// that always holds: the defect must be reported as not caught by it. Under the race
// detector it is every fourth.
func TestEveryPromiseCanBeMissed(t *testing.T) {
	list := invariants.All()
	if raced {
		list = everyFourth(list)
	}
	for _, p := range list {
		d, ok := naming(p.ID)
		if !ok || p.Mode == invariants.Pair {
			continue // `seatrial defects` names those without a defect; those judged from two runs have no checker to replace
		}
		t.Run(p.ID, func(t *testing.T) {
			tab := quick(t, replaced(p, deaf{}), 1, []matrix.Defect{d})
			cell := tab.Defects[0].Cells[0]
			if tab.Exit != run.ExitViolated || !slices.Contains(cell.Missing, p.ID) || !cell.Red() {
				t.Errorf("defects with a deaf %s = exit %d, %s %s, want exit %d and %s missing\nrepeat: seatrial defects --defect %s",
					p.ID, tab.Exit, d.ID, cell.Outcome, run.ExitViolated, p.ID, d.ID)
			}
		})
	}
}

// TestFalseAlarmsAreRed replaces a promise by one that always breaks.
func TestFalseAlarmsAreRed(t *testing.T) {
	p, _ := invariants.ByID("I-06")
	d, _ := naming("I-06")
	tab := quick(t, replaced(p, jumpy{}), 1, []matrix.Defect{d})
	if tab.Alarms() != 1 || tab.Exit != run.ExitViolated {
		t.Errorf("defects with a jumpy I-06 = %d false alarms, exit %d, want 1 and %d", tab.Alarms(), tab.Exit, run.ExitViolated)
	}
}

// quick makes the quick table with other promises, a limit of seeds (0 = the
// command's own) and some defects.
func quick(t *testing.T, known []invariants.Promise, seeds int, defects []matrix.Defect) *matrix.Table {
	t.Helper()
	m, err := defectMatrix(1, seeds)
	if err != nil {
		t.Fatal(err)
	}
	m.Known = known
	tab, err := m.Quick(t.Context(), defects)
	if err != nil {
		t.Fatalf("Quick(%d defects) = %v, want nil", len(defects), err)
	}
	return tab
}

// naming returns a defect that a promise must catch, with the first scenario in
// which it must and nothing else.
func naming(promise string) (matrix.Defect, bool) {
	for _, d := range plantable(nil) {
		for _, s := range d.Shows {
			if slices.Contains(s.Promises, promise) {
				d.Shows, d.Promises = []matrix.Sight{s}, s.Promises
				return d, true
			}
		}
	}
	return matrix.Defect{}, false
}

// replaced returns all promises, one of them with another checker.
func replaced(p invariants.Promise, c invariants.Checker) []invariants.Promise {
	all := invariants.All()
	i := slices.IndexFunc(all, func(q invariants.Promise) bool { return q.ID == p.ID })
	all[i].New, all[i].Paired = func(*history.Header) invariants.Checker { return c }, false // what a pair would still hear
	return all
}

// deaf is a checker that always holds.
type deaf struct{}

func (deaf) See(_ *history.Record, out *invariants.Result) { out.Evaluated++ }

func (deaf) Quiet(*invariants.Result) {}

// jumpy is a checker that always breaks.
type jumpy struct{}

func (jumpy) See(r *history.Record, out *invariants.Result) {
	out.Evaluated++
	out.Breach(r, func() string { return "anything" })
}

func (jumpy) Quiet(*invariants.Result) {}

// TestDefectsNameScenarios keeps a defect from naming what is not there.
func TestDefectsNameScenarios(t *testing.T) {
	for _, d := range plantable(nil) {
		for _, s := range d.Shows {
			if _, ok := scenarios.Find(s.Scenario); !ok {
				t.Errorf("defect %s shows in scenario %q, want one of the library", d.ID, s.Scenario)
			}
		}
	}
}
