package virtual_test

import (
	"fmt"
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/topology"
	"github.com/seatrial/seatrial/sim/virtual"
)

// pingPong is a system of two machines: a client in tx that asks the hub once a
// second, and a machine there that answers.
type pingPong struct{}

func (pingPong) Name() string         { return "ping-pong" }
func (pingPong) Buses() []sim.BusSpec { return nil }
func (pingPong) Machines() []sim.Spec {
	return []sim.Spec{
		{Name: "pong", Region: "hub", Edge: true, New: func() sim.Machine { return pong{} }},
		{Name: "ping", Region: "tx", Edge: true, Outside: true, New: func() sim.Machine { return &ping{} }},
	}
}

func (pingPong) Entry(*sim.Spec, uint64, *sim.Message, int, *history.Record) bool { return false }
func (pingPong) Crossing(_ *sim.Message, i int, _ *history.Record) bool           { return i == 0 }

type pong struct{}

func (pong) Step(_ sim.Clock, in *sim.Input, out *sim.Effects) {
	if in.Kind == sim.InCall {
		out.Reply(in.From, in.ID, in.Msg)
	}
}

type ping struct{ asked uint64 }

func (p *ping) Step(_ sim.Clock, in *sim.Input, out *sim.Effects) {
	if in.Kind == sim.InReply {
		r := out.Witness(history.KindOK)
		r.Qty = int64(in.ID)
		return
	}
	p.asked++
	out.Call(0, p.asked, &sim.Message{Head: sim.Head{ID: fmt.Sprint(p.asked), Region: "tx", Tier: sim.Public}})
	out.Timer(1, int64(time.Second))
}

// Five pings, the hub cut off while the third is sent. The same seed gives the
// same instants, to the nanosecond.
func ExampleWorld() {
	top, err := topology.US(1)
	if err != nil {
		panic(err)
	}
	world, err := virtual.New(virtual.Config{Seed: 7, System: pingPong{}, Topology: top, Sink: func(r *history.Record) {
		if r.Kind == history.KindOK {
			fmt.Printf("%v answer %d\n", time.Duration(r.At).Truncate(time.Millisecond), r.Qty)
		}
	}})
	if err != nil {
		panic(err)
	}
	var target faults.Target = world
	for _, phase := range []struct {
		until time.Duration
		cut   bool
	}{{1500 * time.Millisecond, true}, {2500 * time.Millisecond, false}, {4500 * time.Millisecond, false}} {
		if err := world.Advance(phase.until); err != nil {
			panic(err)
		}
		target.Cut("cut", "tx", "hub", phase.cut)
	}
	fmt.Println("lost to the cut:", target.Effects("cut"))
	// Output:
	// 45ms answer 1
	// 1.045s answer 2
	// 3.043s answer 4
	// 4.045s answer 5
	// lost to the cut: 1
}
