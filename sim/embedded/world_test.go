package embedded

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/topology"
)

// mute reacts to nothing.
func mute(sim.Clock, *sim.Input, *sim.Effects) {}

// TestNewRefuses goes through systems and topologies that do not fit. Nothing is
// left behind.
func TestNewRefuses(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	machine := func(region string, follows ...sim.Follow) sim.Spec {
		return sim.Spec{Name: "m", Region: region, Follows: follows, New: func() sim.Machine { return probe(mute) }}
	}
	twice := near("tx")
	twice.Regions = append(twice.Regions, topology.Region{Name: "tx"})
	other := near("tx")
	other.Hub.Name, other.Links = "capital", nil
	for want, cfg := range map[string]Config{
		`machine "m" is in unknown region "nv"`:       {System: &stage{specs: []sim.Spec{machine("nv")}}, Topology: near("tx")},
		`machine "m" follows a bus that is not there`: {System: &stage{specs: []sim.Spec{machine("tx", sim.Follow{Bus: 3})}}, Topology: near("tx")},
		`bus "b" is in unknown region "nv"`:           {System: &stage{buses: []sim.BusSpec{{Name: "b", Region: "nv"}}}, Topology: near("tx")},
		`is named twice`:                              {System: &stage{}, Topology: twice},
		`the hub is named "capital", want "hub"`:      {System: &stage{}, Topology: other},
	} {
		w, err := New(cfg)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("New = %v, want an error with %q", err, want)
		}
		if w != nil {
			t.Errorf("New with %q returned a world, want none", want)
		}
	}
	left, err := os.ReadDir(os.TempDir())
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v (%v), want nothing", left, err)
	}
}

// TestTimers replaces and cancels, and fires in the order of time and then of
// setting.
func TestTimers(t *testing.T) {
	t.Parallel()
	var st stage
	var fired log
	st.add(sim.Spec{Name: "m", Region: "tx"}, func(clock sim.Clock, in *sim.Input, out *sim.Effects) {
		if in.Kind == sim.InTimer {
			fired.hear(clock, in)
			return
		}
		out.Timer(1, int64(5*ms))
		out.Timer(2, int64(50*ms))
		out.Timer(3, int64(ms))
		out.Timer(4, int64(20*ms))
		out.Timer(1, int64(60*ms))
		out.Cancel(3)
		out.Cancel(9)
		out.Timer(5, -7)
	})
	w := launch(t, &st)
	until(t, w, "the last timer", func() bool { return len(fired.only(sim.InTimer)) >= 4 })
	pass(t, w, 20*ms)
	var got []uint64
	for _, h := range fired.only(sim.InTimer) {
		got = append(got, h.ID)
	}
	if want := []uint64{5, 4, 2, 1}; !slices.Equal(got, want) {
		t.Fatalf("fired %v, want %v", got, want)
	}
}

// TestCounters sums by name.
func TestCounters(t *testing.T) {
	t.Parallel()
	var st stage
	st.add(sim.Spec{Name: "m", Region: "tx"}, func(_ sim.Clock, in *sim.Input, out *sim.Effects) {
		out.Count("a", 2)
		out.Count("b", -1)
		out.Count("a", 3)
		out.Reach("here")
		if in.Kind == sim.InStart {
			out.Timer(1, 0)
		}
	})
	w := launch(t, &st)
	until(t, w, "two steps", func() bool { return w.Host().Reached()["here"] == 2 })
	if c := w.Host().Counters(); c["a"] != 10 || c["b"] != -2 {
		t.Fatalf("Counters() = %v, want a 10, b -2", c)
	}
	if n := w.Host().Steps(); n != 2 {
		t.Fatalf("Steps() = %d, want 2", n)
	}
}

// TestOrder reaches outside parties alone.
func TestOrder(t *testing.T) {
	t.Parallel()
	var st stage
	var outside, inside log
	st.add(sim.Spec{Name: "in", Region: "tx"}, func(clock sim.Clock, in *sim.Input, _ *sim.Effects) { inside.hear(clock, in) })
	st.add(sim.Spec{Name: "out", Region: "tx", Outside: true}, func(clock sim.Clock, in *sim.Input, _ *sim.Effects) { outside.hear(clock, in) })
	w := launch(t, &st)
	w.Order("AuditOrder")
	until(t, w, "the order", func() bool { return outside.count(sim.InOperator, "AuditOrder") == 1 })
	if n := len(inside.only(sim.InOperator)); n != 0 {
		t.Fatalf("orders heard inside = %d, want none", n)
	}
}

// TestNote shows the harness's own records among the others, in order, and
// nothing after the end.
func TestNote(t *testing.T) {
	t.Parallel()
	var seqs []uint64
	var last history.Kind
	f := runFeed(t, sim.BusSpec{}, sim.Follow{}, func(c *Config) {
		c.Sink = func(r *history.Record) { seqs, last = append(seqs, r.Seq), r.Kind }
	})
	f.world.Note(func(r *history.Record) { r.Kind = history.KindPhase })
	f.line.add("a", "b", "c")
	f.delivered(t, 3)
	f.world.Note(func(r *history.Record) { r.Kind = history.KindEnd })
	f.world.Note(func(r *history.Record) { r.Kind = history.KindPhase })
	if err := f.world.Close(); err != nil {
		t.Fatal(err)
	}
	for i, n := range seqs {
		if n != uint64(i+1) {
			t.Fatalf("Seq of record %d = %d, want %d", i, n, i+1)
		}
	}
	if len(seqs) < 8 || last != history.KindEnd {
		t.Fatalf("%d records, the last a %v, want more, and the end last", len(seqs), last)
	}
}

