package embedded

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/virtual"
)

// batch returns n ids.
func batch(n int) []string {
	var out []string
	for i := range n {
		out = append(out, fmt.Sprintf("m%d", i))
	}
	return out
}

// picked returns how often each message of a feed was delivered.
func (f *feed) picked() map[string]int {
	out := map[string]int{}
	for _, id := range f.read.texts(sim.InDeliver) {
		out[id]++
	}
	return out
}

// TestRulesPickAsInVirtual has the same plan pick the same first deliveries in
// both worlds: those that get lost, and those that come again, as often.
func TestRulesPickAsInVirtual(t *testing.T) {
	const n = 60
	for _, r := range []faults.Rule{
		{Region: "tx", Kind: faults.Drop, Chance: 300_000},
		{Region: "tx", Kind: faults.Duplicate, Chance: 500_000, Copies: 3},
		{Region: "tx", Kind: faults.Drop, Chance: 300_000, Consumer: "planner"},
	} {
		for seed := range uint64(2) {
			t.Run(fmt.Sprint(r.Kind, r.Consumer, " seed ", seed), func(t *testing.T) {
				t.Parallel()
				model := newFeed(sim.BusSpec{}, sim.Follow{})
				twin, err := virtual.New(virtual.Config{Seed: seed, System: model, Topology: near("tx")})
				if err != nil {
					t.Fatal(err)
				}
				twin.Messages("rule", r, true)
				model.line.add(batch(n)...)
				if err := twin.Advance(5 * time.Second); err != nil {
					t.Fatal(err)
				}
				want, effects := model.picked(), twin.Effects("rule")

				f := runFeed(t, sim.BusSpec{}, sim.Follow{}, func(c *Config) { c.Seed = seed })
				f.world.Messages("rule", r, true)
				f.line.add(batch(n)...)
				sum := 0
				for _, times := range want {
					sum += times
				}
				f.delivered(t, sum)
				until(t, f.world, "every pick", func() bool { return f.world.Effects("rule") == effects })
				if got := f.picked(); fmt.Sprint(got) != fmt.Sprint(want) {
					t.Fatalf("deliveries by message = %v, want %v as in world virtual", got, want)
				}
				if (effects == 0) != (r.Consumer != "") {
					t.Fatalf("Effects(rule) = %d in world virtual, want some unless it is for another consumer", effects)
				}
			})
		}
	}
}

// TestDrop has a bus repeat what was lost after its ack wait.
func TestDrop(t *testing.T) {
	t.Parallel()
	f := runFeed(t, sim.BusSpec{}, sim.Follow{AckWait: int64(100 * ms)})
	f.world.Messages("rule", faults.Rule{Region: "tx", Kind: faults.Drop, Chance: 400_000}, true)
	f.line.add(batch(30)...)
	until(t, f.world, "all are delivered", func() bool { return len(f.picked()) == 30 })
	f.settled(t)
	late := int64(0)
	for _, h := range f.read.only(sim.InDeliver) {
		late += int64(h.Attempt - 1)
	}
	if hit := f.world.Effects("rule"); hit == 0 || late != hit {
		t.Fatalf("attempts beyond the first = %d, Effects(rule) = %d, want the same and some", late, hit)
	}
	f.world.Messages("rule", faults.Rule{Region: "tx"}, false)
	effects := f.world.Effects("rule")
	f.line.add("after")
	until(t, f.world, "what comes after", func() bool { return f.picked()["after"] > 0 })
	if got := f.world.Effects("rule"); got != effects {
		t.Fatalf("Effects(rule) = %d, then %d after it was taken back, want the same", effects, got)
	}
}

// TestDelay holds deliveries back, each by the same time at least.
func TestDelay(t *testing.T) {
	t.Parallel()
	f := runFeed(t, sim.BusSpec{}, sim.Follow{})
	f.world.Messages("rule", faults.Rule{Region: "tx", Kind: faults.Delay, Chance: 1_000_000, Amount: 100 * ms}, true)
	begun := int64(f.world.Now())
	f.line.add(batch(20)...)
	f.delivered(t, 20)
	for _, h := range f.read.only(sim.InDeliver) {
		if after := h.At - begun; after < int64(100*ms) {
			t.Fatalf("%v came %v after it was sent, want 100ms at least", h, time.Duration(after))
		}
	}
}

