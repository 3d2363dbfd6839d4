package fate

import (
	"fmt"
	"testing"
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
	"pgregory.net/rapid"
)

var reader = history.N("reader/tx")

func event(i int) *sim.Message { return &sim.Message{Head: sim.Head{ID: fmt.Sprintf("tx-%d", i)}} }

// hits returns which of the first n events a rule hits, as 0 and 1.
func hits(r *Rule, seed uint64, consumer history.Name, attempt uint32, n int) string {
	out := make([]byte, n)
	for i := range out {
		out[i] = '0'
		if r.Hits(seed, consumer, event(i), attempt) {
			out[i] = '1'
		}
	}
	return string(out)
}

// A rule means a consumer by its name, or by what stands before the slash.
func TestNamed(t *testing.T) {
	for consumer, want := range map[string]bool{"": true, "reader": true, "reader/tx": true, "read": false, "reader/va": false, "relay": false} {
		if got := named(consumer, "reader/tx"); got != want {
			t.Errorf("named(%q, reader/tx) = %v, want %v", consumer, got, want)
		}
		r := Rule{ID: history.N("f"), Spec: faults.Rule{Kind: faults.Drop, Chance: 1_000_000, Consumer: consumer}}
		if got := r.Hits(1, reader, event(1), 1); got != want {
			t.Errorf("Hits of a certain rule for %q = %v, want %v", consumer, got, want)
		}
	}
}

// The draws are part of what a plan means: these must never change, or a plan
// that was stored hits other deliveries than it did.
func TestDrawsStand(t *testing.T) {
	r := Rule{ID: history.N("twice"), Spec: faults.Rule{Kind: faults.Duplicate, Chance: 300_000, Copies: 3}}
	if got, want := hits(&r, 7, reader, 1, 40), "0000000000010100100000000010000110000001"; got != want {
		t.Errorf("hits of seed 7 = %s, want %s", got, want)
	}
	var copies, delays []int64
	for i := range 8 {
		var f Fate
		r.Shape(7, reader, event(i), 1, &f)
		copies = append(copies, int64(f.Copies))
		late := Rule{ID: r.ID, Spec: faults.Rule{Kind: faults.Reorder, Amount: 100}}
		f = Fate{}
		late.Shape(7, reader, event(i), 1, &f)
		delays = append(delays, f.Delay)
	}
	if got, want := fmt.Sprint(copies, delays), "[2 1 3 2 2 3 3 3] [65 74 71 36 45 10 12 99]"; got != want {
		t.Errorf("copies and delays of seed 7 = %s, want %s", got, want)
	}
}

// Seed, fault, consumer and attempt each draw anew, and each about as often.
func TestHitsDrawApart(t *testing.T) {
	const n = 2000
	r := Rule{ID: history.N("a"), Spec: faults.Rule{Kind: faults.Drop, Chance: 250_000}}
	other := Rule{ID: history.N("b"), Spec: r.Spec}
	base := hits(&r, 1, reader, 1, n)
	for name, got := range map[string]string{
		"the same":         hits(&r, 1, reader, 1, n),
		"another seed":     hits(&r, 2, reader, 1, n),
		"another fault":    hits(&other, 1, reader, 1, n),
		"another consumer": hits(&r, 1, history.N("planner/tx"), 1, n),
		"another attempt":  hits(&r, 1, reader, 2, n),
	} {
		hit, both := 0, 0
		for i := range got {
			if got[i] == '1' {
				hit++
				if base[i] == '1' {
					both++
				}
			}
		}
		if (got == base) != (name == "the same") {
			t.Errorf("%s: the same hits = %v, want the opposite", name, got == base)
		}
		if hit < 430 || hit > 570 || name != "the same" && both > 170 {
			t.Errorf("%s: %d of %d hit, %d of them as before, want about 500 and 125", name, hit, n, both)
		}
	}
}

// What one rule does stays within its words, and two rules add up.
func TestShapeWithinBounds(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		seed, attempt := rapid.Uint64().Draw(rt, "seed"), rapid.Uint32Range(1, 100).Draw(rt, "attempt")
		copies := rapid.IntRange(0, 5).Draw(rt, "copies")
		by := rapid.Int64Range(0, int64(time.Minute)).Draw(rt, "by")
		m := event(rapid.IntRange(0, 1000).Draw(rt, "event"))
		one := func(kind faults.Kind, into *Fate) {
			r := Rule{ID: history.N("f"), Spec: faults.Rule{Kind: kind, Copies: copies, Amount: time.Duration(by)}}
			r.Shape(seed, reader, m, attempt, into)
		}
		for kind, fits := range map[faults.Kind]func(Fate) bool{
			faults.Drop:         func(f Fate) bool { return f == Fate{Lost: true} },
			faults.Duplicate:    func(f Fate) bool { return f == Fate{Copies: f.Copies} && f.Copies >= 1 && f.Copies <= max(copies, 1) },
			faults.Delay:        func(f Fate) bool { return f == Fate{Delay: by} },
			faults.Reorder:      func(f Fate) bool { return f == Fate{Delay: f.Delay} && f.Delay >= 1 && f.Delay <= max(by, 1) },
			faults.SlowConsumer: func(f Fate) bool { return f == Fate{} },
		} {
			var once, twice Fate
			one(kind, &once)
			one(kind, &twice)
			one(kind, &twice)
			if !fits(once) {
				rt.Fatalf("Shape(%s) = %+v, want it within its words", kind, once)
			}
			if want := (Fate{Lost: once.Lost, Delay: 2 * once.Delay, Copies: 2 * once.Copies}); twice != want {
				rt.Fatalf("Shape(%s) of two such rules = %+v, want %+v", kind, twice, want)
			}
		}
	})
}
