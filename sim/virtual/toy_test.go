package virtual

import (
	"fmt"
	"testing"
	"time"

	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/topology"
)

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
	r.Type = history.N(m.Head.Type)
	return i == 0
}

// probe is a machine made of one function.
type probe func(clock sim.Clock, in *sim.Input, out *sim.Effects)

func (p probe) Step(clock sim.Clock, in *sim.Input, out *sim.Effects) { p(clock, in, out) }

// mute reacts to nothing.
func mute(sim.Clock, *sim.Input, *sim.Effects) {}

// add puts a machine on the stage and returns its address. Every life of it is
// the same function.
func (s *stage) add(spec sim.Spec, p probe) sim.Addr {
	spec.New = func() sim.Machine { return p }
	s.specs = append(s.specs, spec)
	return sim.Addr(len(s.specs) - 1)
}

// heard is one input, as a log keeps it.
type heard struct {
	At      time.Duration
	Kind    sim.InputKind
	ID      uint64
	Pos     uint64
	Attempt uint32
	Text    string // the id of the message
}

func (h heard) String() string {
	return fmt.Sprintf("%v %s id=%d pos=%d attempt=%d %s", h.At, h.Kind, h.ID, h.Pos, h.Attempt, h.Text)
}

// log remembers inputs.
type log []heard

func (l *log) hear(clock sim.Clock, in *sim.Input) {
	h := heard{At: time.Duration(clock.Mono), Kind: in.Kind, ID: in.ID, Pos: in.Pos, Attempt: in.Attempt}
	if in.Kind == sim.InCall {
		h.ID &= 1<<idBits - 1
	}
	if in.Msg != nil {
		h.Text = in.Msg.Head.ID
	}
	*l = append(*l, h)
}

// only returns what was heard of one kind.
func (l log) only(k sim.InputKind) log {
	var out log
	for _, h := range l {
		if h.Kind == k {
			out = append(out, h)
		}
	}
	return out
}

// texts returns the ids of the messages.
func (l log) texts() []string {
	var out []string
	for _, h := range l {
		out = append(out, h.Text)
	}
	return out
}

// message returns a small message.
func message(id string) *sim.Message {
	return &sim.Message{Head: sim.Head{ID: id, Type: "Noted", Source: "tx/toy/1", Entity: "order/" + id, Region: "tx", Tier: sim.Internal},
		Body: []byte(`{"qty":1}`)}
}

// still is a topology without chance: two regions and a hub, 10 ms apart,
// 100 us inside a region, and an fsync of the given length (plus a quarter).
func still(fsync time.Duration) topology.Topology {
	t := topology.Topology{Name: "still", Regions: []topology.Region{{Name: "tx"}, {Name: "va"}}, Hub: topology.Region{Name: "hub"},
		Local: topology.Local{Delay: 100 * time.Microsecond, Sync: fsync}}
	for _, a := range t.Names() {
		for _, b := range t.Names() {
			if a != b {
				t.Links = append(t.Links, topology.Link{From: a, To: b, Delay: 10 * time.Millisecond})
			}
		}
	}
	return t
}

// launch starts a stage.
func launch(t testing.TB, s sim.System, top topology.Topology, change ...func(*Config)) *World {
	t.Helper()
	cfg := Config{Seed: 1, System: s, Topology: top}
	for _, c := range change {
		c(&cfg)
	}
	w, err := New(cfg)
	if err != nil {
		t.Fatalf("New(%s) = %v, want a world", s.Name(), err)
	}
	return w
}

// sail advances a world or fails the test.
func sail(t testing.TB, w *World, until time.Duration) {
	t.Helper()
	if err := w.Advance(until); err != nil {
		t.Fatalf("Advance(%v) = %v, want nil", until, err)
	}
}

// recorded collects copies of the records of one kind.
func recorded(kind history.Kind, into *[]history.Record) func(*Config) {
	return func(c *Config) {
		before := c.Sink
		c.Sink = func(r *history.Record) {
			if before != nil {
				before(r)
			}
			if r.Kind == kind {
				*into = append(*into, *r)
			}
		}
	}
}

const (
	us = time.Microsecond
	ms = time.Millisecond
)
