package virtual

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/topology"
)

// wire is a stage whose caller in tx calls a listener in each region, once per
// millisecond, and whose listeners answer.
type wire struct {
	stage
	world   *World
	arrived map[string]log // by region
	replies log
}

func newWire(t testing.TB, top topology.Topology, change ...func(*Config)) *wire {
	t.Helper()
	s := &wire{arrived: map[string]log{}}
	for _, region := range top.Names() {
		s.add(sim.Spec{Name: "listener/" + region, Region: region, Edge: true}, func(clock sim.Clock, in *sim.Input, out *sim.Effects) {
			if in.Kind != sim.InCall {
				return
			}
			l := s.arrived[region]
			l.hear(clock, in)
			s.arrived[region] = l
			out.Reply(in.From, in.ID, in.Msg)
		})
	}
	n := uint64(0)
	s.add(sim.Spec{Name: "caller", Region: "tx", Edge: true}, func(clock sim.Clock, in *sim.Input, out *sim.Effects) {
		if in.Kind == sim.InReply {
			s.replies.hear(clock, in)
			return
		}
		for i := range top.Names() {
			out.Call(sim.Addr(i), n, message(fmt.Sprintf("c%d", n)))
		}
		n++
		out.Timer(1, int64(ms))
	})
	s.world = launch(t, s, top, change...)
	return s
}

// trips returns how long each call took to a region. Call n left at n ms.
func (s *wire) trips(region string) []time.Duration {
	var out []time.Duration
	for _, h := range s.arrived[region] {
		out = append(out, h.At-time.Duration(h.ID)*ms)
	}
	return out
}

// TestLatency checks the table: 10 ms to other regions, 100 us at home, both
// ways, and jitter within its bounds that is not always the same.
func TestLatency(t *testing.T) {
	s := newWire(t, still(0))
	sail(t, s.world, 100*ms)
	for region, want := range map[string]time.Duration{"tx": 100 * us, "va": 10 * ms, "hub": 10 * ms} {
		for _, got := range s.trips(region) {
			if got != want {
				t.Fatalf("trip to %s = %v, want %v", region, got, want)
			}
		}
	}
	for _, h := range s.replies {
		if took := h.At - time.Duration(h.ID)*ms; took != 200*us && took != 20*ms {
			t.Fatalf("round trip = %v, want 200µs or 20ms", took)
		}
	}
	top := still(0)
	top.Local.Jitter = 50 * us
	for i := range top.Links {
		top.Links[i].Jitter = 2 * ms
	}
	s = newWire(t, top)
	sail(t, s.world, 500*ms)
	for region, low := range map[string]time.Duration{"tx": 100 * us, "va": 10 * ms} {
		jitter := map[string]time.Duration{"tx": 50 * us, "va": 2 * ms}[region]
		trips := s.trips(region)
		if lo, hi := slices.Min(trips), slices.Max(trips); lo < low || lo > low+jitter/10 || hi >= low+jitter || hi < low+jitter*9/10 {
			t.Fatalf("trips to %s = %v to %v, want them spread over %v to %v", region, lo, hi, low, low+jitter)
		}
	}
}

// TestCut cuts one way, then the other way too, then heals.
func TestCut(t *testing.T) {
	s := newWire(t, still(0))
	count := func(until time.Duration) (there, back int) {
		t.Helper()
		sail(t, s.world, until-30*ms) // let what is under way arrive
		before, replies := len(s.arrived["va"]), len(s.replies)
		sail(t, s.world, until)
		return len(s.arrived["va"]) - before, len(s.replies) - replies
	}
	full, _ := count(100 * ms)
	s.world.Cut("mute", "va", "tx", true)
	there, back := count(200 * ms)
	if there != full || back != 2*full {
		t.Fatalf("one-way cut va>tx: %d calls arrived, %d replies, want %d and %d (the hub's and tx's own)", there, back, full, 2*full)
	}
	s.world.Cut("deaf", "tx", "va", true)
	if there, _ := count(300 * ms); there != 0 {
		t.Fatalf("cut both ways: %d calls arrived, want 0", there)
	}
	if mute, deaf := s.world.Effects("mute"), s.world.Effects("deaf"); mute < 80 || deaf < 99 {
		t.Fatalf("Effects = %d, %d, want one for each message lost", mute, deaf)
	}
	s.world.Cut("mute", "va", "tx", false)
	s.world.Cut("deaf", "tx", "va", false)
	mute, deaf := s.world.Effects("mute"), s.world.Effects("deaf")
	if there, back := count(400 * ms); there != full || back != 3*full {
		t.Fatalf("healed: %d calls arrived, %d replies, want %d and %d", there, back, full, 3*full)
	}
	if s.world.Effects("mute") != mute || s.world.Effects("deaf") != deaf {
		t.Fatalf("a cut that was taken back still counts effects")
	}
	if s.world.Cut("lost", "tx", "nowhere", true); s.world.Effects("lost") != 0 {
		t.Fatalf("Effects of a cut to nowhere = %d, want 0", s.world.Effects("lost"))
	}
	if there, _ := count(500 * ms); there != full {
		t.Fatalf("a cut to nowhere cut something: %d calls arrived, want %d", there, full)
	}
}

