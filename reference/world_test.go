package reference_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/reference"
	"github.com/seatrial/seatrial/reference/defect"
	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/scenarios/run"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/topology"
	"github.com/seatrial/seatrial/sim/virtual"
)

// world fits the virtual world to the runner of scenarios.
type world struct{}

func (world) Name() string { return "virtual" }

func (world) Real() bool { return false }

func (world) Check(run.Terms) error { return nil }

func (world) Supports(faults.Kind) (bool, string) { return true, "" }

func (world) Start(s run.Setup, sink func(*history.Record)) (run.Session, error) {
	w, err := virtual.New(virtual.Config{Seed: s.Seed, System: s.System, Topology: s.Topology, Settle: s.Settle, Sink: sink})
	return session{w}, err
}

type session struct{ *virtual.World }

func (s session) Advance(_ context.Context, until time.Duration) error { return s.World.Advance(until) }

func (s session) Stats() run.Stats {
	return run.Stats{TraceHash: s.TraceHash(), Checkpoints: s.Checkpoints(), CheckEvery: virtual.CheckEvery,
		Events: s.Events(), Steps: s.Steps(), Reached: s.Reached(), Counters: s.Counters()}
}

func (session) Close() error { return nil }

func build(s *scenarios.Scenario, t topology.Topology, seed uint64, h *history.Header, defects []string) (sim.System, error) {
	bugs, err := defect.Parse(strings.Join(defects, ","))
	if err != nil {
		return nil, err
	}
	return reference.New(reference.Config{Seed: seed, Topology: t, Workload: s.Workload, Policy: h.Policies[0],
		Later: later(s, h), Skew: time.Duration(h.Bounds.SkewNano),
		Canaries: h.Canaries, QueueMax: int(h.Bounds.Defaults().QueueMax), Reconcile: h.Reconcile, Stages: h.Stages, Defects: bugs})
}

// later returns the policies that a scenario publishes after the first.
func later(s *scenarios.Scenario, h *history.Header) []reference.Amendment {
	var out []reference.Amendment
	for i, p := range s.Published()[1:] {
		out = append(out, reference.Amendment{Policy: h.Policies[i+1], At: p.At, Effective: p.Effective})
	}
	return out
}

// try runs a scenario of the library with some defects planted.
func try(t *testing.T, id string, seed uint64, seeds int, defects ...string) *run.Result {
	t.Helper()
	e, ok := scenarios.Find(id)
	if !ok {
		t.Fatalf("Find(%s) = nothing, want a scenario of the library", id)
	}
	s, err := e.Load(scenarios.Options{})
	if err != nil {
		t.Fatal(err)
	}
	lab := run.Lab{World: world{}, Build: build}
	res, err := lab.Run(context.Background(), s, run.Options{Seed: seed, Seeds: seeds, Defects: defects})
	if err != nil {
		t.Fatal(err)
	}
	return res
}
