package virtual

import (
	"runtime"
	"runtime/debug"
	"slices"
	"testing"
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/topology"
)

// two is a topology with jitter and loss.
func two(t testing.TB) topology.Topology {
	t.Helper()
	top, err := topology.US(2)
	if err != nil {
		t.Fatalf("US(2) = %v, want a topology", err)
	}
	for i := range top.Links {
		top.Links[i].Loss = 10_000
	}
	return top
}

// storm runs the toy system through faults of every kind and returns the world.
func storm(t testing.TB, seed uint64, change ...func(*Config)) *World {
	t.Helper()
	top := two(t)
	w := launch(t, newTrade(top, int64(2*ms)), top, append(change, func(c *Config) { c.Seed = seed })...)
	half := func(on bool) {
		w.Cut("cut", "tx", "hub", on)
		w.Shape("slow", "va", "hub", faults.Shape{Delay: 30 * ms, Loss: 50_000, Bandwidth: 50_000}, on)
		w.Shape("torn", "va", "hub", faults.Shape{Reset: 70 * ms}, on)
		w.Stop("kill", "reader/tx", faults.StopKill, on)
		w.Stop("pause", "writer/va", faults.StopPause, on)
		w.Clock("skew", "tx", time.Second, on)
		w.Disk("disk", "tx", 5*ms, on)
		w.Messages("twice", faults.Rule{Region: "va", Kind: faults.Duplicate, Chance: 200_000, Copies: 2}, on)
		w.Messages("lag", faults.Rule{Region: "tx", Kind: faults.SlowConsumer, Chance: 1_000_000, Amount: ms}, on)
	}
	sail(t, w, 500*ms)
	half(true)
	sail(t, w, time.Second)
	w.Power("dark", "va", true)
	sail(t, w, 1500*ms)
	w.Power("dark", "va", false)
	half(false)
	sail(t, w, 3*time.Second)
	return w
}

func TestSeedDecides(t *testing.T) {
	first, again, other := storm(t, 7), storm(t, 7), storm(t, 8)
	if first.TraceHash() != again.TraceHash() || first.Events() != again.Events() {
		t.Fatalf("TraceHash of two runs of seed 7 = %x, %x (%d, %d events), want the same",
			first.TraceHash(), again.TraceHash(), first.Events(), again.Events())
	}
	if first.TraceHash() == other.TraceHash() {
		t.Fatalf("TraceHash of seeds 7 and 8 = %x twice, want different ones", first.TraceHash())
	}
	if n := uint64(len(first.Checkpoints())); n != first.Steps()/CheckEvery {
		t.Fatalf("Checkpoints after %d steps = %d, want %d", first.Steps(), n, first.Steps()/CheckEvery)
	}
}

// TestObserversChangeNothing runs with and without witnesses, a watcher and a
// script, under other schedulers and other garbage collectors.
func TestObserversChangeNothing(t *testing.T) {
	want := storm(t, 7).TraceHash()
	var records int
	sink := func(c *Config) { c.Sink = func(*history.Record) { records++ } }
	var lines int
	watch := func(c *Config) { c.Watch, c.From, c.To = func(uint64, string) { lines++ }, 10, 200 }
	script := func(c *Config) { c.Script = &Script{} }
	for name, run := range map[string]func() uint64{
		"sink":         func() uint64 { return storm(t, 7, sink).TraceHash() },
		"watch":        func() uint64 { return storm(t, 7, watch).TraceHash() },
		"script":       func() uint64 { return storm(t, 7, script).TraceHash() },
		"GOMAXPROCS=1": func() uint64 { defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1)); return storm(t, 7).TraceHash() },
		"GOMAXPROCS=2": func() uint64 { defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2)); return storm(t, 7).TraceHash() },
		"GOGC=10":      func() uint64 { defer debug.SetGCPercent(debug.SetGCPercent(10)); return storm(t, 7).TraceHash() },
		"GOGC=off":     func() uint64 { defer debug.SetGCPercent(debug.SetGCPercent(-1)); return storm(t, 7).TraceHash() },
	} {
		if got := run(); got != want {
			t.Errorf("TraceHash with %s = %x, want %x", name, got, want)
		}
	}
	if records == 0 || lines == 0 {
		t.Fatalf("the observers saw %d records and %d lines, want some", records, lines)
	}
}

// ranging is a machine with a mistake: map order reaches its output.
type ranging struct{ known map[uint64]bool }

func (m *ranging) Step(_ sim.Clock, in *sim.Input, out *sim.Effects) {
	switch in.Kind {
	case sim.InStart:
		for i := range uint64(16) {
			m.known[i] = true
		}
		out.Timer(0, 1000)
	case sim.InTimer:
		for id := range m.known {
			out.Count("seen", int64(id))
		}
		out.Timer(0, 1000)
	}
}

// TestMapOrderIsCaught runs a machine that ranges over a map twice per try, as
// the double run does, until the hashes differ.
func TestMapOrderIsCaught(t *testing.T) {
	run := func() uint64 {
		s := &stage{}
		s.specs = append(s.specs, sim.Spec{Name: "ranging", Region: "tx", New: func() sim.Machine { return &ranging{known: map[uint64]bool{}} }})
		w := launch(t, s, still(0))
		sail(t, w, ms)
		return w.TraceHash()
	}
	const tries = 5
	for range tries {
		if run() != run() {
			return
		}
	}
	t.Fatalf("TraceHash of two runs of a machine that ranges over a map was the same %d times, want a difference", tries)
}

// TestTraceHashesRecords shows that what an outside party wrote down counts.
func TestTraceHashesRecords(t *testing.T) {
	run := func(qty int64) uint64 {
		s := &stage{}
		s.add(sim.Spec{Name: "carrier", Region: "tx", Edge: true, Outside: true}, func(_ sim.Clock, _ *sim.Input, out *sim.Effects) {
			out.Witness(history.KindEffect).Qty = qty
		})
		w := launch(t, s, still(0))
		sail(t, w, ms)
		return w.TraceHash()
	}
	if run(1) != run(1) || run(1) == run(2) {
		t.Fatalf("TraceHash with quantity 1, 1, 2 = %x, %x, %x, want the first two equal and the third not", run(1), run(1), run(2))
	}
}

// TestWatchLocates shows the lines from which two runs are compared.
func TestWatchLocates(t *testing.T) {
	var steps []uint64
	storm(t, 1, func(c *Config) {
		c.Watch, c.From, c.To = func(step uint64, _ string) { steps = append(steps, step) }, 3, 6
	})
	if want := []uint64{3, 4, 5, 6}; !slices.Equal(steps, want) {
		t.Fatalf("Watch saw steps %v, want %v", steps, want)
	}
}