// TestNestedCuts holds a link with two faults: it stays cut until both let go.
func TestNestedCuts(t *testing.T) {
	s := newWire(t, still(0))
	s.world.Cut("a", "tx", "va", true)
	s.world.Cut("b", "tx", "va", true)
	s.world.Cut("a", "tx", "va", true) // again: still once
	sail(t, s.world, 50*ms)
	s.world.Cut("a", "tx", "va", false)
	sail(t, s.world, 100*ms)
	if n := len(s.arrived["va"]); n != 0 {
		t.Fatalf("%d calls arrived while one fault holds the link, want 0", n)
	}
	s.world.Cut("b", "tx", "va", false)
	sail(t, s.world, 150*ms)
	if n := len(s.arrived["va"]); n < 30 {
		t.Fatalf("%d calls arrived after both let go, want about 40", n)
	}
}

// TestLoss checks the share that is lost and who is held to account for it: the
// fault counts what it took, not what the link loses anyway.
func TestLoss(t *testing.T) {
	top := still(0)
	for i := range top.Links {
		top.Links[i].Loss = 100_000
	}
	s := newWire(t, top)
	sail(t, s.world, 10*time.Second)
	sent := 10_000
	if lost := sent - len(s.arrived["va"]); lost < 900 || lost > 1100 {
		t.Fatalf("lost %d of %d at 10 %%, want about 1000", lost, sent)
	}
	s.world.Shape("loss", "tx", "va", faults.Shape{Loss: 200_000}, true)
	before := len(s.arrived["va"])
	sail(t, s.world, 20*time.Second)
	s.world.Shape("loss", "tx", "va", faults.Shape{Loss: 200_000}, false)
	if got := len(s.arrived["va"]) - before; got < 7000 || got > 7400 {
		t.Fatalf("%d of %d arrived at 10 and 20 %% loss, want about 7200", got, sent)
	}
	if got := s.world.Effects("loss"); got < 1850 || got > 2150 {
		t.Fatalf("Effects(loss) = %d, want about 2000", got)
	}
	before = len(s.arrived["va"])
	sail(t, s.world, 30*time.Second)
	if got := len(s.arrived["va"]) - before; got < 8850 || got > 9150 {
		t.Fatalf("%d of %d arrived after the fault, want about 9000", got, sent)
	}
}

// TestLatencyFault adds up with a second one and is gone afterwards.
func TestLatencyFault(t *testing.T) {
	s := newWire(t, still(0))
	shape := func(id string, d time.Duration, on bool) {
		s.world.Shape(id, "tx", "va", faults.Shape{Delay: d}, on)
	}
	shape("a", 5*ms, true)
	sail(t, s.world, 10*ms)
	shape("b", 7*ms, true)
	sail(t, s.world, 20*ms)
	shape("a", 5*ms, false)
	shape("b", 7*ms, false)
	sail(t, s.world, 100*ms)
	byCall := map[uint64]time.Duration{}
	for _, h := range s.arrived["va"] {
		byCall[h.ID] = h.At - time.Duration(h.ID)*ms
	}
	for call, want := range map[uint64]time.Duration{5: 15 * ms, 15: 22 * ms, 25: 10 * ms} {
		if byCall[call] != want {
			t.Fatalf("trip of call %d = %v, want %v", call, byCall[call], want)
		}
	}
	if a, b := s.world.Effects("a"), s.world.Effects("b"); a != 21 || b != 10 {
		t.Fatalf("Effects = %d, %d, want 21 (calls 0..20), 10 (calls 11..20)", a, b)
	}
	if trip := s.trips("hub")[5]; trip != 10*ms {
		t.Fatalf("trip to the hub = %v, want 10ms: the fault is on another link", trip)
	}
}

// TestBandwidth sends 1000 messages/s over a link that carries 100 of them: they
// queue, byte after byte, in order. When the fault is gone, the queue is, too.
func TestBandwidth(t *testing.T) {
	s := newWire(t, still(0))
	size := int64(message("c10").Size())
	narrow := faults.Shape{Bandwidth: size * 100}
	s.world.Shape("narrow", "tx", "va", narrow, true)
	sail(t, s.world, 200*ms)
	arrived := s.arrived["va"]
	if n := len(arrived); n < 18 || n > 20 {
		t.Fatalf("%d messages arrived in 200 ms, want 19", n)
	}
	for i, h := range arrived {
		if h.ID != uint64(i) {
			t.Fatalf("message %d is %v, want them in order", i, h)
		}
	}
	if gap := arrived[15].At - arrived[14].At; gap != 10*ms {
		t.Fatalf("gap between two messages = %v, want 10ms", gap)
	}
	if s.world.Busy() == "" {
		t.Fatalf("Busy() = nothing, want messages in flight")
	}
	s.world.Shape("narrow", "tx", "va", narrow, false)
	effects := s.world.Effects("narrow")
	sail(t, s.world, 400*ms)
	arrived = s.arrived["va"]
	if n := len(arrived); n != 391 {
		t.Fatalf("%d messages arrived by 400 ms, want 391: all that were sent by 390 ms", n)
	}
	for i, h := range arrived {
		if h.ID != uint64(i) {
			t.Fatalf("message %d is %v, want them in order", i, h)
		}
	}
	if got := s.world.Effects("narrow"); got != effects || got < 19 {
		t.Fatalf("Effects(narrow) = %d, then %d, want at least 19 and none after it was taken back", effects, got)
	}
}

