package ceiling_test

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/embedded"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/live/ceiling"
	"github.com/seatrial/seatrial/sim/topology"
)

// What the stages reach alone says what a program that does all of them can reach.
func ExamplePredict() {
	fmt.Println(ceiling.Predict([]ceiling.Stage{{Name: "publish", Rate: 300}, {Name: "deliver", Rate: 600}}))
	// Output: 200
}

// names is a system of machines that never run: the world makes their consumers.
type names struct{}

func (names) Name() string { return "names" }
func (names) Buses() []sim.BusSpec {
	return []sim.BusSpec{{Name: "bus/tx", Region: "tx", Duplicate: int64(time.Minute), SyncEvery: int64(time.Minute)}}
}
func (names) Entry(*sim.Spec, uint64, *sim.Message, int, *history.Record) bool { return false }
func (names) Crossing(_ *sim.Message, i int, _ *history.Record) bool           { return i == 0 }
func (names) Machines() []sim.Spec {
	follow := func(prefixes ...string) []sim.Follow {
		return []sim.Follow{{Prefixes: prefixes, AckWait: int64(time.Minute), MaxAckPending: 2048}}
	}
	return []sim.Spec{{Name: "planner/tx", Region: "tx", Follows: follow("sku/")}, {Name: "dashboard/tx", Region: "tx", Follows: follow()},
		{Name: "audit/tx", Region: "tx", Follows: follow()}, {Name: "egress/tx", Region: "tx", Follows: follow()}}
}

// message is one of a size.
func message(id, entity string, size int) *sim.Message {
	return &sim.Message{Head: sim.Head{ID: id, Type: "Noted", Source: "tx", Entity: entity, Region: "tx", Tier: sim.Internal},
		Body: []byte(strings.Repeat("x", size))}
}

// shape has two commands: of two events, one about stock, and of one.
func shape() *ceiling.Shape {
	return &ceiling.Shape{Commands: []ceiling.Command{
		{Call: message("c", "order/tx/1", 64), Answer: message("c", "order/tx/1", 15), Events: []*sim.Message{message("e", "order/tx/1", 100), message("f", "sku/tx/1", 90)}, Stock: []bool{false, true}},
		{Call: message("d", "order/tx/1", 64), Answer: message("d", "order/tx/1", 15), Events: []*sim.Message{message("g", "order/tx/1", 80)}, Stock: []bool{false}},
	}, Batch: ceiling.Batch{Call: message("b", "egress/tx", 0), Answer: message("b", "egress/tx", 0), Base: 70, PerEvent: 40, AnswerSize: 50},
		Decided: ceiling.Entry{Base: 60, PerEvent: 30}, Audited: ceiling.Entry{Base: 60, PerEvent: 80}}
}

func world(t *testing.T) (*embedded.World, ceiling.Config) {
	t.Helper()
	top, err := topology.US(1)
	if err != nil {
		t.Fatal(err)
	}
	w, err := embedded.New(embedded.Config{Seed: 1, System: names{}, Topology: top, Bare: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	return w, ceiling.Config{Region: w.Port("tx"), Hub: w.Port("hub"), Shape: shape(), Machines: ceiling.Machines{Client: "bench/tx", Pod: "pod/tx",
		Planner: "planner/tx", Dashboard: "dashboard/tx", Audit: "audit/tx", Egress: "egress/tx", Aggregator: "aggregator"}}
}

// TestProgram sends commands and waits until every event of each was reported on
// every leg.
func TestProgram(t *testing.T) {
	_, cfg := world(t)
	var answered, durable, applied, left, folded atomic.Int64
	count := func(c *atomic.Int64) func(uint64) { return func(uint64) { c.Add(1) } }
	cfg.Report = ceiling.Report{Answered: count(&answered), Durable: count(&durable), Applied: count(&applied), Left: count(&left), Folded: count(&folded)}
	p, err := ceiling.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	const commands, events = 400, 600
	for n := range uint64(commands) {
		if err := p.Send(n + 1); err != nil {
			t.Fatal(err)
		}
	}
	poll := time.NewTicker(time.Millisecond)
	defer poll.Stop()
	for deadline := time.Now().Add(20 * time.Second); folded.Load() < events || applied.Load() < events || answered.Load() < commands; <-poll.C {
		if time.Now().After(deadline) {
			t.Fatalf("answered %d of %d, durable %d, applied %d, left %d, folded %d of %d", answered.Load(), commands, durable.Load(), applied.Load(), left.Load(), folded.Load(), events)
		}
	}
	if durable.Load() != events || left.Load() < events {
		t.Errorf("durable %d, left %d, want %d of each", durable.Load(), left.Load(), events)
	}
	if err := p.Close(); err != nil {
		t.Errorf("Close() = %v, want nil", err)
	}
}

// TestStages measures each stage for a moment; nothing is asserted about the rates.
func TestStages(t *testing.T) {
	_, cfg := world(t)
	stages, err := ceiling.Stages(cfg, 64, 20*time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range stages {
		got = append(got, s.Name)
		if s.Rate <= 0 {
			t.Errorf("rate of stage %s = %v, want more than 0", s.Name, s.Rate)
		}
	}
	if want := "call ledger publish deliver export"; strings.Join(got, " ") != want {
		t.Errorf("stages = %v, want %s", got, want)
	}
}

func TestShapeIsChecked(t *testing.T) {
	for _, spoil := range []func(*ceiling.Shape){
		func(s *ceiling.Shape) { s.Commands = nil },
		func(s *ceiling.Shape) { s.Batch.Answer = nil },
		func(s *ceiling.Shape) { s.Commands[1].Stock = nil },
		func(s *ceiling.Shape) { s.Commands[0].Events[1].Body = []byte("short") },
	} {
		s := shape()
		spoil(s)
		if _, err := ceiling.New(ceiling.Config{Shape: s}); err == nil {
			t.Errorf("New with shape %+v = nil, want an error", s)
		}
	}
	if got := ceiling.Predict(nil); got != 0 {
		t.Errorf("Predict(nil) = %v, want 0", got)
	}
	if got := shape().EventsPer(); got != 1.5 {
		t.Errorf("EventsPer() = %v, want 1.5", got)
	}
}
