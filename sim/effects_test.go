package sim_test

import (
	"reflect"
	"testing"

	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// TestEffects calls each once and looks at what a world is given, in order.
func TestEffects(t *testing.T) {
	m := full()
	state := []byte("state")
	var out sim.Effects
	out.Call(3, 7, m)
	out.Reply(4, 8, m)
	out.Publish(1, 9, m)
	out.Append(10, m)
	out.Ack(11)
	out.Nak(12, 13)
	out.Term(14)
	out.Timer(15, 16)
	out.Cancel(17)
	out.Read(18, 19)
	out.Inspect(2)
	out.Snapshot(20, state, 21)
	out.Reach("here")
	out.Count("those", 22)
	out.Witness(history.KindMove)
	out.Put("tx", m)
	want := []sim.Effect{
		{Kind: sim.EffCall, To: 3, ID: 7, Msg: m},
		{Kind: sim.EffReply, To: 4, ID: 8, Msg: m},
		{Kind: sim.EffPublish, Bus: 1, ID: 9, Msg: m},
		{Kind: sim.EffAppend, Pos: 10, Msg: m},
		{Kind: sim.EffAck, ID: 11},
		{Kind: sim.EffNak, ID: 12, After: 13},
		{Kind: sim.EffTerm, ID: 14},
		{Kind: sim.EffTimer, ID: 15, After: 16},
		{Kind: sim.EffCancel, ID: 17},
		{Kind: sim.EffRead, Pos: 18, Count: 19},
		{Kind: sim.EffInspect, Bus: 2},
		{Kind: sim.EffSnapshot, Pos: 20, Bytes: state, ID: 21},
		{Kind: sim.EffReach, Name: "here"},
		{Kind: sim.EffCount, Name: "those", Count: 22},
		{Kind: sim.EffWitness},
		{Kind: sim.EffPut, Name: "tx", Msg: m},
	}
	if got := out.List(); !reflect.DeepEqual(got, want) {
		t.Fatalf("List() = %+v, want %+v", got, want)
	}
	out.Reset()
	if n := len(out.List()); n != 0 {
		t.Fatalf("List() after Reset has %d effects, want none", n)
	}
}

// TestWitnessRecordsStay fills the first record after many more were begun: it
// must still be the one that counts.
func TestWitnessRecordsStay(t *testing.T) {
	var out sim.Effects
	for range 2 { // the second round reuses the records of the first
		first := out.Witness(history.KindMove)
		if !reflect.DeepEqual(*first, history.Record{Kind: history.KindMove}) {
			t.Fatalf("Witness(move) = %+v, want an empty record", *first)
		}
		for range 50 {
			out.Witness(history.KindEffect)
		}
		first.Qty = 9
		list := out.List()
		if got := out.Witnessed(list[0].Record).Qty; got != 9 || len(list) != 51 {
			t.Fatalf("quantity of the first of %d records = %d, want 9 of 51", len(list), got)
		}
		out.Reset()
	}
	allocs := testing.AllocsPerRun(100, func() {
		out.Witness(history.KindMove)
		out.Timer(1, 1)
		out.Reset()
	})
	if allocs != 0 {
		t.Fatalf("allocations of a step = %v, want 0", allocs)
	}
}

func TestInputNames(t *testing.T) {
	seen := map[string]bool{"": true, "unknown": true}
	for k := sim.InStart; k <= sim.InFile; k++ {
		if name := k.String(); seen[name] {
			t.Errorf("InputKind(%d).String() = %q, want a name of its own", k, name)
		} else {
			seen[name] = true
		}
	}
	if got := sim.InputKind(99).String(); got != "unknown" {
		t.Errorf("InputKind(99).String() = %q, want unknown", got)
	}
}
