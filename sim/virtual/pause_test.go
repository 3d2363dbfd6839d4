package virtual

import (
	"slices"
	"testing"
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/sim"
)

// TestPauseKeepsOrder stands a machine still for 20 ms: nothing is lost, all is
// handled in order when it goes on, at that instant.
func TestPauseKeepsOrder(t *testing.T) {
	s := newClockwork(t, false)
	sail(t, s.world, 30500*us)
	s.pause("a", true)
	sail(t, s.world, 40500*us)
	s.pause("b", true)
	s.pause("a", false)
	before := len(s.log)
	sail(t, s.world, 50500*us)
	if n := len(s.log) - before; n != 0 {
		t.Fatalf("handled %d inputs while one fault makes it stand still, want 0", n)
	}
	s.pause("b", false)
	sail(t, s.world, 50500*us)
	missed := s.log[before:]
	calls := missed.only(sim.InCall)
	if len(calls) != 20 || len(missed.only(sim.InTimer)) != 1 || missed[0].Kind != sim.InCall {
		t.Fatalf("handled %v at once, want 20 calls and the one timer among them, as they came", missed)
	}
	for i, h := range calls {
		if h.At != 50500*us || h.ID != calls[0].ID+uint64(i) {
			t.Fatalf("call %d after the pause = %v, want them in order at 50.5ms", i, h)
		}
	}
	if got, want := s.states(), []string{"down pause", "up"}; !slices.Equal(got, want) {
		t.Fatalf("states = %v, want %v", got, want)
	}
	sail(t, s.world, 100*ms)
	if a, b := s.world.Effects("a"), s.world.Effects("b"); a != 12 || b != 11 {
		t.Fatalf("Effects = %d, %d, want 12 and 11: it stood still, then every input it missed", a, b)
	}
}

// TestKilledWhilePaused kills a machine that stands still. Nothing stays in the
// books, and it starts when neither fault holds it.
func TestKilledWhilePaused(t *testing.T) {
	for _, pauseLast := range []bool{true, false} {
		s := newClockwork(t, true)
		sail(t, s.world, 30*ms)
		s.pause("pause", true)
		sail(t, s.world, 40*ms)
		if s.world.flying < 15 {
			t.Fatalf("flying = %d while it stands still, want the missed calls among them", s.world.flying)
		}
		s.kill("kill", true)
		sail(t, s.world, 50*ms)
		if s.world.flying != 10 {
			t.Fatalf("flying = %d after the kill, want the 10 calls under way", s.world.flying)
		}
		if pauseLast {
			s.kill("kill", false)
			sail(t, s.world, 60*ms)
			s.pause("pause", false)
		} else {
			s.pause("pause", false)
			sail(t, s.world, 60*ms)
			s.kill("kill", false)
		}
		if s.lives != 1 {
			t.Fatalf("lives = %d while one fault holds it, want 1", s.lives)
		}
		sail(t, s.world, 70*ms)
		if s.lives != 2 || len(s.log) == 0 {
			t.Fatalf("lives = %d after both let go, want 2", s.lives)
		}
		if got, want := s.states(), []string{"down pause", "down kill", "up"}; !slices.Equal(got, want) {
			t.Fatalf("states = %v, want %v", got, want)
		}
	}
}

// TestDarkWhilePaused loses power while a machine stands still in the middle of
// an fsync, and while one stands still after it.
func TestDarkWhilePaused(t *testing.T) {
	for at, want := range map[time.Duration][]uint64{2 * ms: {0, 3}, 30 * ms: {3}} {
		var s scribe
		var st stage
		s.write(&st, 3)
		w := launch(t, &st, still(10*ms)) // written at 1 ms, synced between 11 and 13.5 ms
		sail(t, w, 1500*us)
		w.Stop("pause", "scribe", faults.StopPause, true)
		sail(t, w, at)
		w.Power("dark", "tx", true)
		sail(t, w, 50*ms)
		w.Power("dark", "tx", false)
		w.Stop("pause", "scribe", faults.StopPause, false)
		sail(t, w, 60*ms)
		if got := s.last().pos; len(s.recovered) != 2 || !slices.Contains(want, got) {
			t.Fatalf("dark at %v: recovered %+v, want position %v", at, s.recovered, want)
		}
		if w.flying != 0 {
			t.Fatalf("flying = %d, want 0", w.flying)
		}
	}
}

// TestPausedSaysNothing has an fsync end while its machine stands still. What it
// allows to be said is said when the machine goes on.
func TestPausedSaysNothing(t *testing.T) {
	var st stage
	var replies log
	st.add(sim.Spec{Name: "scribe", Region: "tx", Edge: true, Ledger: true}, func(_ sim.Clock, in *sim.Input, out *sim.Effects) {
		if in.Kind == sim.InCall {
			out.Append(in.ID&(1<<idBits-1), in.Msg)
			out.Reply(in.From, in.ID, in.Msg)
		}
	})
	st.add(sim.Spec{Name: "caller", Region: "tx", Edge: true}, func(clock sim.Clock, in *sim.Input, out *sim.Effects) {
		switch {
		case in.Kind == sim.InStart || in.Kind == sim.InTimer:
			out.Call(0, in.ID+1, message("c"))
			if in.ID == 0 {
				out.Timer(1, int64(2*ms))
			}
		default:
			replies.hear(clock, in)
		}
	})
	w := launch(t, &st, still(4*ms))
	sail(t, w, ms)
	w.Stop("pause", "scribe", faults.StopPause, true)
	sail(t, w, 20*ms)
	if len(replies) > 0 {
		t.Fatalf("replies of a machine that stands still = %v, want none", replies)
	}
	w.Stop("pause", "scribe", faults.StopPause, false)
	sail(t, w, 40*ms)
	// The fsync was over before the second call was handled.
	if len(replies) != 2 || replies[0].At < 20*ms || replies[1].At < 24*ms || replies[1].At > 26*ms {
		t.Fatalf("replies = %v, want one when it goes on at 20 ms, one after another fsync", replies)
	}
}
