package embedded

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/topology"
)

const ms = time.Millisecond

// patience bounds every wait of these tests; nothing is asserted about time.
const patience = 20 * time.Second

// stage is a system put together by a test.
type stage struct {
	specs []sim.Spec
	buses []sim.BusSpec
}

func (s *stage) Name() string         { return "stage" }
func (s *stage) Machines() []sim.Spec { return s.specs }
func (s *stage) Buses() []sim.BusSpec { return s.buses }

func (s *stage) Entry(owner *sim.Spec, pos uint64, m *sim.Message, i int, r *history.Record) bool {
	if i > 0 {
		return false
	}
	r.Kind, r.Stream, r.Pos, r.Event = history.KindAppend, history.N(owner.Name), pos, history.N(m.Head.ID)
	return true
}

func (s *stage) Crossing(m *sim.Message, i int, r *history.Record) bool {
	r.Type, r.Event = history.N(m.Head.Type), history.N(m.Head.ID)
	return i == 0
}

// probe is a machine made of one function.
type probe func(clock sim.Clock, in *sim.Input, out *sim.Effects)

func (p probe) Step(clock sim.Clock, in *sim.Input, out *sim.Effects) { p(clock, in, out) }

// add puts a machine on the stage and returns its address. Every life of it is
// the same function, and a world calls it from one goroutine at a time.
func (s *stage) add(spec sim.Spec, p probe) sim.Addr {
	spec.New = func() sim.Machine { return p }
	s.specs = append(s.specs, spec)
	return sim.Addr(len(s.specs) - 1)
}

// heard is one input, as a log keeps it.
type heard struct {
	At      int64
	Wall    int64
	Kind    sim.InputKind
	ID      uint64
	Pos     uint64
	Attempt uint32
	OK      bool
	Text    string // the id of the message
}

func (h heard) String() string {
	return fmt.Sprintf("%s id=%d pos=%d attempt=%d %s", h.Kind, h.ID, h.Pos, h.Attempt, h.Text)
}

// log remembers the inputs of a machine. Machines write and tests read.
type log struct {
	mu   sync.Mutex
	list []heard
}

func (l *log) hear(clock sim.Clock, in *sim.Input) {
	h := heard{At: clock.Mono, Wall: clock.Wall, Kind: in.Kind, ID: in.ID, Pos: in.Pos, Attempt: in.Attempt, OK: in.OK}
	if in.Msg != nil {
		h.Text = in.Msg.Head.ID
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.list = append(l.list, h)
}

// only returns what was heard of one kind.
func (l *log) only(k sim.InputKind) []heard {
	l.mu.Lock()
	defer l.mu.Unlock()
	var out []heard
	for _, h := range l.list {
		if h.Kind == k {
			out = append(out, h)
		}
	}
	return out
}

// texts returns the ids of the messages that were heard of one kind.
func (l *log) texts(k sim.InputKind) []string {
	var out []string
	for _, h := range l.only(k) {
		out = append(out, h.Text)
	}
	return out
}

// count returns how often a message was heard.
func (l *log) count(k sim.InputKind, text string) int {
	n := 0
	for _, got := range l.texts(k) {
		if got == text {
			n++
		}
	}
	return n
}

// words is a list that a test writes and a machine takes, or the other way
// round.
type words struct {
	mu   sync.Mutex
	list []string
}

func (w *words) add(list ...string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.list = append(w.list, list...)
}

func (w *words) take() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	list := w.list
	w.list = nil
	return list
}

func (w *words) all() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]string(nil), w.list...)
}

// message returns a small message.
func message(id string) *sim.Message {
	return &sim.Message{Head: sim.Head{ID: id, Type: "Noted", Source: "tx/toy/1", Entity: "order/" + id, Region: "tx", Tier: sim.Internal},
		Body: []byte(`{"qty":1}`)}
}

// near is a hub and regions that are a millisecond from it.
func near(regions ...string) topology.Topology {
	t := topology.Topology{Name: "near", Hub: topology.Region{Name: "hub"}}
	for _, r := range regions {
		t.Regions = append(t.Regions, topology.Region{Name: r})
		t.Links = append(t.Links, topology.Link{From: r, To: "hub", Delay: ms}, topology.Link{From: "hub", To: r, Delay: ms})
	}
	return t
}

// launch starts a stage in region tx and the hub, and stops it with the test.
func launch(t testing.TB, s sim.System, change ...func(*Config)) *World {
	t.Helper()
	cfg := Config{Seed: 1, System: s, Topology: near("tx"), Settle: 100 * ms}
	for _, c := range change {
		c(&cfg)
	}
	w, err := New(cfg)
	if err != nil {
		t.Fatalf("New(%s) = %v, want a world", s.Name(), err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Errorf("Close() = %v, want nil", err)
		}
	})
	return w
}

// until polls a condition while the world goes on.
func until(t testing.TB, w *World, what string, ok func() bool) {
	t.Helper()
	tick := time.NewTicker(2 * ms)
	defer tick.Stop()
	for deadline := time.Now().Add(patience); !ok(); <-tick.C {
		if err := w.host.Fault(); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s: not within %v", what, patience)
		}
	}
}

// pass lets time pass, for what must not happen meanwhile.
func pass(t testing.TB, w *World, d time.Duration) {
	t.Helper()
	if err := w.Advance(context.Background(), w.Now()+d); err != nil {
		t.Fatalf("Advance(%v) = %v, want nil", d, err)
	}
}

// records collects copies of the records of one kind.
type records struct {
	mu   sync.Mutex
	list []history.Record
}

func (r *records) all() []history.Record {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]history.Record(nil), r.list...)
}

// recorded has a world show its records of one kind.
func recorded(kind history.Kind, into *records) func(*Config) {
	return func(c *Config) {
		before := c.Sink
		c.Sink = func(r *history.Record) {
			if before != nil {
				before(r)
			}
			if r.Kind == kind {
				into.mu.Lock()
				into.list = append(into.list, *r)
				into.mu.Unlock()
			}
		}
	}
}
