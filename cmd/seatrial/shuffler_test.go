package main

import (
	"context"
	"strings"
	"testing"

	"github.com/seatrial/seatrial/cmd/seatrial/internal/assembly"
	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/scenarios/run"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/topology"
)

// shuffler is a machine with the bug that the double run is there for: it ranges
// over a map on the way to its output.
type shuffler struct {
	sim.Machine
	words map[string]int64
}

func (m shuffler) Step(clock sim.Clock, in *sim.Input, out *sim.Effects) {
	m.Machine.Step(clock, in, out)
	for word, n := range m.words {
		out.Count(word, n)
	}
}

// shuffled is the reference with one such machine in it.
type shuffled struct{ sim.System }

func (s shuffled) Machines() []sim.Spec {
	specs := append([]sim.Spec(nil), s.System.Machines()...)
	for i := range specs {
		if specs[i].Name == "planner/tx" {
			inner := specs[i].New
			specs[i].New = func() sim.Machine {
				return shuffler{Machine: inner(), words: map[string]int64{"a": 1, "b": 1, "c": 1, "d": 1, "e": 1, "f": 1, "g": 1, "h": 1}}
			}
		}
	}
	return specs
}

// TestDoubleRunCatchesMapOrder plants a machine that ranges over a map: the
// second execution of the same seed differs, I-47 is violated, and the report
// names the first step that differs.
func TestDoubleRunCatchesMapOrder(t *testing.T) {
	s, err := pickScenario("duplicate-storm")
	if err != nil {
		t.Fatal(err)
	}
	lab := run.Lab{World: assembly.Virtual{}, Build: func(s *scenarios.Scenario, t topology.Topology, seed uint64, h *history.Header, defects []string) (sim.System, error) {
		inner, err := assembly.System(s, t, seed, h, defects)
		return shuffled{inner}, err
	}}
	res, err := lab.Run(context.Background(), s, run.Options{Seed: 1, Seeds: 1})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range res.Promises {
		if f.ID != invariants.HarnessHonest.ID {
			continue
		}
		if f.Verdict != invariants.Violated || res.Exit != run.ExitViolated {
			t.Fatalf("I-47 = %v with exit %d, want violated with 1", f.Verdict, res.Exit)
		}
		if evidence := strings.Join(f.First.More, "\n"); !strings.Contains(evidence, "planner/tx") {
			t.Errorf("evidence = %q, want the step of planner/tx that differs", evidence)
		}
		return
	}
	t.Error("I-47 was not judged")
}
