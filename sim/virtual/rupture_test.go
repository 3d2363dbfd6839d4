package virtual

import (
	"testing"
	"time"

	"github.com/seatrial/seatrial/faults"
	"pgregory.net/rapid"
)

// missing returns the calls of the first n that never arrived in a region.
func (s *wire) missing(region string, n int) []int {
	seen := map[uint64]bool{}
	for _, h := range s.arrived[region] {
		seen[h.ID] = true
	}
	var out []int
	for i := range n {
		if !seen[uint64(i)] {
			out = append(out, i)
		}
	}
	return out
}

// TestRefusal closes a link for 20 ms: what was sent then is lost, and so is
// what was under way when it began. Call n leaves at n ms and takes 10 ms.
func TestRefusal(t *testing.T) {
	s := newWire(t, still(0))
	down := func(on bool) { s.world.Shape("down", "tx", "va", faults.Shape{Refuse: true}, on) }
	sail(t, s.world, 50*ms)
	down(true)
	down(true) // again: still once
	sail(t, s.world, 70*ms)
	down(false)
	sail(t, s.world, 120*ms)
	lost := s.missing("va", 100)
	if len(lost) != 30 || lost[0] != 41 || lost[29] != 70 {
		t.Fatalf("lost = %v, want calls 41 to 50 (under way) and 51 to 70 (refused)", lost)
	}
	if got := s.world.Effects("down"); got != 30 {
		t.Fatalf("Effects(down) = %d, want 30: one for each message", got)
	}
	if other := s.missing("hub", 100); len(other) != 0 {
		t.Fatalf("lost on the way to the hub = %v, want none: the fault is on another link", other)
	}
}

// TestReset breaks a link at 50, 80 and 110 ms: each time what was under way is
// lost, and all that goes between two resets arrives.
func TestReset(t *testing.T) {
	s := newWire(t, still(0))
	torn := func(on bool) { s.world.Shape("torn", "tx", "va", faults.Shape{Reset: 30 * ms}, on) }
	sail(t, s.world, 50*ms)
	torn(true)
	sail(t, s.world, 115*ms)
	torn(false)
	sail(t, s.world, 300*ms)
	lost := s.missing("va", 280)
	if len(lost) != 30 || lost[0] != 41 || lost[9] != 50 || lost[10] != 71 || lost[19] != 80 || lost[29] != 110 {
		t.Fatalf("lost = %v, want calls 41 to 50, 71 to 80, 101 to 110", lost)
	}
	if got := s.world.Effects("torn"); got != 30 {
		t.Fatalf("Effects(torn) = %d, want 30: one for each message", got)
	}
}

// TestRuptureOfNothing refuses and resets a link that carries nothing: no effect,
// so no trial.
func TestRuptureOfNothing(t *testing.T) {
	s := newWire(t, still(0))
	s.world.Shape("down", "hub", "va", faults.Shape{Refuse: true}, true)
	s.world.Shape("torn", "va", "hub", faults.Shape{Reset: ms}, true)
	s.world.Shape("lost", "tx", "nowhere", faults.Shape{Reset: ms}, true)
	sail(t, s.world, 100*ms)
	for _, id := range []string{"down", "torn", "lost"} {
		if got := s.world.Effects(id); got != 0 {
			t.Errorf("Effects(%s) = %d, want 0", id, got)
		}
	}
}

// TestRuptureOfAQueue breaks a narrow link: what waits for it is lost with its
// connections, and takes no time on the line.
func TestRuptureOfAQueue(t *testing.T) {
	for name, shape := range map[string]faults.Shape{"refused": {Refuse: true}, "reset": {Reset: time.Hour}} {
		s := newWire(t, still(0))
		s.world.Shape("narrow", "tx", "va", faults.Shape{Bandwidth: int64(message("c10").Size()) * 100}, true)
		sail(t, s.world, 100*ms)
		arrived := len(s.arrived["va"])
		s.world.Shape(name, "tx", "va", shape, true)
		sail(t, s.world, 100*ms)
		s.world.Shape(name, "tx", "va", shape, false)
		sail(t, s.world, 200*ms)
		lost := s.missing("va", 101)
		if len(lost) != 101-arrived || s.world.Effects(name) != int64(len(lost)) {
			t.Errorf("%s: lost %d, Effects %d, want all %d that had not arrived", name, len(lost), s.world.Effects(name), 101-arrived)
		}
		if next := s.arrived["va"][arrived]; next.ID != 101 || next.At > 135*ms {
			t.Errorf("%s: the next to arrive is %v, want call 101 by 135ms", name, next)
		}
	}
}

// TestWithin compares the arithmetic with looking at break after break.
func TestWithin(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := rupture{from: rapid.Int64Range(0, 50).Draw(rt, "from"), every: rapid.Int64Range(0, 9).Draw(rt, "every")}
		r.until = r.from + rapid.Int64Range(1, 60).Draw(rt, "hold")
		sent := rapid.Int64Range(0, 120).Draw(rt, "sent")
		arrives := sent + rapid.Int64Range(0, 30).Draw(rt, "flight")
		want := false
		for at := r.from; at < r.until; at += r.every {
			want = want || sent <= at && at < arrives
			if r.every == 0 {
				break
			}
		}
		if got := r.within(sent, arrives); got != want {
			rt.Fatalf("%+v.within(%d, %d) = %v, want %v", r, sent, arrives, got, want)
		}
	})
}

// TestRupturesStandApart takes one fault of two away: the other loses the same.
func TestRupturesStandApart(t *testing.T) {
	run := func(both bool) int64 {
		s := newWire(t, still(0))
		if both {
			s.world.Shape("down", "tx", "va", faults.Shape{Refuse: true}, true)
			sail(t, s.world, 20*ms)
			s.world.Shape("down", "tx", "va", faults.Shape{Refuse: true}, false)
		}
		sail(t, s.world, 50*ms)
		s.world.Shape("torn", "tx", "va", faults.Shape{Reset: 30 * ms}, true)
		sail(t, s.world, 300*ms)
		return s.world.Effects("torn")
	}
	if alone, beside := run(false), run(true); alone != beside || alone == 0 {
		t.Fatalf("Effects of the resets alone %d, beside a refusal that is over %d, want the same", alone, beside)
	}
}
