package embedded

import (
	"fmt"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/sim"
)

// phone is a stage with a caller in tx and a machine that it calls.
type phone struct {
	stage
	world   *World
	line    words // what the caller says next
	life    atomic.Uint64
	calls   log // what the other one was asked
	replies log // what the caller was answered
	answer  func(in *sim.Input, out *sim.Effects)
}

// newPhone puts a phone on a stage. The caller uses the same id for every call
// of one batch again.
func newPhone(callee sim.Spec) *phone {
	p := &phone{answer: func(in *sim.Input, out *sim.Effects) {
		if in.Kind == sim.InCall {
			out.Reply(in.From, in.ID, in.Msg)
		}
	}}
	p.add(callee, func(clock sim.Clock, in *sim.Input, out *sim.Effects) {
		if in.Kind == sim.InCall {
			p.calls.hear(clock, in)
		}
		p.answer(in, out)
	})
	p.add(sim.Spec{Name: "caller", Region: "tx", Edge: true}, func(clock sim.Clock, in *sim.Input, out *sim.Effects) {
		if in.Kind == sim.InStart {
			p.life.Add(1)
		}
		if in.Kind == sim.InReply {
			p.replies.hear(clock, in)
			return
		}
		out.Timer(1, int64(2*ms))
		for i, id := range p.line.take() {
			out.Call(0, uint64(i+7), message(id))
		}
	})
	return p
}

// gets waits until the caller has an answer to a call.
func (p *phone) gets(t testing.TB, id string) {
	t.Helper()
	until(t, p.world, "an answer to "+id, func() bool { return p.replies.count(sim.InReply, id) > 0 })
}

// through waits until calls get through, and asks again and again.
func (p *phone) through(t testing.TB, id string) {
	t.Helper()
	until(t, p.world, id+" gets through", func() bool {
		p.line.add(id)
		pass(t, p.world, 20*ms)
		return p.replies.count(sim.InReply, id) > 0
	})
}

// places are the machines that a call may go to.
var places = []sim.Spec{
	{Name: "echo", Region: "tx"},
	{Name: "echo", Region: "hub", Edge: true},
	{Name: "echo", Region: "tx", Outside: true, HTTP: true},
}

func placeName(s sim.Spec) string {
	if s.HTTP {
		return "over HTTP"
	}
	return "in " + s.Region
}

// TestCalls calls, and looks at what comes back.
func TestCalls(t *testing.T) {
	for _, place := range places {
		t.Run(placeName(place), func(t *testing.T) {
			t.Parallel()
			p := newPhone(place)
			p.world = launch(t, p)
			p.through(t, "first") // a link may not be up yet
			p.line.add("a", "b", "c")
			p.gets(t, "a")
			p.gets(t, "b")
			p.gets(t, "c")
			for i, id := range []string{"a", "b", "c"} {
				for _, h := range p.replies.only(sim.InReply) {
					if h.Text == id && h.ID != uint64(i+7) {
						t.Errorf("answer to %s came back with id %d, want %d", id, h.ID, i+7)
					}
				}
			}
		})
	}
}

// TestCallsLostWhileDown kills the one that is called: what is said meanwhile is
// lost for good.
func TestCallsLostWhileDown(t *testing.T) {
	for _, place := range places[:2] {
		t.Run(placeName(place), func(t *testing.T) {
			t.Parallel()
			p := newPhone(place)
			p.world = launch(t, p)
			p.through(t, "before")
			p.world.Stop("kill", "echo", faults.StopKill, true)
			p.line.add("meanwhile")
			pass(t, p.world, 100*ms)
			p.world.Stop("kill", "echo", faults.StopKill, false)
			p.through(t, "after")
			if n := p.calls.count(sim.InCall, "meanwhile"); n != 0 {
				t.Fatalf("calls heard that were made while it was down = %d, want none", n)
			}
			if p.world.Effects("kill") == 0 {
				t.Errorf("Effects(kill) = 0, want at least 1")
			}
		})
	}
}

// TestReplyToTheDead has a machine die with a call under way and its next life
// use the same id: the answer to the first call never arrives.
func TestReplyToTheDead(t *testing.T) {
	for _, place := range places {
		t.Run(placeName(place), func(t *testing.T) {
			t.Parallel()
			p := newPhone(place)
			var open []sim.Input
			p.answer = func(in *sim.Input, out *sim.Effects) {
				if in.Kind != sim.InCall {
					return
				}
				if in.Msg.Head.ID == "hold" {
					open = append(open, *in)
					return
				}
				for _, old := range open {
					out.Reply(old.From, old.ID, old.Msg)
				}
				open = nil
				out.Reply(in.From, in.ID, in.Msg)
			}
			p.world = launch(t, p)
			p.through(t, "first")
			p.line.add("hold")
			until(t, p.world, "the call", func() bool { return p.calls.count(sim.InCall, "hold") > 0 })
			p.world.Stop("kill", "caller", faults.StopKill, true)
			p.world.Stop("kill", "caller", faults.StopKill, false)
			until(t, p.world, "a second life", func() bool { return p.life.Load() == 2 })
			p.through(t, "again")
			p.through(t, "fence")
			if n := p.replies.count(sim.InReply, "hold"); n != 0 {
				t.Fatalf("answers to the dead that arrived = %d, want none", n)
			}
		})
	}
}

