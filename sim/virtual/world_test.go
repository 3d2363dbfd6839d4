package virtual

import (
	"strings"
	"testing"
	"time"

	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/topology"
)

// TestNewRefuses goes through systems and topologies that do not fit.
func TestNewRefuses(t *testing.T) {
	bus := func(name, region string) sim.BusSpec { return sim.BusSpec{Name: name, Region: region} }
	machine := func(region string, follows ...sim.Follow) sim.Spec {
		return sim.Spec{Name: "m", Region: region, Follows: follows, New: func() sim.Machine { return probe(mute) }}
	}
	for want, s := range map[string]*stage{
		`machine "m" is in unknown region "nv"`:   {specs: []sim.Spec{machine("nv")}},
		`bus "b" is in unknown region "nv"`:       {buses: []sim.BusSpec{bus("b", "nv")}},
		"follow bus 3: the system has 1":          {specs: []sim.Spec{machine("tx", sim.Follow{Bus: 3})}, buses: []sim.BusSpec{bus("b", "tx")}},
		`it is in region "va", want "tx"`:         {specs: []sim.Spec{machine("tx", sim.Follow{})}, buses: []sim.BusSpec{bus("b", "va")}},
		`follow bus "b" twice`:                    {specs: []sim.Spec{machine("tx", sim.Follow{}, sim.Follow{})}, buses: []sim.BusSpec{bus("b", "tx")}},
		"0 machines and 257 buses are too many":   {buses: make([]sim.BusSpec, 257)},
		"65535 machines and 0 buses are too many": {specs: make([]sim.Spec, 65535)},
	} {
		if _, err := New(Config{System: s, Topology: still(0)}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("New = %v, want an error with %q", err, want)
		}
	}
	twice := topology.Topology{Name: "twice", Regions: []topology.Region{{Name: "tx"}}, Hub: topology.Region{Name: "tx"}}
	if _, err := New(Config{System: &stage{}, Topology: twice}); err == nil {
		t.Errorf("New with a region named twice = nil, want an error")
	}
}

// TestAdvance keeps the clock where it was told to be, and never turns it back.
func TestAdvance(t *testing.T) {
	w := launch(t, &stage{}, still(0))
	sail(t, w, 5*time.Second)
	sail(t, w, time.Second)
	if w.Now() != 5*time.Second {
		t.Fatalf("Now() = %v, want 5s", w.Now())
	}
}

// TestNote shows the harness's own records among the others, in order.
func TestNote(t *testing.T) {
	var seqs []uint64
	var at []int64
	s := newClockwork(t, true)
	s.world.cfg.Sink = func(r *history.Record) { seqs, at = append(seqs, r.Seq), append(at, r.At) }
	s.world.Note(func(r *history.Record) { r.Kind = history.KindPhase })
	s.world.Power("dark", "tx", true)
	sail(t, s.world, 5*ms)
	s.world.Note(func(r *history.Record) { r.Kind = history.KindEnd })
	for i, n := range seqs {
		if n != uint64(i+1) {
			t.Fatalf("Seq of record %d = %d, want %d", i, n, i+1)
		}
	}
	if n := len(at); n < 3 || at[0] != 0 || at[n-1] != int64(5*ms) {
		t.Fatalf("instants = %v, want them from 0 to 5ms", at)
	}
	quiet := launch(t, &stage{}, still(0))
	quiet.Note(func(*history.Record) { t.Fatalf("Note without a sink filled a record, want none") })
}

// TestCounters sums by name.
func TestCounters(t *testing.T) {
	var st stage
	st.add(sim.Spec{Name: "m", Region: "tx", Edge: true}, func(_ sim.Clock, _ *sim.Input, out *sim.Effects) {
		out.Count("a", 2)
		out.Count("b", -1)
		out.Count("a", 3)
		out.Reach("here")
		out.Timer(1, int64(ms))
	})
	w := launch(t, &st, still(0))
	sail(t, w, ms)
	if c := w.Counters(); c["a"] != 10 || c["b"] != -2 || len(c) != 2 {
		t.Fatalf("Counters() = %v, want a 10, b -2", c)
	}
	if r := w.Reached(); r["here"] != 2 {
		t.Fatalf("Reached() = %v, want here 2", r)
	}
}

// TestTimers replaces and cancels, and fires in the order of time and then of
// setting.
func TestTimers(t *testing.T) {
	var st stage
	var fired log
	st.add(sim.Spec{Name: "m", Region: "tx", Edge: true}, func(clock sim.Clock, in *sim.Input, out *sim.Effects) {
		if in.Kind == sim.InTimer {
			fired.hear(clock, in)
			return
		}
		out.Timer(1, int64(5*ms))
		out.Timer(2, int64(5*ms))
		out.Timer(3, int64(ms))
		out.Timer(4, int64(2*ms))
		out.Timer(1, int64(6*ms))
		out.Cancel(3)
		out.Cancel(9)
		out.Timer(5, -7)
	})
	w := launch(t, &st, still(0))
	sail(t, w, time.Second)
	want := []heard{{At: 0, ID: 5}, {At: 2 * ms, ID: 4}, {At: 5 * ms, ID: 2}, {At: 6 * ms, ID: 1}}
	if len(fired) != len(want) {
		t.Fatalf("fired %v, want %v", fired, want)
	}
	for i, h := range fired {
		if h.At != want[i].At || h.ID != want[i].ID {
			t.Fatalf("fired %v, want %v", fired, want)
		}
	}
}

// TestScript replays as many events as the run had.
func TestScript(t *testing.T) {
	script := &Script{}
	w := storm(t, 3, func(c *Config) { c.Script = script })
	n, sum := script.Replay()
	again, same := script.Replay()
	if uint64(n) != w.Events() || n != script.Events() || again != n || sum != same {
		t.Fatalf("Replay() = %d (%d) and %d (%d), want %d events twice", n, sum, again, same, w.Events())
	}
}
