package virtual

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/sim"
)

// ruled runs 200 messages, one per millisecond, past one rule that is in force
// from the first to the last.
func ruled(t *testing.T, r faults.Rule) *feed {
	t.Helper()
	f := newFeed(t, sim.BusSpec{}, sim.Follow{AckWait: int64(300 * ms)})
	r.Region = "tx"
	f.world.Messages("rule", r, true)
	for i := range 200 {
		f.send(fmt.Sprintf("m%d", i))
		sail(t, f.world, time.Duration(i+1)*ms)
	}
	f.world.Messages("rule", r, false)
	effects := f.world.Effects("rule")
	sail(t, f.world, 5*time.Second)
	if got := f.world.Effects("rule"); got != effects {
		t.Fatalf("Effects(rule) = %d, then %d after it was taken back, want the same", effects, got)
	}
	if busy := f.world.Busy(); busy != "" {
		t.Fatalf("Busy() = %q, want nothing", busy)
	}
	return f
}

// attempts counts the deliveries of each message.
func (f *feed) attempts() map[string]int {
	out := map[string]int{}
	for _, h := range f.read.only(sim.InDeliver) {
		out[h.Text]++
	}
	return out
}

func TestDuplicate(t *testing.T) {
	f := ruled(t, faults.Rule{Kind: faults.Duplicate, Chance: 500_000, Copies: 3})
	counts := map[int]int64{}
	for _, n := range f.attempts() {
		counts[n]++
	}
	if counts[2] == 0 || counts[3] == 0 || counts[4] == 0 || len(counts) != 4 {
		t.Fatalf("deliveries per message = %v, want 1 to 4", counts)
	}
	if hit := counts[2] + counts[3] + counts[4]; hit != f.world.Effects("rule") || hit < 70 || hit > 130 {
		t.Fatalf("messages duplicated = %d, Effects %d, want the same, about 100", hit, f.world.Effects("rule"))
	}
	if got := f.deliveries()[:1]; got[0] != "m0#1" {
		t.Fatalf("first delivery = %v, want m0#1", got)
	}
}

func TestDrop(t *testing.T) {
	f := ruled(t, faults.Rule{Kind: faults.Drop, Chance: 300_000})
	var late int64
	for _, h := range f.read.only(sim.InDeliver) {
		if h.Attempt > 1 {
			late++
		}
	}
	if len(f.attempts()) != 200 || late != f.world.Effects("rule") || late < 40 || late > 80 {
		t.Fatalf("%d messages delivered, %d late, Effects %d, want all 200, about 60 redelivered", len(f.attempts()), late, f.world.Effects("rule"))
	}
}

func TestDelay(t *testing.T) {
	f := ruled(t, faults.Rule{Kind: faults.Delay, Chance: 1_000_000, Amount: 40 * ms})
	got := f.read.only(sim.InDeliver)
	if len(got) != 200 || got[0].At != 40*ms+200*us+0*ms {
		t.Fatalf("%d deliveries, the first at %v, want 200, at 40.2ms", len(got), got[0].At)
	}
}

func TestReorder(t *testing.T) {
	f := ruled(t, faults.Rule{Kind: faults.Reorder, Chance: 200_000, Amount: 10 * ms})
	got := f.read.only(sim.InDeliver)
	behind := 0
	for i := 1; i < len(got); i++ {
		if got[i].Pos < got[i-1].Pos {
			behind++
		}
	}
	if len(got) != 200 || behind < 15 || behind > 60 {
		t.Fatalf("%d deliveries, %d after a later one, want 200, some of them", len(got), behind)
	}
}

// TestSlowConsumer works 200 messages off at 5 ms each: they queue, in order.
// When the fault is gone after 200 ms, so is the queue.
func TestSlowConsumer(t *testing.T) {
	f := ruled(t, faults.Rule{Kind: faults.SlowConsumer, Chance: 1_000_000, Amount: 5 * ms, Consumer: "reader"})
	got := f.read.only(sim.InDeliver)
	if len(got) != 200 {
		t.Fatalf("deliveries = %d, want 200", len(got))
	}
	for i, h := range got {
		if h.Text != fmt.Sprintf("m%d", i) {
			t.Fatalf("delivery %d = %v, want them in order", i, h)
		}
	}
	if gap := got[10].At - got[9].At; gap != 5*ms {
		t.Fatalf("gap = %v, want 5ms", gap)
	}
	if last := got[199].At; last > 202*ms {
		t.Fatalf("last delivery at %v, want it when the fault was taken back at 200ms", last)
	}
}

// TestSlowConsumerDies loses with the machine what it had before it.
func TestSlowConsumerDies(t *testing.T) {
	f := newFeed(t, sim.BusSpec{}, sim.Follow{AckWait: int64(300 * ms)})
	f.world.Messages("rule", faults.Rule{Region: "tx", Kind: faults.SlowConsumer, Chance: 1_000_000, Amount: 20 * ms}, true)
	f.send("a", "b", "c")
	sail(t, f.world, 30*ms)
	f.world.Stop("kill", "reader/tx", faults.StopKill, true)
	if f.world.flying != 0 {
		t.Fatalf("flying = %d after the kill, want 0", f.world.flying)
	}
	f.world.Stop("kill", "reader/tx", faults.StopKill, false)
	sail(t, f.world, time.Second)
	if got, want := f.deliveries(), []string{"a#1", "b#2", "c#2"}; !slices.Equal(got, want) {
		t.Fatalf("deliveries = %v, want %v", got, want)
	}
}

// TestConsumerOfARule leaves other consumers alone.
func TestConsumerOfARule(t *testing.T) {
	f := ruled(t, faults.Rule{Kind: faults.Drop, Chance: 1_000_000, Consumer: "planner"})
	if got := f.world.Effects("rule"); got != 0 {
		t.Fatalf("Effects of a rule for another consumer = %d, want 0", got)
	}
}

// TestRulesDrawApart takes one of two rules away: the other picks the same.
func TestRulesDrawApart(t *testing.T) {
	hit := func(both bool) []string {
		f := newFeed(t, sim.BusSpec{}, sim.Follow{AckWait: int64(time.Minute)})
		if both {
			f.world.Messages("a", faults.Rule{Region: "tx", Kind: faults.Delay, Chance: 300_000, Amount: ms}, true)
		}
		f.world.Messages("b", faults.Rule{Region: "tx", Kind: faults.Drop, Chance: 300_000}, true)
		for i := range 200 {
			f.send(fmt.Sprintf("m%d", i))
		}
		sail(t, f.world, time.Second)
		var out []string
		seen := f.attempts()
		for i := range 200 {
			if id := fmt.Sprintf("m%d", i); seen[id] == 0 {
				out = append(out, id)
			}
		}
		return out
	}
	if alone, beside := hit(false), hit(true); !slices.Equal(alone, beside) || len(alone) < 40 {
		t.Fatalf("dropped alone %v, beside another rule %v, want the same", alone, beside)
	}
}
