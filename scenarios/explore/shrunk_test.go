package explore_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/reference"
	"github.com/seatrial/seatrial/reference/defect"
	"github.com/seatrial/seatrial/reference/x12"
	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/scenarios/explore"
	"github.com/seatrial/seatrial/scenarios/run"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/topology"
	"github.com/seatrial/seatrial/sim/virtual"
)

// basin fits the virtual world to the runner of scenarios.
type basin struct{}

func (basin) Name() string { return "virtual" }

func (basin) Real() bool { return false }

func (basin) Check(run.Terms) error { return nil }

func (basin) Supports(faults.Kind) (bool, string) { return true, "" }

func (basin) Start(s run.Setup, sink func(*history.Record)) (run.Session, error) {
	w, err := virtual.New(virtual.Config{Seed: s.Seed, System: s.System, Topology: s.Topology, Settle: s.Settle, Sink: sink})
	return afloat{w}, err
}

type afloat struct{ *virtual.World }

func (s afloat) Advance(_ context.Context, until time.Duration) error { return s.World.Advance(until) }

func (s afloat) Stats() run.Stats {
	return run.Stats{TraceHash: s.TraceHash(), Checkpoints: s.Checkpoints(), CheckEvery: virtual.CheckEvery,
		Events: s.Events(), Steps: s.Steps(), Reached: s.Reached(), Counters: s.Counters()}
}

func (afloat) Close() error { return nil }

// shipyard is a lab that runs the reference in virtual time.
func shipyard() *run.Lab {
	return &run.Lab{World: basin{}, Build: func(s *scenarios.Scenario, t topology.Topology, seed uint64, h *history.Header, defects []string) (sim.System, error) {
		bugs, err := defect.Parse(strings.Join(defects, ","))
		if err != nil {
			return nil, err
		}
		return reference.New(reference.Config{Seed: seed, Topology: t, Workload: s.Workload, Policy: h.Policies[0],
			Canaries: h.Canaries, QueueMax: int(h.Bounds.Defaults().QueueMax), Defects: bugs})
	}}
}

// samples are the documents that ship with the harness.
var samples = scenarios.Options{Sample: func(name string) ([]byte, bool) { return []byte(x12.Sample), name == "clean-850" }}

// shipped returns a scenario of the library as a case, with a defect planted.
func shipped(t testing.TB, id string, seed uint64, defects ...string) explore.Case {
	t.Helper()
	e, ok := scenarios.Find(id)
	if !ok {
		t.Fatalf("Find(%s) = nothing, want a scenario of the library", id)
	}
	s, err := e.Load(samples)
	if err != nil {
		t.Fatal(err)
	}
	return explore.Case{Scenario: s, Seed: seed, Plan: s.Plan(seed), Defects: defects}
}

// planted says where each defect shows, and by which promise.
var planted = []struct{ defect, scenario, promise string }{
	{"M01", "duplicate-storm", "I-05"}, {"M02", "slow-dashboard", "I-05"}, {"M03", "late-and-shuffled", "I-06"},
	{"M04", "tx-dc", "I-03"}, {"M05", "tx-dc", "I-04"}, {"M08", "carrier-half-done", "I-05"}, {"M13", "tx-dc", "I-15"},
	{"M26", "full-queue", "I-26"}, {"M27", "bus-outage", "I-26"}, {"M48", "power-loss", "I-01"},
}

// shrinkPlanted shrinks the first of 50 seeds that shows the defect.
func shrinkPlanted(t *testing.T, r explore.Runner, id, scenario, promise string) explore.Shrunk {
	t.Helper()
	for seed := uint64(1); seed <= 50; seed++ {
		got, err := explore.Shrink(context.Background(), r, shipped(t, scenario, seed, id), promise, explore.Budget{})
		if errors.Is(err, explore.ErrHolds) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	t.Fatalf("50 seeds of %s with %s = none breaks %s", scenario, id, promise)
	return explore.Shrunk{}
}

// Planted defects are cut down to a few faults and commands, and the file that is
// written shows the failure again: the same run, step by step. With
// SEATRIAL_REPROS=folder the files stay there. Under the race detector it is three.
func TestShrunk(t *testing.T) {
	r := explore.NewRunner(shipyard())
	small, planted := 0, planted
	if raced {
		planted = planted[:3]
	}
	fmt.Printf("%-6s %-18s %-7s %4s %6s %8s %5s %6s %7s\n", "DEFECT", "SCENARIO", "PROMISE", "SEED", "FAULTS", "COMMANDS", "LINES", "TRIALS", "SECONDS")
	for _, p := range planted {
		begun := time.Now()
		got := shrinkPlanted(t, r, p.defect, p.scenario, p.promise)
		seconds := time.Since(begun).Seconds()
		path := strings.ToLower(p.defect) + ".yaml"
		text := got.File(path)
		lines, nFaults := bytes.Count(text, []byte("\n")), len(got.Case.Plan.Faults)
		if nFaults <= 3 && got.Commands() <= 10 {
			small++
		}
		fmt.Printf("%-6s %-18s %-7s %4d %6d %8d %5d %6d %7.1f %s\n  %s\n", p.defect, p.scenario, p.promise, got.Case.Seed, nFaults, got.Commands(), lines, got.Trials, seconds, got.Capped, got.Sentence())
		if got.Capped != "" || lines > 40 {
			t.Errorf("Shrink(%s) = capped %q, %d lines, want a search to the end and at most 40 lines", p.defect, got.Capped, lines)
		}
		again(t, r, got, path, text)
	}
	if small*10 < len(planted)*8 {
		t.Errorf("%d of %d defects were cut to 3 faults and 10 commands, want 80 %%", small, len(planted))
	}
}

// again runs the file of a failure and compares, then without each of its faults,
// and without the defect.
func again(t *testing.T, r explore.Runner, got explore.Shrunk, path string, text []byte) {
	t.Helper()
	if folder := os.Getenv("SEATRIAL_REPROS"); folder != "" {
		if err := os.WriteFile(filepath.Join(folder, path), text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	c, err := explore.ReadRepro(path, text, samples)
	if err != nil {
		t.Fatalf("ReadRepro(%s) = %v, want the case\n%s", path, err, text)
	}
	if out := try(t, r, c); !out.Breaks(got.Promise) || out.Trace != got.Outcome.Trace || out.Why != "" {
		t.Errorf("%s breaks %v with trace %s %s, want %s with trace %s\n%s", path, out.Broken, out.Trace, out.Why, got.Promise, got.Outcome.Trace, text)
	}
	for i, f := range got.Outcome.Faults {
		if f.Effects == 0 {
			t.Errorf("%s: fault %s touched nothing, want an effect", path, f.Fault.ID)
		}
		fewer := c.Clone()
		fewer.Plan.Faults = slices.Delete(fewer.Plan.Faults, i, i+1)
		if out := try(t, r, fewer); out.Breaks(got.Promise) {
			t.Errorf("%s breaks without fault %s, want every fault to be needed", path, f.Fault.ID)
		}
	}
	c.Defects = nil
	if out := try(t, r, c); out.Breaks(got.Promise) {
		t.Errorf("%s breaks without the defect: %v, want it to show the defect and nothing else", path, out.Broken[0].First)
	}
}

func try(t *testing.T, r explore.Runner, c explore.Case) explore.Outcome {
	t.Helper()
	out, err := r(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	return out
}