// TestLateAndNever has a party over HTTP answer late, and never: neither keeps
// the world from going on or from stopping.
func TestLateAndNever(t *testing.T) {
	t.Parallel()
	p := newPhone(places[2])
	var late []sim.Input
	p.answer = func(in *sim.Input, out *sim.Effects) {
		switch {
		case in.Kind == sim.InTimer:
			for _, old := range late {
				out.Reply(old.From, old.ID, old.Msg)
			}
		case in.Kind != sim.InCall || in.Msg.Head.ID == "never":
		case in.Msg.Head.ID == "late":
			late = append(late, *in)
			out.Timer(1, int64(150*ms))
		default:
			out.Reply(in.From, in.ID, in.Msg)
		}
	}
	p.world = launch(t, p)
	p.line.add("never", "late")
	until(t, p.world, "both calls", func() bool { return len(p.calls.only(sim.InCall)) == 2 })
	p.through(t, "meanwhile")
	p.gets(t, "late")
	if got := p.replies.count(sim.InReply, "never"); got != 0 {
		t.Fatalf("answers to what is never answered = %d, want none", got)
	}
}

// TestSilence has an outside party swallow calls.
func TestSilence(t *testing.T) {
	for _, place := range []sim.Spec{{Name: "echo", Region: "tx", Outside: true}, places[2]} {
		t.Run(placeName(place), func(t *testing.T) {
			t.Parallel()
			p := newPhone(place)
			p.world = launch(t, p)
			p.through(t, "before")
			p.world.Silence("mute", "echo", true)
			p.line.add("a", "b", "c")
			until(t, p.world, "three calls swallowed", func() bool { return p.world.Effects("mute") == 3 })
			p.world.Silence("mute", "echo", false)
			p.through(t, "after")
			for _, id := range []string{"a", "b", "c"} {
				if p.calls.count(sim.InCall, id) > 0 {
					t.Fatalf("call %s was handled, want it swallowed", id)
				}
			}
		})
	}
}

// TestCut cuts one way of the link, then the other, then both.
func TestCut(t *testing.T) {
	for _, c := range []struct {
		name  string
		ways  [][2]string
		heard int // calls that the hub hears nonetheless
	}{
		{"out", [][2]string{{"tx", "hub"}}, 0},
		{"back", [][2]string{{"hub", "tx"}}, 1},
		{"both", [][2]string{{"tx", "hub"}, {"hub", "tx"}}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := newPhone(places[1])
			p.world = launch(t, p)
			p.through(t, "before")
			pull := func(on bool) {
				for _, way := range c.ways {
					p.world.Cut("cut", way[0], way[1], on)
				}
			}
			pull(true)
			p.line.add("meanwhile")
			if c.heard > 0 {
				until(t, p.world, "the hub hears the call", func() bool { return p.calls.count(sim.InCall, "meanwhile") > 0 })
			}
			until(t, p.world, "the cut swallows something", func() bool { return p.world.Effects("cut") > 0 })
			pass(t, p.world, 50*ms)
			if n := p.replies.count(sim.InReply, "meanwhile"); n != 0 {
				t.Fatalf("answers across the cut = %d, want none", n)
			}
			if n := p.calls.count(sim.InCall, "meanwhile"); n != c.heard {
				t.Fatalf("calls heard across the cut = %d, want %d", n, c.heard)
			}
			pull(false)
			p.through(t, "after")
			effects := p.world.Effects("cut")
			p.through(t, "later")
			if got := p.world.Effects("cut"); got != effects {
				t.Fatalf("Effects(cut) = %d, later %d, want none after it was taken back", effects, got)
			}
		})
	}
}

// TestOutageLeavesCalls stops the bus of both ends: calls get through.
func TestOutageLeavesCalls(t *testing.T) {
	for _, place := range places {
		t.Run(placeName(place), func(t *testing.T) {
			t.Parallel()
			p := newPhone(place)
			p.buses = []sim.BusSpec{{Name: "bus/tx", Region: "tx"}}
			p.add(sim.Spec{Name: "reader/tx", Region: "tx", Follows: []sim.Follow{{AckWait: 1 << 30}}}, func(sim.Clock, *sim.Input, *sim.Effects) {})
			p.world = launch(t, p)
			p.through(t, "before")
			p.world.Bus("out", "tx", false, true)
			for i := range 5 {
				p.through(t, fmt.Sprint("in the outage ", i))
			}
			p.world.Bus("out", "tx", false, false)
			p.through(t, "after")
		})
	}
}

// TestPauseKeepsOrder has a machine stand still: nothing is lost, and all is
// handled in order when it goes on.
func TestPauseKeepsOrder(t *testing.T) {
	t.Parallel()
	p := newPhone(places[0])
	p.world = launch(t, p)
	p.through(t, "before")
	p.world.Stop("a", "echo", faults.StopPause, true)
	p.world.Stop("b", "echo", faults.StopPause, true)
	var ids []string
	for i := range 50 {
		ids = append(ids, fmt.Sprint("n", i))
	}
	p.line.add(ids...)
	until(t, p.world, "the calls wait", func() bool { return p.world.Effects("a") > 50 })
	p.world.Stop("a", "echo", faults.StopPause, false)
	pass(t, p.world, 20*ms)
	if n := p.calls.count(sim.InCall, "n0"); n != 0 {
		t.Fatalf("calls handled while one fault makes it stand still = %d, want none", n)
	}
	p.world.Stop("b", "echo", faults.StopPause, false)
	p.gets(t, "n49")
	heard := slices.DeleteFunc(p.calls.texts(sim.InCall), func(id string) bool { return id == "before" })
	if !slices.Equal(heard, ids) {
		t.Fatalf("calls after the pause = %v, want %v", heard, ids)
	}
}
