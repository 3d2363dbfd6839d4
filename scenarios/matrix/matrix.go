// Package matrix tests the promises: it plants bugs on purpose, runs the
// scenarios in which they are expected to show, and demands that each is caught
// by every promise it names, and that the same scenarios and seeds break nothing
// when no bug is planted. A bug that escapes, one that only another promise
// noticed, and a clean run that violates are failures of the harness.
//
//	defects x promises x scenarios --> seeds to the first catch, time to the first breach
//
// It knows no system: defects are handed in as data, and what they switch on is
// the business of [run.Build]. The figures of a table depend on code and seeds
// alone, except for wall times. Start at [Matrix].
package matrix

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/scenarios/run"
)

// Defect is a bug that a system can be told to have.
type Defect struct {
	ID       string   // "M01", as [run.Build] knows it
	Name     string   // "no-dedup"
	Breaks   string   // what the code then does wrong, a sentence
	Promises []string // those that name it
	Shows    []Sight  // where it is expected to show
}

// Sight is a scenario in which a defect must be caught, by every promise listed.
type Sight struct {
	Scenario string   `json:"scenario"`
	Promises []string `json:"promises"`
}

// Matrix says what to try. A value may be used by one goroutine; it uses as many
// cores as there are, one run on each.
type Matrix struct {
	Lab     *run.Lab
	Library []*scenarios.Scenario // those a defect can name; all of them are tried by [Matrix.Full]
	Known   []invariants.Promise  // what ids of promises stand for; nil = [invariants.All]
	Seed    uint64                // the first; 0 = 1
	Seeds   int                   // 0 = 50 for [Matrix.Quick], 40 for [Matrix.Full]
	// Progress is told after every run; it may be called from any goroutine.
	Progress func(done, of int)
	// Announce is told by [Matrix.Full] how long the rest will take, once every
	// scenario has run clean once.
	Announce func(Estimate)
	// Shrink makes the smallest plan that still shows a catch; nil = none is made.
	// [Matrix.Full] asks for it in the first scenario where each defect must show.
	Shrink func(ctx context.Context, d Defect, s *scenarios.Scenario, seed uint64, promise string) (*Shrunk, error)
}

// Estimate is how much a full table takes.
type Estimate struct {
	Runs  int           // of one seed each
	Cores int           // that share them
	Wall  time.Duration // about
	// Shrinks is how many catches are shrunk afterwards, which no estimate covers.
	Shrinks int
}

// Shrunk is the size of the smallest plan that still shows a defect.
type Shrunk struct {
	Faults   int `json:"faults"`
	Commands int `json:"commands"`
}

const (
	quickSeeds = 50
	fullSeeds  = 40
	fullTries  = 20
)

// Quick plants each defect in the scenarios where it is expected to show, seed
// after seed until every promise named there has caught it, at most Seeds of
// them. Then the same scenarios run clean with the same seeds. The error is of
// the harness; what escaped is in the table.
func (m *Matrix) Quick(ctx context.Context, defects []Defect) (*Table, error) {
	j := m.job(defects, quickSeeds, 1)
	for i := range defects {
		for _, sight := range defects[i].Shows {
			s := m.scenario(sight.Scenario)
			if s == nil {
				return nil, fmt.Errorf("make matrix: defect %s shows in scenario %q, which the library does not have", defects[i].ID, sight.Scenario)
			}
			j.add(&defects[i], s, sight.Promises)
		}
	}
	return j.table(ctx, "quick")
}

// Full plants each defect in every scenario of the library and runs all Seeds of
// them. Seeds to the first catch are the median of 20 tries with different first
// seeds, spread evenly over the seeds and going round; a scenario in which a
// defect is not expected makes no demand. Pair promises are judged where a defect
// names them.
func (m *Matrix) Full(ctx context.Context, defects []Defect) (*Table, error) {
	j := m.job(defects, fullSeeds, fullTries)
	for i := range defects {
		for _, s := range m.Library {
			j.add(&defects[i], s, expected(&defects[i], s.ID))
		}
	}
	return j.table(ctx, "full")
}

func (m *Matrix) scenario(id string) *scenarios.Scenario {
	i := slices.IndexFunc(m.Library, func(s *scenarios.Scenario) bool { return s.ID == id })
	if i < 0 {
		return nil
	}
	return m.Library[i]
}

// known returns the promises that ids stand for.
func (m *Matrix) known() []invariants.Promise {
	if m.Known != nil {
		return m.Known
	}
	return invariants.All()
}

// judged are the promises a cell asks for: all of the scenario that one run can
// answer, and of the others those that are named.
func (m *Matrix) judged(s *scenarios.Scenario, named []string) []string {
	var out []string
	for _, p := range m.known() {
		if slices.Contains(named, p.ID) || slices.Contains(s.Promises, p.ID) && p.Mode != invariants.Pair {
			out = append(out, p.ID)
		}
	}
	return out
}

// expected are the promises that must catch a defect in a scenario; nil = no
// demand.
func expected(d *Defect, scenario string) []string {
	for _, sight := range d.Shows {
		if sight.Scenario == scenario {
			return sight.Promises
		}
	}
	return nil
}
