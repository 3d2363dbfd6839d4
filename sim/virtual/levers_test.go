package virtual

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
	"pgregory.net/rapid"
)

// clockwork is a stage with one machine whose timer fires every millisecond, and
// a caller that calls it every millisecond.
type clockwork struct {
	stage
	world *World
	log   log
	walls []int64
	lives int
	downs []history.Record
}

func newClockwork(t testing.TB, ledger bool) *clockwork {
	t.Helper()
	s := &clockwork{}
	step := func(clock sim.Clock, in *sim.Input, out *sim.Effects) {
		s.hearWith(clock, in)
		switch in.Kind {
		case sim.InStart, sim.InRecover:
			s.lives++
			out.Timer(1, int64(ms))
		case sim.InTimer:
			out.Timer(1, int64(ms))
		case sim.InCall:
			out.Reply(in.From, in.ID, in.Msg)
		}
	}
	s.specs = append(s.specs, sim.Spec{Name: "works", Region: "tx", Ledger: ledger, Edge: true, New: func() sim.Machine { return probe(step) }})
	s.add(sim.Spec{Name: "caller", Region: "va", Outside: true, Edge: true}, func(_ sim.Clock, in *sim.Input, out *sim.Effects) {
		if in.Kind == sim.InStart || in.Kind == sim.InTimer {
			out.Call(0, in.ID, message("c"))
			out.Timer(in.ID+1, int64(ms))
		}
	})
	s.world = launch(t, s, still(0), recorded(history.KindDown, &s.downs), recorded(history.KindUp, &s.downs))
	return s
}

func (s *clockwork) hearWith(clock sim.Clock, in *sim.Input) {
	s.log.hear(clock, in)
	s.walls = append(s.walls, clock.Wall-wallStart-clock.Mono)
}

// states returns the down and up records as words.
func (s *clockwork) states() []string {
	var out []string
	for _, r := range s.downs {
		out = append(out, strings.TrimSpace(r.Kind.String()+" "+r.Reason))
	}
	return out
}

func (s *clockwork) kill(id string, on bool)  { s.world.Stop(id, "works", faults.StopKill, on) }
func (s *clockwork) pause(id string, on bool) { s.world.Stop(id, "works", faults.StopPause, on) }

// TestNestedKills holds a machine down with a kill and a loss of power: it starts
// once, when both let go.
func TestNestedKills(t *testing.T) {
	s := newClockwork(t, true)
	sail(t, s.world, 20*ms)
	s.kill("kill", true)
	s.world.Power("dark", "tx", true)
	s.kill("again", true)
	sail(t, s.world, 40*ms)
	s.kill("kill", false)
	s.world.Power("dark", "tx", false)
	sail(t, s.world, 60*ms)
	if s.lives != 1 {
		t.Fatalf("lives = %d while one fault holds the machine, want 1", s.lives)
	}
	s.kill("again", false)
	sail(t, s.world, 80*ms)
	if s.lives != 2 {
		t.Fatalf("lives = %d after the last let go, want 2", s.lives)
	}
	if got, want := s.states(), []string{"down kill", "up"}; !slices.Equal(got, want) {
		t.Fatalf("states = %v, want %v", got, want)
	}
	if s.downs[1].Epoch != 2 {
		t.Fatalf("epoch of the up record = %d, want 2", s.downs[1].Epoch)
	}
	if got := s.world.Effects("kill"); got < 20 {
		t.Fatalf("Effects(kill) = %d, want 1 and each call it swallowed", got)
	}
	s.kill("kill", true)
	s.world.Stop("kill", "nobody", faults.StopKill, true)
	sail(t, s.world, 100*ms)
	if got := s.world.flying; got != 10 {
		t.Fatalf("flying = %d, want the 10 calls under way", got)
	}
}

