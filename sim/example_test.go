package sim_test

import (
	"fmt"

	"github.com/seatrial/seatrial/sim"
)

// counter is a machine: it remembers how often it was called, in its ledger and
// in memory, and answers with the count. The answer leaves only when the entry
// is durable; that is the world's business.
type counter struct{ next uint64 }

func (c *counter) Step(_ sim.Clock, in *sim.Input, out *sim.Effects) {
	switch in.Kind {
	case sim.InRecover:
		c.next = in.Pos + 1
	case sim.InCall:
		noted := &sim.Message{Head: sim.Head{ID: fmt.Sprintf("call-%d", c.next), Type: "CallCounted", Region: "tx", Tier: sim.Internal}}
		out.Append(c.next, noted)
		out.Reply(in.From, in.ID, noted)
		c.next++
	}
}

// A world hands a machine its inputs and carries out the effects. Here there is
// no world, so that the two can be looked at.
func ExampleMachine() {
	var m sim.Machine = &counter{}
	var out sim.Effects
	m.Step(sim.Clock{}, &sim.Input{Kind: sim.InRecover, Pos: 41}, &out)
	m.Step(sim.Clock{}, &sim.Input{Kind: sim.InCall, From: 3, ID: 7}, &out)
	for _, e := range out.List() {
		switch e.Kind {
		case sim.EffAppend:
			fmt.Println("append", e.Msg.Head.ID, "at", e.Pos)
		case sim.EffReply:
			fmt.Println("reply to", e.To, "with", e.Msg.Head.ID)
		}
	}
	// Output:
	// append call-42 at 42
	// reply to 3 with call-42
}

// A draw depends on its place alone: asked first, last or alone, the third throw
// of a die is the same.
func ExampleChance() {
	die := sim.Chance{Seed: 7, Stream: sim.StreamWorkload, Entity: 1}
	for n := range uint64(4) {
		fmt.Print(die.Below(n, 6)+1, " ")
	}
	fmt.Println("and the third again:", die.Below(2, 6)+1)
	// Output: 1 6 3 1 and the third again: 3
}
