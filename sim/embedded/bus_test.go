package embedded

import (
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/sim"
)

// feed is a stage with one bus: a publisher that sends what a test lines up, and
// one reader that does what the test says.
type feed struct {
	stage
	world     *World
	line      words // ids that the publisher sends next
	look      atomic.Bool
	published log // what came back to the publisher
	read      log // what the reader was handed
	react     func(in *sim.Input, out *sim.Effects)
}

const tick = 1 // timer of the publisher: send what is lined up

// newFeed puts a feed on a stage. The publisher looks every two milliseconds.
func newFeed(bus sim.BusSpec, follow sim.Follow) *feed {
	f := &feed{react: ackAll}
	bus.Name, bus.Region = "bus/tx", "tx"
	if bus.SyncEvery == 0 {
		bus.SyncEvery = int64(time.Hour)
	}
	if follow.AckWait == 0 {
		follow.AckWait = int64(time.Minute)
	}
	f.buses = []sim.BusSpec{bus}
	f.add(sim.Spec{Name: "relay", Region: "tx"}, func(clock sim.Clock, in *sim.Input, out *sim.Effects) {
		if in.Kind != sim.InStart && in.Kind != sim.InTimer {
			f.published.hear(clock, in)
			return
		}
		out.Timer(tick, int64(2*ms))
		for i, id := range f.line.take() {
			m := message(id)
			if id == "" {
				m.Head.Entity = "order/nameless"
			}
			out.Publish(0, uint64(i+1), m)
		}
		if f.look.Swap(false) {
			out.Inspect(0)
		}
	})
	f.add(sim.Spec{Name: "reader/tx", Region: "tx", Follows: []sim.Follow{follow}}, func(clock sim.Clock, in *sim.Input, out *sim.Effects) {
		f.read.hear(clock, in)
		if in.Kind == sim.InDeliver {
			f.react(in, out)
		}
	})
	return f
}

// runFeed starts a feed.
func runFeed(t testing.TB, bus sim.BusSpec, follow sim.Follow, change ...func(*Config)) *feed {
	t.Helper()
	f := newFeed(bus, follow)
	f.world = launch(t, f, change...)
	return f
}

func ackAll(in *sim.Input, out *sim.Effects) { out.Ack(in.Token) }

// deliveries returns what the reader was handed, as "id#attempt".
func (f *feed) deliveries() []string {
	var out []string
	for _, h := range f.read.only(sim.InDeliver) {
		out = append(out, fmt.Sprintf("%s#%d", h.Text, h.Attempt))
	}
	return out
}

// delivered waits until the reader was handed n messages.
func (f *feed) delivered(t testing.TB, n int) {
	t.Helper()
	until(t, f.world, fmt.Sprintf("%d deliveries", n), func() bool { return len(f.deliveries()) >= n })
}

// stored waits until the bus has taken n messages in all.
func (f *feed) stored(t testing.TB, n int) {
	t.Helper()
	until(t, f.world, fmt.Sprintf("%d stored", n), func() bool { return len(f.published.only(sim.InStored)) >= n })
}

// settled waits until the world is no longer busy.
func (f *feed) settled(t testing.TB) {
	t.Helper()
	until(t, f.world, "nothing moves", func() bool { return f.world.Busy() == "" })
}

// TestDeliveries goes through what a reader may do with three messages. Within
// a case the order is fixed: every message waits for the one before, or is
// settled at once.
func TestDeliveries(t *testing.T) {
	for _, c := range []struct {
		name   string
		follow sim.Follow
		react  func(in *sim.Input, out *sim.Effects)
		want   []string
	}{
		{"an attempt that nobody answers is repeated after the ack wait", sim.Follow{AckWait: int64(100 * ms)},
			func(in *sim.Input, out *sim.Effects) {
				if in.Msg.Head.ID != "b" || in.Attempt == 3 {
					out.Ack(in.Token)
				}
			}, []string{"a#1", "b#1", "c#1", "b#2", "b#3"}},
		{"a nak asks for the next attempt", sim.Follow{MaxAckPending: 1},
			func(in *sim.Input, out *sim.Effects) {
				if in.Msg.Head.ID == "b" && in.Attempt < 3 {
					out.Nak(in.Token, 0)
				} else {
					out.Ack(in.Token)
				}
			}, []string{"a#1", "b#1", "b#2", "b#3", "c#1"}},
		{"a nak's delay takes the place of the ack wait", sim.Follow{},
			func(in *sim.Input, out *sim.Effects) {
				if in.Msg.Head.ID == "b" && in.Attempt < 3 {
					out.Nak(in.Token, int64(30*ms))
				} else {
					out.Ack(in.Token)
				}
			}, []string{"a#1", "b#1", "c#1", "b#2", "b#3"}},
		{"a term settles for good", sim.Follow{AckWait: int64(100 * ms)},
			func(in *sim.Input, out *sim.Effects) {
				if in.Msg.Head.ID == "c" {
					out.Ack(in.Token)
				} else {
					out.Term(in.Token)
				}
			}, []string{"a#1", "b#1", "c#1"}},
		{"after the last attempt a message holds nothing up", sim.Follow{AckWait: int64(100 * ms), MaxAckPending: 1, MaxDeliver: 2},
			func(in *sim.Input, out *sim.Effects) {
				switch in.Msg.Head.ID {
				case "b":
					out.Nak(in.Token, 0)
				case "c":
					out.Ack(in.Token)
				}
			}, []string{"a#1", "a#2", "b#1", "b#2", "c#1"}},
		{"one open at a time keeps the order", sim.Follow{MaxAckPending: 1},
			func(in *sim.Input, out *sim.Effects) {
				if in.Attempt == 1 {
					out.Nak(in.Token, int64(10*ms))
				} else {
					out.Ack(in.Token)
				}
			}, []string{"a#1", "a#2", "b#1", "b#2", "c#1", "c#2"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := newFeed(sim.BusSpec{}, c.follow)
			f.react = c.react
			f.world = launch(t, f)
			f.line.add("a", "b", "c")
			f.delivered(t, len(c.want))
			f.settled(t)
			pass(t, f.world, 150*ms) // an ack wait more
			if got := f.deliveries(); !slices.Equal(got, c.want) {
				t.Fatalf("deliveries = %v, want %v", got, c.want)
			}
		})
	}
}

