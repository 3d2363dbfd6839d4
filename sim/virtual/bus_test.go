package virtual

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// feed is a stage with one bus: a publisher that sends what a test lines up, and
// one reader that does what the test says.
type feed struct {
	stage
	world     *World
	line      []*sim.Message // what the publisher sends next
	published log            // what came back to the publisher
	read      log            // what the reader was handed
	react     func(in *sim.Input, out *sim.Effects)
}

const tick = 1 // timer of the publisher: send what is lined up

// newFeed starts a feed. The publisher looks every millisecond.
func newFeed(t testing.TB, bus sim.BusSpec, follow sim.Follow, change ...func(*Config)) *feed {
	t.Helper()
	f := &feed{react: ackAll}
	bus.Name, bus.Region = "bus/tx", "tx"
	f.buses = []sim.BusSpec{bus}
	f.add(sim.Spec{Name: "relay", Region: "tx", Edge: true}, func(clock sim.Clock, in *sim.Input, out *sim.Effects) {
		if in.Kind == sim.InStart || in.Kind == sim.InTimer {
			out.Timer(tick, int64(ms))
			for i, m := range f.line {
				out.Publish(0, uint64(i+1), m)
			}
			f.line = nil
			return
		}
		f.published.hear(clock, in)
	})
	f.add(sim.Spec{Name: "reader/tx", Region: "tx", Follows: []sim.Follow{follow}}, func(clock sim.Clock, in *sim.Input, out *sim.Effects) {
		f.read.hear(clock, in)
		if in.Kind == sim.InDeliver {
			f.react(in, out)
		}
	})
	f.world = launch(t, f, still(0), change...)
	return f
}

func ackAll(in *sim.Input, out *sim.Effects) { out.Ack(in.Token) }

// send lines messages up for the next tick.
func (f *feed) send(ids ...string) {
	for _, id := range ids {
		f.line = append(f.line, message(id))
	}
}

// deliveries returns what the reader was handed, as "id#attempt".
func (f *feed) deliveries() []string {
	var out []string
	for _, h := range f.read.only(sim.InDeliver) {
		out = append(out, fmt.Sprintf("%s#%d", h.Text, h.Attempt))
	}
	return out
}

// gaps returns the times between the deliveries of one message.
func (f *feed) gaps(id string) []time.Duration {
	var out []time.Duration
	var last time.Duration
	for _, h := range f.read.only(sim.InDeliver) {
		if h.Text != id {
			continue
		}
		if last > 0 {
			out = append(out, h.At-last)
		}
		last = h.At
	}
	return out
}

// TestAckWait leaves the first two attempts of b unanswered.
func TestAckWait(t *testing.T) {
	f := newFeed(t, sim.BusSpec{}, sim.Follow{AckWait: int64(300 * ms)})
	f.react = func(in *sim.Input, out *sim.Effects) {
		if in.Msg.Head.ID != "b" || in.Attempt == 3 {
			out.Ack(in.Token)
		}
	}
	f.send("a", "b", "c")
	sail(t, f.world, 5*time.Second)
	if got, want := f.deliveries(), []string{"a#1", "b#1", "c#1", "b#2", "b#3"}; !slices.Equal(got, want) {
		t.Fatalf("deliveries = %v, want %v", got, want)
	}
	if got, want := f.gaps("b"), []time.Duration{300 * ms, 300 * ms}; !slices.Equal(got, want) {
		t.Fatalf("redelivered after %v, want %v", got, want)
	}
	if busy := f.world.Busy(); busy != "" {
		t.Fatalf("Busy() = %q, want nothing", busy)
	}
}

