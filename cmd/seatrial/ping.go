package main

import (
	"fmt"
	"runtime"
	"time"

	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/topology"
	"github.com/seatrial/seatrial/sim/virtual"
)

// ping is a system whose machines allocate nothing: each passes one message on
// round a ring, over calls, replies, timers and a bus. What is allocated while
// it runs, the engine allocated.
type ping struct{ spec []sim.Spec }

const pingMachines = 8

// pinger is one machine of the ring.
type pinger struct {
	next sim.Addr
	note *sim.Message
}

func newPing(region string) *ping {
	p := &ping{}
	for i := range pingMachines {
		name := fmt.Sprintf("ping/%d", i)
		m := &pinger{next: sim.Addr((i + 1) % pingMachines), note: &sim.Message{Head: sim.Head{ID: name, Type: "Ping", Entity: "ping/0", Region: region, Tier: sim.Internal}}}
		p.spec = append(p.spec, sim.Spec{Name: name, Region: region, New: func() sim.Machine { return m },
			Follows: []sim.Follow{{Bus: 0, AckWait: int64(time.Second), MaxAckPending: 100}}})
	}
	return p
}

func (m *pinger) Step(_ sim.Clock, in *sim.Input, out *sim.Effects) {
	switch in.Kind {
	case sim.InStart, sim.InTimer:
		out.Call(m.next, 1, m.note)
		out.Publish(0, 1, m.note)
		out.Timer(1, int64(10*time.Millisecond))
	case sim.InCall:
		out.Reply(in.From, in.ID, m.note)
	case sim.InDeliver:
		out.Ack(in.Token)
	}
}

func (p *ping) Name() string         { return "ping" }
func (p *ping) Machines() []sim.Spec { return p.spec }
func (p *ping) Buses() []sim.BusSpec {
	return []sim.BusSpec{{Name: "bus/ping", Region: p.spec[0].Region, SyncEvery: int64(time.Second)}}
}
func (*ping) Entry(*sim.Spec, uint64, *sim.Message, int, *history.Record) bool { return false }
func (*ping) Crossing(*sim.Message, int, *history.Record) bool                 { return false }

// pingAllocations returns the engine's own allocations per event, once it has
// warmed up.
func pingAllocations() (float64, error) {
	t, err := topology.US(1)
	if err != nil {
		return 0, err
	}
	w, err := virtual.New(virtual.Config{Seed: 1, System: newPing(t.Regions[0].Name), Topology: t})
	if err != nil {
		return 0, err
	}
	if err := w.Advance(time.Minute); err != nil {
		return 0, err
	}
	var before, after runtime.MemStats
	events := w.Events()
	runtime.ReadMemStats(&before)
	if err := w.Advance(2 * time.Minute); err != nil {
		return 0, err
	}
	runtime.ReadMemStats(&after)
	return float64(after.Mallocs-before.Mallocs) / float64(w.Events()-events), nil
}