// TestReplyToTheDead has a machine die with a call under way and its next life
// use the same id: the answer to the first call never arrives.
func TestReplyToTheDead(t *testing.T) {
	var st stage
	var replies log
	echo := st.add(sim.Spec{Name: "echo", Region: "va", Edge: true}, func(_ sim.Clock, in *sim.Input, out *sim.Effects) {
		if in.Kind == sim.InCall {
			out.Reply(in.From, in.ID, in.Msg)
		}
	})
	st.add(sim.Spec{Name: "caller", Region: "tx", Edge: true}, func(clock sim.Clock, in *sim.Input, out *sim.Effects) {
		if in.Kind == sim.InStart {
			out.Call(echo, 7, message("c"))
			return
		}
		replies.hear(clock, in)
	})
	w := launch(t, &st, still(0))
	sail(t, w, 15*ms)
	w.Stop("kill", "caller", faults.StopKill, true)
	w.Stop("kill", "caller", faults.StopKill, false)
	sail(t, w, 100*ms)
	if len(replies) != 1 || replies[0].At != 35*ms || replies[0].ID != 7 {
		t.Fatalf("replies = %v, want one to the second life, at 35ms", replies)
	}
}

// TestRegionOutage pulls what a region outage pulls, and lets go.
func TestRegionOutage(t *testing.T) {
	top := still(ms)
	w := launch(t, newTrade(top, int64(ms)), top)
	pull := func(on bool) {
		for _, peer := range []string{"va", "hub"} {
			w.Cut("gone", "tx", peer, on)
			w.Cut("gone", peer, "tx", on)
		}
		w.Power("gone", "tx", on)
	}
	sail(t, w, 500*ms)
	pull(true)
	sail(t, w, 600*ms)
	before := w.Steps()
	sail(t, w, 700*ms)
	if n := w.Steps() - before; n < 600 {
		t.Fatalf("%d steps while tx is gone, want va to go on", n)
	}
	if up := w.nodes[1].up() || w.nodes[2].up(); up || !w.nodes[3].up() {
		t.Fatalf("tx's machines up = %v, client up = %v, want false, true", up, w.nodes[3].up())
	}
	pull(false)
	effects := w.Effects("gone")
	sail(t, w, 2*time.Second)
	if effects < 5 || w.Effects("gone") != effects {
		t.Fatalf("Effects(gone) = %d, later %d, want at least 5 and none after it was taken back", effects, w.Effects("gone"))
	}
	if w.nodes[1].life != 2 || w.nodes[2].life != 2 || w.nodes[3].life != 1 {
		t.Fatalf("lives of writer, reader, client = %d %d %d, want 2 2 1", w.nodes[1].life, w.nodes[2].life, w.nodes[3].life)
	}
	if w.buses[0].followers[0].floor < 1000 {
		t.Fatalf("floor of tx's reader = %d, want it to go on after the outage", w.buses[0].followers[0].floor)
	}
}

// TestNode has all of a region die, or stand still, and come back: nothing that
// was written is lost, the client goes on, the other region does not notice.
func TestNode(t *testing.T) {
	for _, c := range []struct {
		how  faults.StopKind
		life uint32
	}{{faults.StopKill, 2}, {faults.StopPause, 1}} {
		top := still(ms)
		w := launch(t, newTrade(top, int64(ms)), top)
		sail(t, w, 500*ms)
		w.Node("node", "tx", c.how, true)
		written, stored, others := w.nodes[1].ledger.written(), w.buses[0].written(), w.nodes[4].ledger.written()
		sail(t, w, 700*ms)
		if got := w.nodes[1].ledger.written(); got != written {
			t.Fatalf("the ledger grew from %d to %d entries, want it as it was", written, got)
		}
		if got := w.buses[0].written(); got != stored {
			t.Fatalf("the bus grew from %d to %d messages, want it as it was", stored, got)
		}
		if w.nodes[4].ledger.written() < others+100 || !w.nodes[3].up() || w.nodes[3].frozen {
			t.Fatal("va or the client of tx stands still, want them to go on")
		}
		w.Node("node", "tx", c.how, false)
		effects := w.Effects("node")
		sail(t, w, 2*time.Second)
		if effects < 3 || w.Effects("node") != effects {
			t.Fatalf("Effects(node) = %d, later %d, want at least 3 and none after it was taken back", effects, w.Effects("node"))
		}
		if w.nodes[1].life != c.life || w.nodes[2].life != c.life || w.nodes[3].life != 1 {
			t.Fatalf("lives of writer, reader, client = %d %d %d, want %d %d 1", w.nodes[1].life, w.nodes[2].life, w.nodes[3].life, c.life, c.life)
		}
		if w.buses[0].followers[0].floor < 1000 {
			t.Fatalf("floor of tx's reader = %d, want it to go on", w.buses[0].followers[0].floor)
		}
		if lost := w.Counters()["ledger_entries_lost"] + w.Counters()["bus_messages_lost"]; lost != 0 {
			t.Fatalf("%d entries and messages are lost, want none", lost)
		}
	}
}