// TestNakDelay naks with a delay shorter and one longer than the ack wait: a nak
// takes the ack wait's place.
func TestNakDelay(t *testing.T) {
	for _, delay := range []time.Duration{0, 150 * ms, 2 * time.Second} {
		f := newFeed(t, sim.BusSpec{}, sim.Follow{AckWait: int64(300 * ms)})
		f.react = func(in *sim.Input, out *sim.Effects) {
			if in.Msg.Head.ID == "b" && in.Attempt < 3 {
				out.Nak(in.Token, int64(delay))
			} else {
				out.Ack(in.Token)
			}
		}
		f.send("a", "b", "c")
		sail(t, f.world, 10*time.Second)
		if got, want := f.deliveries(), []string{"a#1", "b#1", "c#1", "b#2", "b#3"}; !slices.Equal(got, want) {
			t.Fatalf("nak after %v: deliveries = %v, want %v", delay, got, want)
		}
		there := 200 * us // to the bus and back
		if got, want := f.gaps("b"), []time.Duration{delay + there, delay + there}; !slices.Equal(got, want) {
			t.Fatalf("nak after %v: redelivered after %v, want %v", delay, got, want)
		}
	}
}

// TestStaleNak naks an attempt that was repeated already: it says nothing about
// the newer one.
func TestStaleNak(t *testing.T) {
	f := newFeed(t, sim.BusSpec{}, sim.Follow{AckWait: int64(100 * ms)})
	var first uint64
	f.react = func(in *sim.Input, out *sim.Effects) {
		switch in.Attempt {
		case 1:
			first = in.Token
		case 2:
			out.Nak(first, 0)
		default:
			out.Ack(in.Token)
		}
	}
	f.send("a")
	sail(t, f.world, 5*time.Second)
	if got, want := f.gaps("a"), []time.Duration{100 * ms, 100 * ms}; !slices.Equal(got, want) {
		t.Fatalf("redelivered after %v, want %v", got, want)
	}
}

// TestAnyAttemptSettles acks the first attempt after the second was sent.
func TestAnyAttemptSettles(t *testing.T) {
	f := newFeed(t, sim.BusSpec{}, sim.Follow{AckWait: int64(100 * ms)})
	var first uint64
	f.react = func(in *sim.Input, out *sim.Effects) {
		if in.Attempt == 1 {
			first = in.Token
		} else {
			out.Ack(first)
		}
	}
	f.send("a")
	sail(t, f.world, 5*time.Second)
	if got, want := f.deliveries(), []string{"a#1", "a#2"}; !slices.Equal(got, want) {
		t.Fatalf("deliveries = %v, want %v", got, want)
	}
}

// TestTerm settles for good.
func TestTerm(t *testing.T) {
	f := newFeed(t, sim.BusSpec{}, sim.Follow{AckWait: int64(100 * ms)})
	f.react = func(in *sim.Input, out *sim.Effects) { out.Term(in.Token) }
	f.send("a", "b")
	sail(t, f.world, 5*time.Second)
	if got, want := f.deliveries(), []string{"a#1", "b#1"}; !slices.Equal(got, want) {
		t.Fatalf("deliveries = %v, want %v", got, want)
	}
}

// TestMaxAckPending holds new messages back while two are open, and redelivers
// nonetheless. With one open at a time the order is kept through redeliveries.
func TestMaxAckPending(t *testing.T) {
	f := newFeed(t, sim.BusSpec{}, sim.Follow{AckWait: int64(300 * ms), MaxAckPending: 2})
	f.react = func(in *sim.Input, out *sim.Effects) {
		if in.Attempt == 2 {
			out.Ack(in.Token)
		}
	}
	f.send("a", "b", "c", "d")
	sail(t, f.world, 5*time.Second)
	if got, want := f.deliveries(), []string{"a#1", "b#1", "a#2", "b#2", "c#1", "d#1", "c#2", "d#2"}; !slices.Equal(got, want) {
		t.Fatalf("deliveries = %v, want %v", got, want)
	}
	f = newFeed(t, sim.BusSpec{}, sim.Follow{AckWait: int64(300 * ms), MaxAckPending: 1})
	f.react = func(in *sim.Input, out *sim.Effects) {
		if in.Attempt == 1 && in.Pos%2 == 0 {
			out.Nak(in.Token, int64(50*ms))
		} else {
			out.Ack(in.Token)
		}
	}
	f.send("a", "b", "c", "d")
	sail(t, f.world, 5*time.Second)
	if got, want := f.deliveries(), []string{"a#1", "b#1", "b#2", "c#1", "d#1", "d#2"}; !slices.Equal(got, want) {
		t.Fatalf("deliveries with one at a time = %v, want %v", got, want)
	}
}

