package virtual

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
	"pgregory.net/rapid"
)

// TestBusDelivers draws outages, losses of power, kills, pauses and message
// faults around a publisher that repeats what was refused or lost. In the end
// every message was delivered, nothing is in flight, the floor is at the end, and
// no delivery ever went to a machine that was down.
func TestBusDelivers(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		f := newFeed(t, sim.BusSpec{SyncEvery: int64(300 * ms), Duplicate: int64(10 * time.Second)},
			sim.Follow{AckWait: int64(100 * ms), MaxAckPending: rapid.IntRange(1, 8).Draw(rt, "pending")})
		seen := map[string]bool{}
		answer := 0
		f.react = func(in *sim.Input, out *sim.Effects) {
			seen[in.Msg.Head.ID] = true
			switch answer++; answer % 5 {
			case 0: // forgets to answer
			case 1:
				out.Nak(in.Token, int64(answer%7)*int64(20*ms))
			default:
				out.Ack(in.Token)
			}
		}
		var ids []string
		for step := range rapid.IntRange(1, 25).Draw(rt, "steps") {
			id := fmt.Sprintf("m%d", step)
			ids = append(ids, id)
			f.send(ids...)
			on := rapid.Bool().Draw(rt, "on")
			switch rapid.SampledFrom([]string{"bus", "lossy", "kill", "pause", "power", "drop", "slow", "twice", "none"}).Draw(rt, "fault") {
			case "bus":
				f.world.Bus("bus", "tx", false, on)
			case "lossy":
				f.world.Bus("lossy", "tx", true, on)
			case "kill":
				f.world.Stop("kill", "reader/tx", faults.StopKill, on)
			case "pause":
				f.world.Stop("pause", "reader/tx", faults.StopPause, on)
			case "power":
				f.world.Power("power", "tx", on)
			case "drop":
				f.world.Messages("drop", faults.Rule{Region: "tx", Kind: faults.Drop, Chance: 500_000}, on)
			case "slow":
				f.world.Messages("slow", faults.Rule{Region: "tx", Kind: faults.SlowConsumer, Chance: 1_000_000, Amount: 30 * ms}, on)
			case "twice":
				f.world.Messages("twice", faults.Rule{Region: "tx", Kind: faults.Duplicate, Chance: 500_000, Copies: 2}, on)
			}
			sail(t, f.world, f.world.Now()+time.Duration(rapid.IntRange(0, 400).Draw(rt, "ms"))*ms)
		}
		f.calm()
		sail(t, f.world, f.world.Now()+2*ms)
		f.send(ids...) // what a rewound relay does
		sail(t, f.world, f.world.Now()+20*time.Second)
		for _, id := range ids {
			if !seen[id] {
				rt.Fatalf("message %s was never delivered, want every one of %v", id, ids)
			}
		}
		fo := &f.world.buses[0].followers[0]
		if busy := f.world.Busy(); busy != "" || fo.open != 0 || fo.floor != f.world.buses[0].written() || f.world.flying != 0 {
			rt.Fatalf("in the end Busy() = %q, open %d, floor %d of %d, flying %d, want all settled",
				busy, fo.open, fo.floor, f.world.buses[0].written(), f.world.flying)
		}
	})
}

// calm takes every fault back.
func (f *feed) calm() {
	w := f.world
	w.Bus("bus", "tx", false, false)
	w.Bus("lossy", "tx", false, false)
	w.Stop("kill", "reader/tx", faults.StopKill, false)
	w.Stop("pause", "reader/tx", faults.StopPause, false)
	w.Power("power", "tx", false)
	for _, id := range []string{"drop", "slow", "twice"} {
		w.Messages(id, faults.Rule{Region: "tx"}, false)
	}
}

// TestOrderIsKept has a bus store what a machine publishes, and a reader see
// first attempts, in order, although they come in bursts and jitter could swap
// them.
func TestOrderIsKept(t *testing.T) {
	top := two(t)
	var last uint64
	var written, stored []string
	w := launch(t, newTrade(top, int64(50*us)), top, func(c *Config) {
		c.Sink = func(r *history.Record) {
			switch {
			case r.Kind == history.KindAppend && r.Stream.Text == "writer/tx":
				written = append(written, r.Event.Text)
			case r.Kind == history.KindStore && r.Stream.Text == "bus/tx":
				stored = append(stored, r.Event.Text)
			case r.Kind == history.KindDeliver && r.Consumer.Text == "reader/tx" && r.Attempt == 1:
				if r.Pos <= last {
					t.Fatalf("first delivery of %d after %d, want them in order", r.Pos, last)
				}
				last = r.Pos
			}
		}
	})
	sail(t, w, 150*ms)
	if last < 1500 {
		t.Fatalf("deliveries = %d, want at least 1500", last)
	}
	if !slices.Equal(stored, written[:len(stored)]) {
		t.Fatalf("the bus stored in another order than the writer wrote")
	}
}