// TestClockSkew moves Wall, and Wall alone: not Mono, not the timers, not the
// other region.
func TestClockSkew(t *testing.T) {
	plain := newClockwork(t, false)
	sail(t, plain.world, 100*ms)
	s := newClockwork(t, false)
	var clocks []history.Record
	s.world.cfg.Sink = func(r *history.Record) {
		if r.Kind == history.KindClock {
			clocks = append(clocks, *r)
		}
	}
	s.world.Clock("far", "va", time.Hour, true)
	sail(t, s.world, 10500*us)
	s.world.Clock("skew", "tx", -2*time.Second, true)
	s.world.Clock("jump", "tx", 5*time.Second, true)
	sail(t, s.world, 20500*us)
	s.world.Clock("skew", "tx", -2*time.Second, false)
	sail(t, s.world, 30500*us)
	s.world.Clock("jump", "tx", 5*time.Second, false)
	sail(t, s.world, 100*ms)
	if !slices.Equal(s.log, plain.log) {
		t.Fatalf("a skewed clock changed what happens, want it to change Wall alone")
	}
	for i, h := range s.log {
		want := int64(0)
		switch {
		case h.At > 20500*us && h.At < 30500*us:
			want = int64(5 * time.Second)
		case h.At > 10500*us && h.At < 20500*us:
			want = int64(3 * time.Second)
		}
		if s.walls[i] != want {
			t.Fatalf("%v read a wall clock off by %v, want %v", h, time.Duration(s.walls[i]), time.Duration(want))
		}
	}
	if got := s.world.Effects("skew"); got < 10 || got > 40 {
		t.Fatalf("Effects(skew) = %d, want one for each step under it", got)
	}
	if len(clocks) != 5 || clocks[2].Qty != int64(3*time.Second) || clocks[4].Qty != 0 {
		t.Fatalf("clock records = %v, want five, the third 3 s off, the last 0", clocks)
	}
}

// TestSilence has an outside party swallow calls and nothing else.
func TestSilence(t *testing.T) {
	s := newClockwork(t, false)
	sail(t, s.world, 30*ms)
	s.world.Silence("mute", "works", true)
	before := len(s.log.only(sim.InCall))
	sail(t, s.world, 50*ms)
	if n := len(s.log.only(sim.InCall)) - before; n != 0 || s.world.Effects("mute") != 20 {
		t.Fatalf("calls handled %d, Effects(mute) = %d, want 0, 20", n, s.world.Effects("mute"))
	}
	if n := len(s.log.only(sim.InTimer)); n != 50 {
		t.Fatalf("timers = %d, want 50", n)
	}
	s.world.Silence("mute", "works", false)
	sail(t, s.world, 60*ms)
	if n := len(s.log.only(sim.InCall)) - before; n != 10 {
		t.Fatalf("calls after the silence = %d, want 10", n)
	}
}