// TestMaxDeliver answers nothing. After the last attempt a message is never
// delivered again, not even for a late ack's sake, and holds nothing up.
func TestMaxDeliver(t *testing.T) {
	f := newFeed(t, sim.BusSpec{}, sim.Follow{AckWait: int64(100 * ms), MaxAckPending: 1, MaxDeliver: 3})
	f.react = func(in *sim.Input, out *sim.Effects) {
		switch {
		case in.Msg.Head.ID == "c":
			out.Ack(in.Token)
		case in.Msg.Head.ID == "b":
			out.Nak(in.Token, 0)
		}
	}
	f.send("a", "b", "c")
	sail(t, f.world, 5*time.Second)
	if got, want := f.deliveries(), []string{"a#1", "a#2", "a#3", "b#1", "b#2", "b#3", "c#1"}; !slices.Equal(got, want) {
		t.Fatalf("deliveries = %v, want %v", got, want)
	}
	if got := f.world.Reached()["max-deliver"]; got != 2 {
		t.Fatalf("reached max-deliver = %d, want 2", got)
	}
	if fo := &f.world.buses[0].followers[0]; fo.floor != 3 || fo.open != 0 {
		t.Fatalf("floor, open = %d, %d, want 3, 0", fo.floor, fo.open)
	}
	if busy := f.world.Busy(); busy != "" {
		t.Fatalf("Busy() = %q, want nothing", busy)
	}
}

// TestDuplicateWindow publishes an id again in the last millisecond of its window
// and in the first after it, and messages without an id, which are never
// duplicates.
func TestDuplicateWindow(t *testing.T) {
	f := newFeed(t, sim.BusSpec{Duplicate: int64(time.Second)}, sim.Follow{})
	f.send("a", "b")
	sail(t, f.world, 998500*us)
	f.send("a")
	sail(t, f.world, 999500*us)
	f.send("a", "c")
	sail(t, f.world, 2*time.Second)
	f.send("", "")
	sail(t, f.world, 5*time.Second)
	var got []uint64
	for _, h := range f.published.only(sim.InStored) {
		got = append(got, h.Pos)
	}
	if want := []uint64{1, 2, 1, 3, 4, 5, 6}; !slices.Equal(got, want) {
		t.Fatalf("stored at %v, want %v (a and b, a again, then a after the window, c, two without id)", got, want)
	}
	if got := len(f.deliveries()); got != 6 {
		t.Fatalf("deliveries = %d, want 6", got)
	}
}

// TestPrefixes filters by entity. Order is kept, what is filtered counts as
// settled.
func TestPrefixes(t *testing.T) {
	f := newFeed(t, sim.BusSpec{}, sim.Follow{Prefixes: []string{"order/", "sku/7"}})
	for _, entity := range []string{"order/1", "sku/1", "sku/7", "orders", "order/2", "shipment/1"} {
		m := message(entity)
		m.Head.Entity = entity
		f.line = append(f.line, m)
	}
	sail(t, f.world, time.Second)
	if got, want := f.read.only(sim.InDeliver).texts(), []string{"order/1", "sku/7", "order/2"}; !slices.Equal(got, want) {
		t.Fatalf("deliveries = %v, want %v", got, want)
	}
	if floor := f.world.buses[0].followers[0].floor; floor != 6 {
		t.Fatalf("floor = %d, want 6", floor)
	}
}