// TestMaxAckPending leaves everything open: no more than two are, and a third
// comes when one of them was settled.
func TestMaxAckPending(t *testing.T) {
	t.Parallel()
	f := newFeed(sim.BusSpec{}, sim.Follow{MaxAckPending: 2})
	var let atomic.Bool
	f.react = func(in *sim.Input, out *sim.Effects) {
		if let.Load() {
			out.Ack(in.Token)
		} else if in.Msg.Head.ID == "a" && in.Attempt == 1 {
			out.Nak(in.Token, int64(500*ms))
		}
	}
	f.world = launch(t, f)
	f.line.add("a", "b", "c", "d")
	f.stored(t, 4)
	f.delivered(t, 2)
	pass(t, f.world, 100*ms)
	if got, want := f.deliveries(), []string{"a#1", "b#1"}; !slices.Equal(got, want) {
		t.Fatalf("deliveries with two open = %v, want %v", got, want)
	}
	let.Store(true)
	f.delivered(t, 5)
	if got, want := f.deliveries()[2:], []string{"a#2", "c#1", "d#1"}; !slices.Equal(got, want) {
		t.Fatalf("deliveries after the first was settled = %v, want %v", got, want)
	}
}

// TestDuplicateWindow publishes an id again while its window is open and until
// it is closed, and messages without an id, which are never duplicates.
func TestDuplicateWindow(t *testing.T) {
	t.Parallel()
	f := runFeed(t, sim.BusSpec{Duplicate: int64(400 * ms)}, sim.Follow{})
	f.line.add("a", "b", "", "", "a")
	f.stored(t, 5)
	at := func() (out []uint64) {
		for _, h := range f.published.only(sim.InStored) {
			out = append(out, h.Pos)
		}
		return out
	}
	if got, want := at(), []uint64{1, 2, 3, 4, 1}; !slices.Equal(got, want) {
		t.Fatalf("stored at %v, want %v (a, b, two without id, a again)", got, want)
	}
	until(t, f.world, "a is new again", func() bool {
		f.line.add("a")
		pass(t, f.world, 50*ms)
		got := at()
		return got[len(got)-1] == 5
	})
	f.delivered(t, 5)
	if got, want := f.read.texts(sim.InDeliver), []string{"a", "b", "", "", "a"}; !slices.Equal(got, want) {
		t.Fatalf("deliveries = %q, want %q", got, want)
	}
}

// TestPrefixes filters by entity, also where the bus filters more coarsely.
func TestPrefixes(t *testing.T) {
	t.Parallel()
	f := newFeed(sim.BusSpec{}, sim.Follow{Prefixes: []string{"order/", "sku/7"}})
	sent := []string{"order/1", "sku/1", "sku/7", "orders", "order/2", "shipment/1", "order/last"}
	f.stage.specs[0].New = func() sim.Machine {
		return probe(func(_ sim.Clock, in *sim.Input, out *sim.Effects) {
			if in.Kind != sim.InStart {
				return
			}
			for i, entity := range sent {
				m := message(entity)
				m.Head.Entity = entity
				out.Publish(0, uint64(i), m)
			}
		})
	}
	f.world = launch(t, f)
	f.delivered(t, 4)
	f.settled(t)
	if got, want := f.read.texts(sim.InDeliver), []string{"order/1", "sku/7", "order/2", "order/last"}; !slices.Equal(got, want) {
		t.Fatalf("deliveries = %v, want %v", got, want)
	}
}