// TestSlowDisk makes fsync slower while it holds.
func TestSlowDisk(t *testing.T) {
	var s scribe
	var st stage
	var appended []history.Record
	s.write(&st, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)
	w := launch(t, &st, still(ms), recorded(history.KindAppend, &appended))
	sail(t, w, 5*ms)
	w.Disk("slow", "tx", 10*ms, true)
	sail(t, w, 25*ms)
	w.Disk("slow", "tx", 10*ms, false)
	sail(t, w, 50*ms)
	if len(appended) != 3 {
		t.Fatalf("append records = %d, want 3", len(appended))
	}
	for i, want := range []time.Duration{ms, 11 * ms, ms} {
		took := time.Duration(appended[i].At) - []time.Duration{ms, 10 * ms, 30 * ms}[i]
		if took < want || took > want+300*us {
			t.Fatalf("fsync %d took %v, want %v and up to a quarter of 1ms", i, took, want)
		}
	}
	if got := w.Effects("slow"); got != 1 {
		t.Fatalf("Effects(slow) = %d, want 1", got)
	}
}

// TestOrder reaches outside parties alone, and one that stands still when it
// goes on.
func TestOrder(t *testing.T) {
	s := newClockwork(t, false)
	var outside log
	s.world.nodes[1].machine = probe(func(clock sim.Clock, in *sim.Input, _ *sim.Effects) { outside.hear(clock, in) })
	s.world.nodes[1].life = 1
	s.world.Order("AuditOrder")
	if s.world.Busy() == "" {
		t.Fatalf("Busy() = nothing, want the order in flight")
	}
	sail(t, s.world, 5*ms)
	if len(outside.only(sim.InOperator)) != 1 || len(s.log.only(sim.InOperator)) != 0 {
		t.Fatalf("orders heard outside %v, inside %v, want one and none", outside, s.log.only(sim.InOperator))
	}
	s.world.Stop("pause", "caller", faults.StopPause, true)
	s.world.Order("AuditOrder")
	sail(t, s.world, 10*ms)
	if n := len(outside.only(sim.InOperator)); n != 1 {
		t.Fatalf("orders heard while it stands still = %d, want 1", n)
	}
	s.world.Stop("pause", "caller", faults.StopPause, false)
	sail(t, s.world, 15*ms)
	if n := len(outside.only(sim.InOperator)); n != 2 {
		t.Fatalf("orders heard = %d, want 2", n)
	}
}

// TestBusy goes through what keeps a world busy.
func TestBusy(t *testing.T) {
	var s scribe
	var st stage
	s.write(&st, 1)
	w := launch(t, &st, still(8*time.Second), func(c *Config) { c.Settle = 2 * time.Second })
	sail(t, w, 5*time.Second) // nothing moved for 4 s, but the fsync is not over
	if got := w.Busy(); !strings.Contains(got, "waits for its disk") {
		t.Fatalf("Busy() in a long fsync = %q, want it to wait", got)
	}
	sail(t, w, 11*time.Second)
	if got := w.Busy(); got != "" {
		t.Fatalf("Busy() after it = %q, want nothing", got)
	}
	w.Stop("kill", "scribe", faults.StopKill, true)
	if got := w.Busy(); !strings.Contains(got, "moved") {
		t.Fatalf("Busy() right after a kill = %q, want that something moved", got)
	}
}

// TestNothingLeaks pulls every lever at drawn instants on the toy system. When
// all are back and the clients have stopped, nothing is in flight, nothing
// open, and every flight is back in the slab.
func TestNothingLeaks(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		top := still(ms)
		top.Links[0].Bandwidth = 100_000
		w, err := New(Config{Seed: rapid.Uint64().Draw(rt, "seed"), System: newTrade(top, int64(3*ms)), Topology: top})
		if err != nil {
			rt.Fatal(err)
		}
		held := map[string]bool{}
		levers := toyLevers(w)
		var names []string
		for _, l := range levers {
			names = append(names, l.name)
		}
		for range rapid.IntRange(1, 40).Draw(rt, "pulls") {
			l := levers[slices.Index(names, rapid.SampledFrom(names).Draw(rt, "lever"))]
			held[l.name] = !held[l.name]
			l.pull(held[l.name])
			if err := w.Advance(w.Now() + time.Duration(rapid.IntRange(0, 50).Draw(rt, "ms"))*ms); err != nil {
				rt.Fatal(err)
			}
		}
		for _, name := range []string{"client/tx", "client/va"} {
			w.Stop("stop", name, faults.StopKill, true)
		}
		for _, l := range levers {
			if held[l.name] {
				l.pull(false)
			}
		}
		if err := w.Advance(w.Now() + 20*time.Second); err != nil {
			rt.Fatal(err)
		}
		if busy := w.Busy(); busy != "" || w.flying != 0 || len(w.slab.free) != len(w.slab.all) {
			rt.Fatalf("in the end Busy() = %q, flying %d, %d of %d flights back, want nothing left", busy, w.flying, len(w.slab.free), len(w.slab.all))
		}
	})
}