// TestConsumerSurvivesItsMachine kills the reader with two deliveries open. While
// it is down nobody asks, so no attempt is wasted; back, it gets the open ones
// again after their ack wait and then the rest.
func TestConsumerSurvivesItsMachine(t *testing.T) {
	f := newFeed(t, sim.BusSpec{}, sim.Follow{AckWait: int64(200 * ms), MaxDeliver: 2})
	f.react = func(in *sim.Input, out *sim.Effects) {
		if in.Msg.Head.ID == "a" || in.Attempt > 1 || f.world.now > int64(time.Second) {
			out.Ack(in.Token)
		}
	}
	f.send("a", "b", "c")
	sail(t, f.world, 100*ms)
	f.world.Stop("kill", "reader/tx", faults.StopKill, true)
	f.send("d")
	sail(t, f.world, 2*time.Second)
	if got, want := f.deliveries(), []string{"a#1", "b#1", "c#1"}; !slices.Equal(got, want) {
		t.Fatalf("deliveries before it came back = %v, want %v", got, want)
	}
	f.world.Stop("kill", "reader/tx", faults.StopKill, false)
	sail(t, f.world, 4*time.Second)
	if got, want := f.deliveries()[3:], []string{"b#2", "c#2", "d#1"}; !slices.Equal(got, want) {
		t.Fatalf("deliveries after it came back = %v, want %v", got, want)
	}
}

// TestInFlightToTheDead sends a delivery to a reader that dies and is back
// before it arrives: it was meant for the connection of the dead one.
func TestInFlightToTheDead(t *testing.T) {
	f := newFeed(t, sim.BusSpec{}, sim.Follow{AckWait: int64(200 * ms)})
	f.send("a")
	sail(t, f.world, 100*us) // it reaches the bus now and the reader at 200 us
	f.world.Stop("kill", "reader/tx", faults.StopKill, true)
	f.world.Stop("kill", "reader/tx", faults.StopKill, false)
	sail(t, f.world, time.Second)
	if got, want := f.deliveries(), []string{"a#2"}; !slices.Equal(got, want) {
		t.Fatalf("deliveries = %v, want %v", got, want)
	}
	if f.world.flying != 0 {
		t.Fatalf("flying = %d, want 0", f.world.flying)
	}
}

// TestPublishRefused offers a message to a bus that is down, and again later.
func TestPublishRefused(t *testing.T) {
	f := newFeed(t, sim.BusSpec{Duplicate: int64(time.Minute)}, sim.Follow{})
	sail(t, f.world, 500*us)
	f.world.Bus("out", "tx", false, true)
	f.send("a")
	sail(t, f.world, 500*ms)
	if got := f.published; len(got) != 1 || got[0].Kind != sim.InRefused || got[0].ID != 1 {
		t.Fatalf("published = %v, want one refusal", got)
	}
	if got := f.world.Effects("out"); got != 2 {
		t.Fatalf("Effects(out) = %d, want 2: it went down, a publish was refused", got)
	}
	f.world.Bus("too", "tx", true, true)
	f.world.Bus("too", "tx", true, false)
	if got := f.world.Effects("too"); got != 0 {
		t.Fatalf("Effects(too) = %d, want 0: it was down and had lost all it could", got)
	}
	f.world.Bus("out", "tx", false, false)
	f.send("a")
	sail(t, f.world, time.Second)
	if got := f.published; len(got) != 2 || got[1].Kind != sim.InStored || got[1].Pos != 1 {
		t.Fatalf("published = %v, want it stored at 1", got)
	}
	if got, want := f.deliveries(), []string{"a#1"}; !slices.Equal(got, want) {
		t.Fatalf("deliveries = %v, want %v", got, want)
	}
}

// TestOutageLosesAcks takes the bus down while an ack is under way: the message
// comes again.
func TestOutageLosesAcks(t *testing.T) {
	f := newFeed(t, sim.BusSpec{}, sim.Follow{AckWait: int64(200 * ms)})
	f.send("a")
	sail(t, f.world, 200*us)
	f.world.Bus("out", "tx", false, true)
	sail(t, f.world, 100*ms)
	f.world.Bus("out", "tx", false, false)
	sail(t, f.world, time.Second)
	if got, want := f.deliveries(), []string{"a#1", "a#2"}; !slices.Equal(got, want) {
		t.Fatalf("deliveries = %v, want %v", got, want)
	}
}

