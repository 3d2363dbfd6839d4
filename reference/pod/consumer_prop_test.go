package pod

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
	"pgregory.net/rapid"
)

// events returns what a pod published while things happened to it.
func events(t *rapid.T) []*sim.Message {
	s := newPod("")
	do := actions(s)
	names := []string{"place", "place", "answer", "answer", "cancel", "receive", "count", "wait", "wait"}
	for range rapid.IntRange(1, 25).Draw(t, "actions") {
		name := rapid.SampledFrom(names).Draw(t, "action")
		if name == "answer" && len(s.calls) == 0 {
			continue
		}
		do[name](t)
	}
	return s.bus
}

// consumer is a read model on a stage, with what the bus has not seen settled.
type consumer struct {
	*stage
	open  map[uint64]bool // by sequence
	wants func(*sim.Message) bool
}

func newConsumer(start func() sim.Machine, wants func(*sim.Message) bool) *consumer {
	return &consumer{stage: newStage(start), open: map[uint64]bool{}, wants: wants}
}

// deliver hands in a message of the bus; its token is the sequence.
func (c *consumer) deliver(bus []*sim.Message, seq int) {
	c.open[uint64(seq)] = true
	m := *bus[seq-1]
	m.View = nil
	c.step(sim.Input{Kind: sim.InDeliver, Token: uint64(seq), Attempt: 1, Pos: uint64(seq), Msg: &m})
	for _, e := range c.last {
		if e.Kind == sim.EffAck || e.Kind == sim.EffTerm {
			delete(c.open, e.ID)
		}
	}
}

// inOrder delivers everything once.
func (c *consumer) inOrder(bus []*sim.Message) {
	for seq := 1; seq <= len(bus); seq++ {
		if c.wants(bus[seq-1]) {
			c.deliver(bus, seq)
		}
	}
}

// roughly delivers everything at least once: shuffled within a window, some
// again, with crashes in between; then again what is not settled, in order, until
// all of it is.
func (c *consumer) roughly(t *rapid.T, bus []*sim.Message) {
	var todo []int
	for seq := 1; seq <= len(bus); seq++ {
		if c.wants(bus[seq-1]) {
			todo = append(todo, seq)
		}
	}
	queue := append([]int(nil), todo...)
	for len(queue) > 0 {
		i := rapid.IntRange(0, min(len(queue)-1, 8)).Draw(t, "next")
		c.deliver(bus, queue[i])
		switch rapid.IntRange(0, 9).Draw(t, "then") {
		case 0: // it comes again later
		case 1:
			c.boot()
			queue = append(queue[:i], queue[i+1:]...)
		default:
			queue = append(queue[:i], queue[i+1:]...)
		}
	}
	for range 3 {
		for _, seq := range todo {
			if c.open[uint64(seq)] {
				c.deliver(bus, seq)
			}
		}
	}
	if len(c.open) > 0 {
		t.Fatalf("deliveries never settled = %v, want none", c.open)
	}
}

// models are the read models under test, with their state as bytes.
var models = map[string]struct {
	start func() sim.Machine
	wants func(*sim.Message) bool
	state func(sim.Machine) []byte
}{
	"planner": {
		func() sim.Machine { return NewPlanner(site("")) },
		func(m *sim.Message) bool { return m.Head.Entity[:4] == "sku/" },
		func(m sim.Machine) []byte { return m.(*Planner).pack() },
	},
	"dashboard": {
		func() sim.Machine { return NewDashboard(site("")) },
		func(*sim.Message) bool { return true },
		func(m sim.Machine) []byte { return m.(*Dashboard).pack() },
	},
}

// R023: for every multiset and order of deliveries that holds each event at least
// once, and for every crash, a read model ends as if each had come once, in order.
func TestReadModelsAreIdempotent(t *testing.T) {
	for name, m := range models {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				bus := events(t)
				clean, rough := newConsumer(m.start, m.wants), newConsumer(m.start, m.wants)
				clean.inOrder(bus)
				rough.roughly(t, bus)
				if got, want := m.state(rough.machine), m.state(clean.machine); !bytes.Equal(got, want) {
					t.Fatalf("state after rough delivery = %x, want %x as after a clean one", got, want)
				}
				if got, want := len(rough.ledger), len(clean.ledger); got != want {
					t.Fatalf("entries after rough delivery = %d, want %d: one per event", got, want)
				}
			})
		})
	}
}

// The dashboard's counts are those of the states that the events claim.
func TestDashboardCountsOrders(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		bus := events(t)
		c := newConsumer(func() sim.Machine { return NewDashboard(site("")) }, func(*sim.Message) bool { return true })
		c.inOrder(bus)
		last := map[string]event.State{}
		for _, m := range bus {
			if b := decode(m); b.State != event.NoState {
				last[m.Head.Entity] = b.State
			}
		}
		want := map[event.State]int64{}
		for _, s := range last {
			want[s]++
		}
		for s := event.StateCreated; int(s) < event.States; s++ {
			if got := c.machine.(*Dashboard).Orders(s); got != want[s] {
				t.Fatalf("Orders(%v) = %d, want %d", s, got, want[s])
			}
		}
	})
}

func TestPoisonGoesToTheDeadLetters(t *testing.T) {
	for name, m := range models {
		c := newConsumer(m.start, m.wants)
		bad := &sim.Message{Head: sim.Head{ID: "tx-bad", Type: event.InventoryReserved, Entity: "sku/tx/s-0001", Version: 1, Ledger: "pod/tx", Pos: 1, Cause: "tx-0"},
			Body: []byte(`{"sku":`)}
		c.deliver([]*sim.Message{bad}, 1)
		if len(c.open) != 0 || len(c.ledger) != 1 || c.reached["dead-letter"] != 1 {
			t.Fatalf("%s: open %v, %d entries, reached %v: want one dead letter, settled", name, c.open, len(c.ledger), c.reached)
		}
		h, b := c.ledger[0].Head, decode(c.ledger[0])
		if h.Type != event.Rejected || b.Reason != "dead-letter" || b.Source != "pod/tx" || b.Pos != 1 || b.Letter.Original != "eyJza3UiOg==" {
			t.Errorf("%s: dead letter = %+v, %+v with %+v, want where it came from and the original", name, h, b, b.Letter)
		}
	}
}

func TestParkedIsBounded(t *testing.T) {
	c := newConsumer(models["dashboard"].start, models["dashboard"].wants)
	naks := 0
	for pos := 2; pos <= parkedMax+10; pos++ {
		m := &sim.Message{Head: sim.Head{ID: fmt.Sprint("tx-", pos), Type: event.EpochStarted, Entity: "pod/tx", Ledger: "pod/tx", Pos: uint64(pos)}, Body: []byte("{}")}
		c.step(sim.Input{Kind: sim.InDeliver, Token: uint64(pos), Msg: m})
		for _, e := range c.last {
			if e.Kind == sim.EffNak {
				naks++
			}
		}
	}
	if naks != 10 || len(c.ledger) != 0 {
		t.Fatalf("naks = %d, entries = %d, want 10 and none: the first event is missing and %d positions may wait", naks, len(c.ledger), parkedMax)
	}
}
