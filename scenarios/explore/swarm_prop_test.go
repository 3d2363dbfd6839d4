package explore_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/scenarios/explore"
	"pgregory.net/rapid"
)

// bases are scenarios of different kinds: a storm, a bounded queue, files, a
// topology of its own.
var bases = []string{"tx-dc", "full-queue", "real-orders", "carrier-half-done", "slow-thin-lossy-link", "erp-batches"}

func drawBase(t *rapid.T, all testing.TB) explore.Swarm {
	return explore.Swarm{Base: shipped(all, rapid.SampledFrom(bases).Draw(t, "base"), 1).Scenario}
}

// What is drawn can be carried out, and can be written down and read back.
func TestDrawnIsValid(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		swarm := drawBase(rt, t)
		seed := rapid.Uint64Range(0, 1<<40).Draw(rt, "seed")
		c := swarm.Draw(seed)
		for _, f := range c.Plan.Faults {
			if err := faults.Validate(f); err != nil {
				rt.Fatalf("Draw(%d) has %v: %v, want it valid", seed, f, err)
			}
			if f.At < c.Scenario.Baseline || f.At > c.Scenario.Workload.Duration {
				rt.Fatalf("Draw(%d) begins %v at %v, want after the baseline and under load", seed, f, f.At)
			}
		}
		if err := c.Scenario.CheckPlan(c.Plan); err != nil {
			rt.Fatalf("CheckPlan(Draw(%d)) = %v, want nil", seed, err)
		}
		s := *c.Scenario
		for _, f := range c.Plan.Faults {
			s.Timeline = append(s.Timeline, scenarios.Step{Fault: f})
		}
		back, err := scenarios.Load("drawn.yaml", s.Encode(), samples)
		if err != nil {
			rt.Fatalf("Load(Draw(%d)) = %v\n%s", seed, err, s.Encode())
		}
		if got := back.Plan(seed).Faults; len(got) > 0 && !reflect.DeepEqual(got, c.Plan.Faults) {
			rt.Fatalf("plan of Draw(%d) read back = %v, want %v", seed, got, c.Plan.Faults)
		}
		if !reflect.DeepEqual(back.Topology.Links, c.Scenario.Topology.Links) || back.Workload.Rate != c.Scenario.Workload.Rate ||
			back.Baseline != c.Scenario.Baseline || !slices.Equal(back.Promises, c.Scenario.Promises) {
			rt.Fatalf("Draw(%d) read back differs:\n%s", seed, s.Encode())
		}
	})
}

// The same seed draws the same case, and the next one another.
func TestDrawnAgain(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		swarm, seed := drawBase(rt, t), rapid.Uint64Range(0, 1<<40).Draw(rt, "seed")
		if a, b := swarm.Draw(seed), swarm.Draw(seed); !reflect.DeepEqual(a, b) {
			rt.Fatalf("Draw(%d) twice = two cases, want one", seed)
		}
		if a, b := swarm.Draw(seed), swarm.Draw(seed+1); reflect.DeepEqual(a.Scenario.Workload, b.Scenario.Workload) {
			rt.Fatalf("Draw(%d) and Draw(%d) = the same load", seed, seed+1)
		}
	})
}

// Switching off a kind of fault takes its faults away and changes nothing else.
func TestFeatureOffShiftsNothing(t *testing.T) {
	kinds := slices.DeleteFunc(explore.Features(), func(name string) bool {
		return !strings.HasPrefix(name, "fault/") && !strings.HasPrefix(name, "pattern/")
	})
	rapid.Check(t, func(rt *rapid.T) {
		swarm, seed := drawBase(rt, t), rapid.Uint64Range(0, 1<<40).Draw(rt, "seed")
		off := rapid.SampledFrom(append(kinds, "script/own")).Draw(rt, "off")
		whole := swarm.Draw(seed)
		swarm.Off = []string{off}
		part := swarm.Draw(seed)
		if !reflect.DeepEqual(whole.Scenario, part.Scenario) {
			rt.Fatalf("Draw(%d) without %s = another scenario, want the same", seed, off)
		}
		for _, f := range part.Plan.Faults {
			if !slices.ContainsFunc(whole.Plan.Faults, func(g faults.Fault) bool { return reflect.DeepEqual(f, g) }) {
				rt.Fatalf("Draw(%d) without %s has %v, which it does not have with it", seed, off, f)
			}
		}
		mine := idOf(off)
		for _, f := range whole.Plan.Faults {
			gone := !slices.ContainsFunc(part.Plan.Faults, func(g faults.Fault) bool { return reflect.DeepEqual(f, g) })
			if gone && mine != "" && !strings.HasPrefix(f.ID, mine) {
				rt.Fatalf("Draw(%d) without %s lost %v, want it to stay", seed, off, f)
			}
		}
	})
}

// idOf is how the ids of a feature's faults begin; "" for the scenario's own.
func idOf(feature string) string {
	family, name, _ := strings.Cut(feature, "/")
	if family == "script" {
		return ""
	}
	return name + "-"
}

// Switching off a feature of the load leaves the faults alone.
func TestLoadOffShiftsNoFault(t *testing.T) {
	loads := slices.DeleteFunc(explore.Features(), func(name string) bool { return !strings.HasPrefix(name, "load/") })
	swarm := explore.Swarm{Base: shipped(t, "tx-dc", 1).Scenario}
	for seed := range uint64(100) {
		whole := swarm.Draw(seed)
		part := explore.Swarm{Base: swarm.Base, Off: loads}.Draw(seed)
		if !reflect.DeepEqual(whole.Plan, part.Plan) {
			t.Fatalf("Draw(%d) without any load feature = %v, want the plan %v", seed, part.Plan, whole.Plan)
		}
		if part.Scenario.Workload.Stock != swarm.Base.Workload.Stock {
			t.Fatalf("Draw(%d) without any load feature has stock %d, want that of the base", seed, part.Scenario.Workload.Stock)
		}
	}
}

// Every kind of fault there is gets drawn, and every region and party is met.
func TestEveryKindIsDrawn(t *testing.T) {
	base := shipped(t, "tx-dc", 1).Scenario
	base.Workload.Batches = shipped(t, "erp-batches", 1).Scenario.Workload.Batches                       // who sends files can send wrong ones
	base.Workload.Supply = shipped(t, "supplier-storm", 1).Scenario.Workload.Supply                      // and where there is a supplier, it can fail
	base.Topology.Reconciled, base.Reconcile = true, shipped(t, "drifting-copies", 1).Scenario.Reconcile // and a copy can drift
	swarm := explore.Swarm{Base: base, Off: []string{"script/own"}}
	kinds, words := map[faults.Kind]int{}, map[string]bool{}
	for seed := range uint64(1000) {
		for _, f := range swarm.Draw(seed).Plan.Faults {
			kinds[f.Kind]++
			words[f.Region], words[f.Target] = true, true
		}
	}
	for _, kind := range faults.Kinds() {
		if kinds[kind] < 20 {
			t.Errorf("1000 trials have %d of %s, want 20 or more: can its words be drawn?", kinds[kind], kind)
		}
	}
	for _, name := range []string{"hub", "ca", "aggregator", "pod/va", "egress/or", "carrier/tx", "dashboard/ca"} {
		if !words[name] {
			t.Errorf("1000 trials never struck %s", name)
		}
	}
}