// TestPowerLossRollsBack loses power 0.9 s after the last sync: messages and
// floors since then are gone, ids of lost messages are free again, ids of kept
// ones are not.
func TestPowerLossRollsBack(t *testing.T) {
	f := newFeed(t, sim.BusSpec{SyncEvery: int64(time.Second), Duplicate: int64(time.Minute)}, sim.Follow{AckWait: int64(200 * ms)})
	f.react = func(in *sim.Input, out *sim.Effects) {
		if in.Msg.Head.ID != "c" || in.Attempt == 2 {
			out.Ack(in.Token)
		}
	}
	f.send("a", "b")
	sail(t, f.world, 990*ms)
	f.send("c") // synced at 1 s, acked at 1.2 s
	sail(t, f.world, 1500*ms)
	f.send("d", "e")
	sail(t, f.world, 1900*ms)
	before := len(f.deliveries())
	if floor := f.world.buses[0].followers[0].floor; floor != 5 {
		t.Fatalf("floor before the loss = %d, want 5", floor)
	}
	f.world.Bus("dark", "tx", true, true)
	if got := f.world.Counters()["bus_messages_lost"]; got != 2 {
		t.Fatalf("bus_messages_lost = %d, want 2", got)
	}
	if b := &f.world.buses[0]; b.written() != 3 || b.at(3).Head.ID != "c" || b.followers[0].floor != 2 {
		t.Fatalf("after the loss the bus is at %d with floor %d, want 3 (c) and 2", b.written(), b.followers[0].floor)
	}
	sail(t, f.world, 2500*ms)
	f.world.Bus("dark", "tx", true, false)
	f.published = nil
	f.send("c", "d", "x", "e")
	sail(t, f.world, 4*time.Second)
	var stored []uint64
	for _, h := range f.published {
		stored = append(stored, h.Pos)
	}
	if want := []uint64{3, 4, 5, 6}; !slices.Equal(stored, want) {
		t.Fatalf("stored at %v, want %v: c is remembered, d and e are new again", stored, want)
	}
	if got, want := f.deliveries()[before:], []string{"c#1", "d#1", "x#1", "e#1", "c#2"}; !slices.Equal(got, want) {
		t.Fatalf("deliveries after the loss = %v, want %v", got, want)
	}
}

// TestAckOfAFormerLife acks a delivery of what a bus has lost, after another
// message got its sequence: that one was not acked, and comes again.
func TestAckOfAFormerLife(t *testing.T) {
	f := newFeed(t, sim.BusSpec{SyncEvery: int64(time.Hour)}, sim.Follow{AckWait: int64(200 * ms)})
	var held uint64
	f.react = func(in *sim.Input, out *sim.Effects) {
		switch {
		case in.Msg.Head.ID == "a":
			held = in.Token
		case in.Attempt == 1:
			out.Ack(held)
		default:
			out.Ack(in.Token)
		}
	}
	f.send("a")
	sail(t, f.world, 100*ms)
	f.world.Bus("dark", "tx", true, true)
	sail(t, f.world, 150*ms)
	f.world.Bus("dark", "tx", true, false)
	f.send("b")
	sail(t, f.world, time.Second)
	if got, want := f.deliveries(), []string{"a#1", "b#1", "b#2"}; !slices.Equal(got, want) {
		t.Fatalf("deliveries = %v, want %v: what acked a says nothing about b", got, want)
	}
}

