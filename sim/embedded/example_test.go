package embedded_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/embedded"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/topology"
)

// pingPong is a system of two machines: a client in tx that asks the hub ten
// times a second, and a machine there that answers.
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
		out.Witness(history.KindOK)
		return
	}
	p.asked++
	out.Call(0, p.asked, &sim.Message{Head: sim.Head{ID: fmt.Sprint(p.asked), Region: "tx", Tier: sim.Public}})
	out.Timer(1, int64(100*time.Millisecond))
}

// A cut link answers nothing, and answers again when it is healed. Time is real,
// so the example waits for what it wants to see, not for an instant.
func ExampleWorld() {
	top, err := topology.US(1)
	if err != nil {
		panic(err)
	}
	var answers atomic.Int64
	world, err := embedded.New(embedded.Config{Seed: 7, System: pingPong{}, Topology: top, Sink: func(r *history.Record) {
		if r.Kind == history.KindOK {
			answers.Add(1)
		}
	}})
	if err != nil {
		panic(err)
	}
	wait := func(until func() bool) {
		for deadline := world.Now() + 20*time.Second; !until() && world.Now() < deadline; {
			if err := world.Advance(context.Background(), world.Now()+10*time.Millisecond); err != nil {
				panic(err)
			}
		}
	}
	wait(func() bool { return answers.Load() > 0 })
	fmt.Println("answered:", answers.Load() > 0)

	for _, way := range [][2]string{{"tx", "hub"}, {"hub", "tx"}} {
		world.Cut("cut", way[0], way[1], true)
	}
	wait(func() bool { return world.Effects("cut") > 0 })
	fmt.Println("lost to the cut:", world.Effects("cut") > 0)

	for _, way := range [][2]string{{"tx", "hub"}, {"hub", "tx"}} {
		world.Cut("cut", way[0], way[1], false)
	}
	before := answers.Load()
	wait(func() bool { return answers.Load() > before })
	fmt.Println("answered again:", answers.Load() > before)
	fmt.Println(world.Close())
	// Output:
	// answered: true
	// lost to the cut: true
	// answered again: true
	// <nil>
}