// lever is one thing a test pulls and lets go.
type lever struct {
	name string
	pull func(on bool)
}

func toyLevers(w *World) []lever {
	return []lever{
		{"cut", func(on bool) { w.Cut("cut", "tx", "hub", on) }},
		{"narrow", func(on bool) { w.Shape("narrow", "va", "hub", faults.Shape{Bandwidth: 20_000}, on) }},
		{"slow", func(on bool) { w.Shape("slow", "tx", "hub", faults.Shape{Delay: 50 * ms}, on) }},
		{"down", func(on bool) { w.Shape("down", "tx", "hub", faults.Shape{Refuse: true}, on) }},
		{"torn", func(on bool) { w.Shape("torn", "va", "hub", faults.Shape{Reset: 15 * ms}, on) }},
		{"kill writer", func(on bool) { w.Stop("kw", "writer/tx", faults.StopKill, on) }},
		{"kill reader", func(on bool) { w.Stop("kr", "reader/tx", faults.StopKill, on) }},
		{"pause writer", func(on bool) { w.Stop("pw", "writer/tx", faults.StopPause, on) }},
		{"pause reader", func(on bool) { w.Stop("pr", "reader/va", faults.StopPause, on) }},
		{"pause board", func(on bool) { w.Stop("pb", "board/hub", faults.StopPause, on) }},
		{"wiped", func(on bool) { w.Node("wiped", "va", faults.StopKill, on) }},
		{"stalled", func(on bool) { w.Node("stalled", "tx", faults.StopPause, on) }},
		{"dark", func(on bool) { w.Power("dark", "tx", on) }},
		{"bus", func(on bool) { w.Bus("bus", "va", false, on) }},
		{"disk", func(on bool) { w.Disk("disk", "tx", 20*ms, on) }},
		{"lag", func(on bool) {
			w.Messages("lag", faults.Rule{Region: "va", Consumer: "reader", Kind: faults.SlowConsumer, Chance: 1_000_000, Amount: 10 * ms}, on)
		}},
		{"reorder", func(on bool) {
			w.Messages("reorder", faults.Rule{Region: "tx", Kind: faults.Reorder, Chance: 300_000, Amount: 50 * ms}, on)
		}},
	}
}

// TestTell counts what an outside party asks while it is told something, and
// lets it hear so. The system itself cannot be told anything.
func TestTell(t *testing.T) {
	s := newClockwork(t, false)
	sail(t, s.world, 30*ms)
	s.world.Tell("whisper", "works", "Misbehave", true)
	s.world.Tell("whisper", "caller", "Misbehave", true)
	sail(t, s.world, 40*ms)
	if n := s.world.Effects("whisper"); n != 10 || len(s.log.only(sim.InOperator)) != 0 {
		t.Fatalf("Effects(whisper) = %d, orders heard inside %v, want 10 calls and none", n, s.log.only(sim.InOperator))
	}
	var outside []bool
	s.world.nodes[1].machine = probe(func(_ sim.Clock, in *sim.Input, _ *sim.Effects) {
		if in.Kind == sim.InOperator {
			outside = append(outside, in.OK)
		}
	})
	s.world.Tell("whisper", "caller", "Misbehave", false)
	s.world.Tell("again", "caller", "Misbehave", true)
	sail(t, s.world, 50*ms)
	if n := s.world.Effects("whisper"); n != 10 || !slices.Equal(outside, []bool{false, true}) {
		t.Fatalf("Effects(whisper) = %d, orders %v, want 10 still, and one taken back before one given", n, outside)
	}
}