// TestInspect asks a bus that is empty, filled, down, and back with a loss.
func TestInspect(t *testing.T) {
	var infos log
	var ok []bool
	var st stage
	st.buses = []sim.BusSpec{{Name: "bus/tx", Region: "tx", SyncEvery: int64(time.Second)}}
	st.add(sim.Spec{Name: "relay", Region: "tx", Edge: true}, func(clock sim.Clock, in *sim.Input, out *sim.Effects) {
		switch in.Kind {
		case sim.InStart, sim.InTimer:
			out.Inspect(0)
			out.Timer(1, int64(600*ms))
			out.Publish(0, 1, message(fmt.Sprint(clock.Mono/int64(600*ms))))
		case sim.InInfo:
			infos.hear(clock, in)
			ok = append(ok, in.OK)
		}
	})
	w := launch(t, &st, still(0))
	sail(t, w, 1700*ms) // asked at 0, 0.6, 1.2 s
	w.Bus("dark", "tx", true, true)
	sail(t, w, 1900*ms) // and at 1.8 s
	w.Bus("dark", "tx", true, false)
	sail(t, w, 2500*ms) // and at 2.4 s
	var pos []uint64
	for _, h := range infos {
		pos = append(pos, h.Pos)
	}
	if want := []uint64{0, 1, 2, 0, 2}; !slices.Equal(pos, want) {
		t.Fatalf("inspected positions = %v, want %v: two were synced at 1 s, one was lost", pos, want)
	}
	if want := []bool{true, true, true, false, true}; !slices.Equal(ok, want) {
		t.Fatalf("inspected ok = %v, want %v", ok, want)
	}
	if got, want := infos.texts(), []string{"", "0", "1", "", "1"}; !slices.Equal(got, want) {
		t.Fatalf("inspected messages = %v, want %v", got, want)
	}
	if got := w.Effects("dark"); got != 3 {
		t.Fatalf("Effects(dark) = %d, want 3: it went down, a publish and an inspection met it", got)
	}
}

// TestRetention keeps every message that some consumer has not durably settled,
// and lets go of the rest.
func TestRetention(t *testing.T) {
	f := newFeed(t, sim.BusSpec{SyncEvery: int64(50 * ms)}, sim.Follow{AckWait: int64(10 * time.Second)})
	f.react = func(in *sim.Input, out *sim.Effects) {
		if in.Msg.Head.ID != "m300" || in.Attempt > 1 {
			out.Ack(in.Token)
		}
	}
	for i := range 600 {
		f.send(fmt.Sprintf("m%d", i+1))
		sail(t, f.world, time.Duration(i+1)*ms)
	}
	sail(t, f.world, time.Second)
	b := &f.world.buses[0]
	if b.at(300) == nil || b.base < 100 {
		t.Fatalf("base = %d, want up to 300 and at least 100: 300 is open, most before it is settled", b.base)
	}
	if fo := &b.followers[0]; fo.durable != 299 {
		t.Fatalf("durable floor = %d, want 299", fo.durable)
	}
	sail(t, f.world, 20*time.Second)
	if fo := &b.followers[0]; fo.floor != 600 || len(b.messages) > 300 {
		t.Fatalf("floor, messages kept = %d, %d, want 600, few", fo.floor, len(b.messages))
	}
	if b.at(600) == nil {
		t.Fatalf("the last message is gone, want it kept for inspections")
	}
}

// TestStoreRecords shows what the bus witnesses.
func TestStoreRecords(t *testing.T) {
	var stores, delivers []history.Record
	f := newFeed(t, sim.BusSpec{}, sim.Follow{}, recorded(history.KindStore, &stores), recorded(history.KindDeliver, &delivers))
	m := message("a")
	m.Head.Ledger, m.Head.Pos, m.Head.Version = "pod/tx", 17, 3
	f.line = append(f.line, m)
	sail(t, f.world, 10*ms)
	if len(stores) != 1 || stores[0].Pos != 1 || stores[0].Source.Text != "pod/tx" || stores[0].SourcePos != 17 {
		t.Fatalf("store records = %+v, want one of pod/tx 17", stores)
	}
	if len(delivers) != 1 || delivers[0].Consumer.Text != "reader/tx" || delivers[0].Attempt != 1 || delivers[0].Version != 3 {
		t.Fatalf("deliver records = %+v, want one to reader/tx", delivers)
	}
}