// TestConsumerSurvivesItsMachine kills the reader with two deliveries open. Back,
// it gets them again, and then the rest. An attempt may have been on its way to
// the dead.
func TestConsumerSurvivesItsMachine(t *testing.T) {
	t.Parallel()
	f := newFeed(sim.BusSpec{}, sim.Follow{AckWait: int64(200 * ms), MaxDeliver: 4})
	f.react = func(in *sim.Input, out *sim.Effects) {
		if in.Msg.Head.ID == "a" || in.Attempt > 1 || in.Msg.Head.ID == "d" {
			out.Ack(in.Token)
		}
	}
	f.world = launch(t, f)
	f.line.add("a", "b", "c")
	f.delivered(t, 3)
	f.world.Stop("kill", "reader/tx", faults.StopKill, true)
	f.line.add("d")
	f.stored(t, 4)
	pass(t, f.world, 300*ms)
	if got, want := f.deliveries(), []string{"a#1", "b#1", "c#1"}; !slices.Equal(got, want) {
		t.Fatalf("deliveries before it came back = %v, want %v", got, want)
	}
	f.world.Stop("kill", "reader/tx", faults.StopKill, false)
	f.delivered(t, 6)
	got := f.read.texts(sim.InDeliver)[3:]
	slices.Sort(got) // what was open may come before or after what is new
	if want := []string{"b", "c", "d"}; !slices.Equal(got, want) {
		t.Fatalf("deliveries after it came back = %v, want %v in any order", got, want)
	}
}

// inspect lets the publisher look at the bus and returns what it saw.
func (f *feed) inspect(t testing.TB) heard {
	t.Helper()
	before := len(f.published.only(sim.InInfo))
	f.look.Store(true)
	until(t, f.world, "an answer to a look at the bus", func() bool { return len(f.published.only(sim.InInfo)) > before })
	return f.published.only(sim.InInfo)[before]
}

// TestInspect looks at a bus that is empty, filled, down, back, and rolled back
// to what was synced.
func TestInspect(t *testing.T) {
	t.Parallel()
	f := runFeed(t, sim.BusSpec{}, sim.Follow{})
	look := func(when string, want heard) {
		t.Helper()
		got := f.inspect(t)
		if got.OK != want.OK || got.Pos != want.Pos || got.Text != want.Text {
			t.Fatalf("a look at the bus %s = %v (ok %v), want %v (ok %v)", when, got, got.OK, want, want.OK)
		}
	}
	look("at first", heard{OK: true})
	f.line.add("a", "b")
	f.stored(t, 2)
	look("after two messages", heard{OK: true, Pos: 2, Text: "b"})
	f.world.Bus("out", "tx", false, true)
	look("in an outage", heard{})
	f.world.Bus("out", "tx", false, false)
	until(t, f.world, "the bus is back", func() bool { return f.inspect(t).OK })
	look("after the outage", heard{OK: true, Pos: 2, Text: "b"})
	f.world.Bus("lossy", "tx", true, true)
	look("in a lossy outage", heard{})
	f.world.Bus("lossy", "tx", true, false)
	until(t, f.world, "the bus is back", func() bool { return f.inspect(t).OK })
	look("after the lossy outage", heard{OK: true})
	if f.world.Effects("out") == 0 || f.world.Effects("lossy") == 0 {
		t.Errorf("Effects = %d, %d, want both above 0", f.world.Effects("out"), f.world.Effects("lossy"))
	}
}

// TestRefusedWhileTheBusIsDown refuses publishes, and takes them again later; the
// reader goes on without being told.
func TestRefusedWhileTheBusIsDown(t *testing.T) {
	t.Parallel()
	f := runFeed(t, sim.BusSpec{}, sim.Follow{})
	f.line.add("a")
	f.delivered(t, 1)
	f.world.Bus("out", "tx", false, true)
	f.world.Bus("again", "tx", false, true)
	f.line.add("b", "c")
	until(t, f.world, "two refusals", func() bool { return len(f.published.only(sim.InRefused)) == 2 })
	f.world.Bus("out", "tx", false, false)
	f.line.add("d")
	until(t, f.world, "a refusal while one fault holds the bus", func() bool { return len(f.published.only(sim.InRefused)) == 3 })
	f.world.Bus("again", "tx", false, false)
	until(t, f.world, "something is stored", func() bool {
		f.line.add("e")
		pass(t, f.world, 20*ms)
		return len(f.published.only(sim.InStored)) > 1
	})
	f.delivered(t, 2)
	if got, want := f.read.texts(sim.InDeliver), []string{"a", "e"}; !slices.Equal(got, want) {
		t.Fatalf("deliveries = %v, want %v", got, want)
	}
}