// TestBandwidthOfTheLink queues without any fault, and a fault that is wider
// than the link does nothing.
func TestBandwidthOfTheLink(t *testing.T) {
	top := still(0)
	size := int64(message("c10").Size())
	for i := range top.Links {
		top.Links[i].Bandwidth = size * 500
	}
	s := newWire(t, top)
	s.world.Shape("wide", "tx", "va", faults.Shape{Bandwidth: size * 600}, true)
	sail(t, s.world, 112*ms)
	if n := len(s.arrived["va"]); n < 50 || n > 52 {
		t.Fatalf("%d messages arrived in 112 ms, want 51", n)
	}
	if got := s.world.Effects("wide"); got != 0 {
		t.Fatalf("Effects(wide) = %d, want 0", got)
	}
	s.world.Cut("cut", "tx", "va", true)
	sail(t, s.world, time.Second)
	if n := len(s.arrived["va"]); n > 57 {
		t.Fatalf("%d messages arrived although the link was cut while they queued, want at most 57", n)
	}
	if s.world.Effects("cut") < 900 {
		t.Fatalf("Effects(cut) = %d, want one for each message lost", s.world.Effects("cut"))
	}
}

// TestFaultsDrawApart takes one of two loss faults away and looks at the other
// link and at the other fault: not one of their draws changes.
func TestFaultsDrawApart(t *testing.T) {
	run := func(both bool) (lostByB []string, hub log) {
		s := newWire(t, still(0))
		arrives := map[string]bool{}
		if both {
			s.world.Shape("a", "tx", "va", faults.Shape{Loss: 300_000}, true)
		}
		s.world.Shape("b", "tx", "va", faults.Shape{Loss: 300_000}, true)
		s.world.Shape("c", "tx", "hub", faults.Shape{Loss: 300_000}, true)
		sail(t, s.world, 2*time.Second)
		for _, h := range s.arrived["va"] {
			arrives[h.Text] = true
		}
		for i := range 1900 {
			if id := fmt.Sprintf("c%d", i); !arrives[id] {
				lostByB = append(lostByB, id)
			}
		}
		return lostByB, s.arrived["hub"]
	}
	lostBoth, hubBoth := run(true)
	lost, hub := run(false)
	if !slices.Equal(hub, hubBoth) {
		t.Fatalf("arrivals at the hub changed when a fault on another link was removed")
	}
	for _, id := range lost {
		if !slices.Contains(lostBoth, id) {
			t.Fatalf("fault b loses %s alone and not beside fault a, want the same draws", id)
		}
	}
	if share := len(lostBoth) * 1000 / 1900; share < 480 || share > 540 {
		t.Fatalf("both faults lose %d of 1900, want about 51 %%", len(lostBoth))
	}
}

// TestNoRoute has a pair of regions without a link.
func TestNoRoute(t *testing.T) {
	top := still(0)
	top.Links = top.Links[:0]
	s := newWire(t, top)
	sail(t, s.world, 10*ms)
	if n := len(s.arrived["va"]); n != 0 || s.world.Reached()["no-route"] != 22 {
		t.Fatalf("arrived %d, no-route %d, want 0 and 22", n, s.world.Reached()["no-route"])
	}
	if n := len(s.arrived["tx"]); n != 10 {
		t.Fatalf("arrived at home = %d, want 10", n)
	}
}

// TestTap shows that a tap sees every byte that leaves a region, also of what is
// lost on the way, and nothing of what stays.
func TestTap(t *testing.T) {
	top := still(0)
	for i := range top.Links {
		top.Links[i].Loss = 500_000
	}
	var crossed []string
	s := newWire(t, top, func(c *Config) {
		c.Sink = func(r *history.Record) {
			if r.Kind == history.KindCross && r.From.Text == "tx" {
				crossed = append(crossed, r.To.Text+" "+string(r.Body))
			}
		}
	})
	sail(t, s.world, 20*ms)
	if len(crossed) != 42 {
		t.Fatalf("crossings from tx = %d, want 42: 21 calls to each of two regions", len(crossed))
	}
	if want := "va " + string(message("c0").AppendWire(nil)); crossed[0] != want {
		t.Fatalf("first crossing = %q, want %q", crossed[0], want)
	}
}