// TestReorder has later messages overtake some.
func TestReorder(t *testing.T) {
	t.Parallel()
	f := runFeed(t, sim.BusSpec{}, sim.Follow{})
	f.world.Messages("rule", faults.Rule{Region: "tx", Kind: faults.Reorder, Chance: 200_000, Amount: 100 * ms}, true)
	f.line.add(batch(60)...)
	f.delivered(t, 60)
	var got []uint64
	for _, h := range f.read.only(sim.InDeliver) {
		got = append(got, h.Pos)
	}
	if slices.IsSorted(got) || len(f.picked()) != 60 {
		t.Fatalf("deliveries came in the order %v, want all 60, some of them late", got)
	}
}

// TestSlowConsumer has one consumer take an hour for each message: they wait, and
// when the fault is gone it works them off, in order.
func TestSlowConsumer(t *testing.T) {
	t.Parallel()
	f := runFeed(t, sim.BusSpec{}, sim.Follow{})
	rule := faults.Rule{Region: "tx", Kind: faults.SlowConsumer, Chance: 1_000_000, Amount: time.Hour, Consumer: "reader"}
	f.world.Messages("rule", rule, true)
	f.line.add(batch(30)...)
	until(t, f.world, "all wait", func() bool { return f.world.Effects("rule") == 30 })
	if got := f.deliveries(); len(got) > 0 {
		t.Fatalf("deliveries handled = %v, want none yet", got)
	}
	rule.Amount = 5 * ms
	f.world.Messages("rule", rule, false)
	f.delivered(t, 30)
	if got, want := f.read.texts(sim.InDeliver), batch(30); !slices.Equal(got, want) {
		t.Fatalf("deliveries = %v, want %v", got, want)
	}
}

// TestSlowConsumerTakesItsTime puts messages into the lane one after the other.
func TestSlowConsumerTakesItsTime(t *testing.T) {
	t.Parallel()
	f := runFeed(t, sim.BusSpec{}, sim.Follow{})
	f.world.Messages("rule", faults.Rule{Region: "tx", Kind: faults.SlowConsumer, Chance: 1_000_000, Amount: 20 * ms}, true)
	begun := int64(f.world.Now())
	f.line.add(batch(10)...)
	f.delivered(t, 10)
	for i, h := range f.read.only(sim.InDeliver) {
		if after := h.At - begun; after < int64(i+1)*int64(20*ms) {
			t.Errorf("delivery %d came after %v, want 20ms for it and for each before it", i, time.Duration(after))
		}
	}
	if got, want := f.read.texts(sim.InDeliver), batch(10); !slices.Equal(got, want) {
		t.Fatalf("deliveries = %v, want %v", got, want)
	}
}

// TestSlowConsumerDies loses with the machine what it had before it; the bus
// brings it again.
func TestSlowConsumerDies(t *testing.T) {
	t.Parallel()
	f := runFeed(t, sim.BusSpec{}, sim.Follow{AckWait: int64(200 * ms)})
	f.world.Messages("rule", faults.Rule{Region: "tx", Kind: faults.SlowConsumer, Chance: 1_000_000, Amount: time.Hour}, true)
	f.line.add("a", "b", "c")
	until(t, f.world, "all wait", func() bool { return f.world.Effects("rule") >= 3 })
	f.world.Stop("kill", "reader/tx", faults.StopKill, true)
	f.world.Messages("rule", faults.Rule{Region: "tx"}, false)
	f.world.Stop("kill", "reader/tx", faults.StopKill, false)
	until(t, f.world, "all are delivered", func() bool { return len(f.picked()) == 3 })
	for _, h := range f.read.only(sim.InDeliver) {
		if h.Attempt < 2 {
			t.Fatalf("%v, want a later attempt: the first went down with the machine", h)
		}
	}
}
