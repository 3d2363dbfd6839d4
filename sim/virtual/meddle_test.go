package virtual

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/sim"
)

// post is a stage with a caller at the hub who sends a letter a second to a
// mailbox in tx and one in va.
type post struct {
	stage
	world *World
	got   map[string][]string
}

func newPost(t testing.TB) *post {
	t.Helper()
	p := &post{got: map[string][]string{}}
	for _, region := range []string{"tx", "va"} {
		p.add(sim.Spec{Name: "box/" + region, Region: region, Edge: true}, func(_ sim.Clock, in *sim.Input, _ *sim.Effects) {
			if in.Kind == sim.InCall {
				p.got[region] = append(p.got[region], fmt.Sprintf("%s %s", in.Msg.Head.ID, in.Msg.Body))
			}
		})
	}
	n := 0
	p.add(sim.Spec{Name: "writer", Region: "hub", Edge: true}, func(_ sim.Clock, in *sim.Input, out *sim.Effects) {
		if in.Kind != sim.InStart && in.Kind != sim.InTimer {
			return
		}
		n++
		m := &sim.Message{Head: sim.Head{ID: fmt.Sprint("letter-", n), Type: "Letter", Tier: sim.Public}, Body: []byte("text")}
		out.Call(0, uint64(n), m)
		out.Call(1, uint64(n), m)
		out.Timer(1, int64(time.Second))
	})
	p.world = launch(t, p, still(0))
	return p
}

func (p *post) pull(kind faults.Kind, by time.Duration, on bool) {
	p.world.Calls(string(kind), faults.CallRule{From: "writer", To: "tx", Kind: kind, Amount: by}, on)
}

func TestCallsAreMeddledWith(t *testing.T) {
	letters := func(ns ...int) (out []string) {
		for _, n := range ns {
			out = append(out, fmt.Sprintf("letter-%d text", n))
		}
		return out
	}
	for _, c := range []struct {
		kind    faults.Kind
		by      time.Duration
		want    []string
		effects int64
	}{
		{faults.BundleLost, 0, letters(1, 4, 5), 2},
		{faults.BundleLate, 2500 * time.Millisecond, letters(1, 4, 2, 5, 3), 2},
		{faults.BundleSuperseded, 0, letters(1, 3, 2, 4, 5), 1},
	} {
		p := newPost(t)
		sail(t, p.world, 500*ms)
		p.pull(c.kind, c.by, true)
		sail(t, p.world, 2500*ms)
		p.pull(c.kind, c.by, false)
		sail(t, p.world, 5900*ms)
		got := p.got["tx"][:min(len(p.got["tx"]), len(c.want))]
		if !slices.Equal(got, c.want) || p.world.Effects(string(c.kind)) != c.effects {
			t.Errorf("%s: tx got %v with %d effects, want %v with %d", c.kind, p.got["tx"], p.world.Effects(string(c.kind)), c.want, c.effects)
		}
		if va := p.got["va"]; len(va) != 6 || va[2] != "letter-3 text" {
			t.Errorf("%s: va got %v, want what was sent", c.kind, va)
		}
	}
}

func TestCallsAreGarbled(t *testing.T) {
	p := newPost(t)
	p.pull(faults.BundleCorrupt, 0, true)
	sail(t, p.world, 500*ms)
	p.pull(faults.BundleCorrupt, 0, false)
	sail(t, p.world, 1500*ms)
	got := p.got["tx"]
	if len(got) != 2 || got[0] == "letter-1 text" || got[1] != "letter-2 text" || p.world.Effects(string(faults.BundleCorrupt)) != 1 {
		t.Errorf("tx got %q with %d effects, want the first garbled", got, p.world.Effects(string(faults.BundleCorrupt)))
	}
}

// What is held when the fault ends goes then, and the fault has done nothing.
func TestHeldCallsGoWhenTheFaultEnds(t *testing.T) {
	p := newPost(t)
	p.pull(faults.BundleSuperseded, 0, true)
	sail(t, p.world, 500*ms)
	if len(p.got["tx"]) != 0 {
		t.Fatalf("tx got %v while it was held, want nothing", p.got["tx"])
	}
	p.pull(faults.BundleSuperseded, 0, false)
	sail(t, p.world, 900*ms)
	if len(p.got["tx"]) != 1 || p.world.Effects(string(faults.BundleSuperseded)) != 0 {
		t.Errorf("tx got %v with %d effects, want one letter and none", p.got["tx"], p.world.Effects(string(faults.BundleSuperseded)))
	}
}

func TestTurn(t *testing.T) {
	s := &stage{}
	var orders []string
	s.add(sim.Spec{Name: "box", Region: "tx", Edge: true}, func(sim.Clock, *sim.Input, *sim.Effects) {})
	s.add(sim.Spec{Name: "rogue", Region: "tx", Outside: true, Edge: true}, func(_ sim.Clock, in *sim.Input, out *sim.Effects) {
		if in.Kind != sim.InOperator {
			return
		}
		h := in.Msg.Head
		orders = append(orders, h.ID+" "+h.Type+" "+h.Entity)
		for _, corr := range []string{h.ID, "somebody"} {
			out.Call(0, 1, &sim.Message{Head: sim.Head{ID: "m", Type: "M", Corr: corr, Tier: sim.Public}})
		}
	})
	w := launch(t, s, still(0))
	sail(t, w, ms)
	w.Turn("f", "rogue", "Forge", "va", true)
	sail(t, w, 10*ms)
	w.Turn("f", "rogue", "Forge", "va", false)
	w.Turn("f", "nobody", "Forge", "va", true)
	sail(t, w, 20*ms)
	if want := []string{"f Forge va", "f Desist va"}; !slices.Equal(orders, want) || w.Effects("f") != 1 {
		t.Errorf("orders = %v with %d effects, want %v and what was sent on the first", orders, w.Effects("f"), want)
	}
}