// TestPanic ends a run when a machine panics: the error says which and where.
func TestPanic(t *testing.T) {
	t.Parallel()
	for name, p := range map[string]probe{
		"out of its mind":                 func(sim.Clock, *sim.Input, *sim.Effects) { panic("out of its mind") },
		"has no ledger":                   func(_ sim.Clock, _ *sim.Input, out *sim.Effects) { out.Append(1, message("a")) },
		"may not testify":                 func(_ sim.Clock, _ *sim.Input, out *sim.Effects) { out.Witness(history.KindOK) },
		"both ends of a crossing must be": func(_ sim.Clock, _ *sim.Input, out *sim.Effects) { out.Call(1, 1, message("a")) },
		"an id of 2^48 or more":           func(_ sim.Clock, _ *sim.Input, out *sim.Effects) { out.Call(1, 1<<48, message("a")) },
		"a bus of another region":         func(_ sim.Clock, _ *sim.Input, out *sim.Effects) { out.Publish(0, 1, message("a")) },
	} {
		var st stage
		st.buses = []sim.BusSpec{{Name: "bus/va", Region: "va"}}
		st.add(sim.Spec{Name: "mad/tx", Region: "tx"}, p)
		st.add(sim.Spec{Name: "mad/hub", Region: "hub"}, mute)
		w := launch(t, &st, func(c *Config) { c.Topology = near("tx", "va") })
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		err := w.Advance(ctx, w.Now()+patience)
		cancel()
		if err == nil || !strings.Contains(err.Error(), name) || !strings.Contains(err.Error(), "mad/tx") {
			t.Errorf("Advance = %v, want an error with mad/tx and %q", err, name)
		}
	}
}

// TestAdvanceStops when its context ends.
func TestAdvanceStops(t *testing.T) {
	t.Parallel()
	w := launch(t, &stage{})
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := w.Advance(ctx, w.Now()+time.Hour); err != nil {
		t.Fatalf("Advance of a cancelled context = %v, want nil", err)
	}
}

// TestClockSkew moves Wall, and Wall alone: not Mono, not the other region.
func TestClockSkew(t *testing.T) {
	t.Parallel()
	var st stage
	var logs [2]log
	var clocks records
	for i, region := range []string{"tx", "hub"} {
		st.add(sim.Spec{Name: "m/" + region, Region: region}, func(clock sim.Clock, in *sim.Input, out *sim.Effects) {
			logs[i].hear(clock, in)
			out.Timer(1, int64(ms))
		})
	}
	w := launch(t, &st, recorded(history.KindClock, &clocks))
	// off lets both clocks tick and returns by how much each is off.
	off := func(i int) time.Duration {
		before := len(logs[i].only(sim.InTimer))
		until(t, w, "ticks", func() bool { return len(logs[i].only(sim.InTimer)) > before+1 })
		list := logs[i].only(sim.InTimer)
		h := list[len(list)-1]
		return time.Duration(h.Wall - h.At - w.log.Start().UnixNano())
	}
	want := func(when string, tx, hub time.Duration) {
		t.Helper()
		if got, other := off(0), off(1); got != tx || other != hub {
			t.Fatalf("clocks of tx and hub %s are off by %v and %v, want %v and %v", when, got, other, tx, hub)
		}
	}
	want("at first", 0, 0)
	w.Clock("far", "hub", time.Hour, true)
	w.Clock("skew", "tx", -2*time.Second, true)
	w.Clock("jump", "tx", 5*time.Second, true)
	want("with three faults", 3*time.Second, time.Hour)
	w.Clock("skew", "tx", -2*time.Second, false)
	w.Clock("far", "hub", time.Hour, false)
	want("with one left", 5*time.Second, 0)
	w.Clock("jump", "tx", 5*time.Second, false)
	want("in the end", 0, 0)
	for i := range logs {
		last := int64(0)
		for _, h := range logs[i].only(sim.InTimer) {
			if h.At < last {
				t.Fatalf("Mono went back from %d to %d", last, h.At)
			}
			last = h.At
		}
	}
	var sums []string
	for _, r := range clocks.all() {
		sums = append(sums, fmt.Sprint(r.Region.Text, " ", time.Duration(r.Qty)))
	}
	if got, want := strings.Join(sums, ", "), "hub 1h0m0s, tx -2s, tx 3s, tx 5s, hub 0s, tx 0s"; got != want {
		t.Errorf("clock records = %s, want %s", got, want)
	}
	if w.Effects("skew") == 0 || w.Effects("far") == 0 {
		t.Errorf("Effects(skew), Effects(far) = %d, %d, want both above 0", w.Effects("skew"), w.Effects("far"))
	}
}

// TestLeftovers finds the folder of a run that is gone, also if its file names a
// process that lives, leaves alone those of runs that go on, and removes it if
// told to.
func TestLeftovers(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	w := launch(t, &stage{})
	dead, err := os.MkdirTemp("", prefix)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dead, "owner"), fmt.Append(nil, os.Getpid()), 0o600); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := Leftovers(&out, false); err != nil || !strings.Contains(out.String(), dead) || strings.Contains(out.String(), w.dir) {
		t.Fatalf("Leftovers() = %v: %q, want %s and not %s", err, out.String(), dead, w.dir)
	}
	if err := Leftovers(&out, true); err != nil || !strings.Contains(out.String(), "removed "+dead) {
		t.Fatalf("Leftovers(clean) = %v: %q, want %s removed", err, out.String(), dead)
	}
	if _, err := os.Stat(w.dir); err != nil {
		t.Fatalf("the folder of a run that goes on: %v, want it left alone", err)
	}
	out.Reset()
	if err := Leftovers(&out, true); err != nil || !strings.Contains(out.String(), "nothing") {
		t.Fatalf("Leftovers(clean) again = %v: %q, want nothing", err, out.String())
	}
}
