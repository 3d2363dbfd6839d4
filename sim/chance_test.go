package sim_test

import (
	"math/bits"
	"testing"

	"github.com/seatrial/seatrial/sim"
	"pgregory.net/rapid"
)

const buckets = 64

// spread returns the chi-square statistic of draws over 64 buckets. For 63
// degrees of freedom it lies below 120 in all but one of 100,000 cases.
func spread(draw func(n uint64) uint64, draws uint64) float64 {
	var count [buckets]float64
	for n := range draws {
		count[draw(n)]++
	}
	want := float64(draws) / buckets
	sum := 0.0
	for _, c := range count {
		sum += (c - want) * (c - want) / want
	}
	return sum
}

// TestChanceIsUniform looks at the high bits, at the low bits and at Below, along
// each of the four coordinates of a draw.
func TestChanceIsUniform(t *testing.T) {
	const draws = 64_000
	along := map[string]func(n uint64) uint64{
		"n":      func(n uint64) uint64 { return sim.Chance{Seed: 1, Stream: sim.StreamNetwork, Entity: 3}.Draw(n) },
		"entity": func(n uint64) uint64 { return sim.Chance{Seed: 1, Stream: sim.StreamNetwork, Entity: n}.Draw(7) },
		"stream": func(n uint64) uint64 { return sim.Chance{Seed: 1, Stream: sim.Stream(n), Entity: 3}.Draw(7) },
		"seed":   func(n uint64) uint64 { return sim.Chance{Seed: n, Stream: sim.StreamNetwork, Entity: 3}.Draw(7) },
		"time":   func(n uint64) uint64 { return sim.Chance{Seed: 1, Stream: sim.StreamNetwork}.Draw(n * 1_000_000 * 2) },
	}
	for name, draw := range along {
		for what, bucket := range map[string]func(n uint64) uint64{
			"high bits": func(n uint64) uint64 { return draw(n) >> 58 },
			"low bits":  func(n uint64) uint64 { return draw(n) & 63 },
		} {
			if got := spread(bucket, draws); got > 120 || got < 25 {
				t.Errorf("chi-square of the %s along %s = %.1f, want 25 to 120", what, name, got)
			}
		}
	}
	c := sim.Chance{Seed: 5, Stream: sim.StreamPlan, Entity: 9}
	if got := spread(func(n uint64) uint64 { return c.Below(n, buckets) }, draws); got > 120 {
		t.Errorf("chi-square of Below(n, 64) = %.1f, want at most 120", got)
	}
}

// TestChanceIsIndependent flips one bit of one coordinate: half of the bits of
// the draw change, whichever it is. Draws side by side do not hang together.
func TestChanceIsIndependent(t *testing.T) {
	for bit := range 64 {
		flip := uint64(1) << bit
		changed := map[string]int{}
		const tries = 512
		for n := range uint64(tries) {
			c := sim.Chance{Seed: n * 3, Stream: sim.StreamDisk, Entity: n * 5}
			base := c.Draw(n)
			other := func(d sim.Chance, n uint64) int { return bits.OnesCount64(base ^ d.Draw(n)) }
			changed["n"] += other(c, n^flip)
			changed["seed"] += other(sim.Chance{Seed: c.Seed ^ flip, Stream: c.Stream, Entity: c.Entity}, n)
			changed["entity"] += other(sim.Chance{Seed: c.Seed, Stream: c.Stream, Entity: c.Entity ^ flip}, n)
			changed["stream"] += other(sim.Chance{Seed: c.Seed, Stream: c.Stream ^ sim.Stream(flip), Entity: c.Entity}, n)
		}
		for name, sum := range changed {
			if mean := sum * 10 / tries; mean < 300 || mean > 340 {
				t.Errorf("bits that change with bit %d of %s = %d.%d of 64, want about 32", bit, name, mean/10, mean%10)
			}
		}
	}
	a := sim.Chance{Seed: 1, Stream: sim.StreamNetwork, Entity: 1}
	b := sim.Chance{Seed: 1, Stream: sim.StreamNetwork, Entity: 2}
	pairs := func(n uint64) uint64 { return a.Draw(n)>>61<<3 | b.Draw(n)>>61 }
	if got := spread(pairs, 64_000); got > 120 {
		t.Errorf("chi-square of pairs of two entities = %.1f, want at most 120", got)
	}
	follow := func(n uint64) uint64 { return a.Draw(n)>>61<<3 | a.Draw(n+1)>>61 }
	if got := spread(follow, 64_000); got > 120 {
		t.Errorf("chi-square of a draw and the next = %.1f, want at most 120", got)
	}
}

func TestBelow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := sim.Chance{Seed: rapid.Uint64().Draw(t, "seed"), Stream: sim.StreamOutside, Entity: rapid.Uint64().Draw(t, "entity")}
		n, limit := rapid.Uint64().Draw(t, "n"), rapid.Uint64Range(1, 1<<63).Draw(t, "limit")
		if got := c.Below(n, limit); got >= limit {
			t.Fatalf("Below(%d, %d) = %d, want less", n, limit, got)
		}
	})
}

func TestHit(t *testing.T) {
	c := sim.Chance{Seed: 2, Stream: sim.StreamFaults, Entity: 4}
	for ppm, want := range map[uint32][2]int{0: {0, 0}, 1_000_000: {100_000, 100_000}, 250_000: {24_500, 25_500}, 1000: {65, 140}} {
		got := 0
		for n := range uint64(100_000) {
			if c.Hit(n, ppm) {
				got++
			}
		}
		if got < want[0] || got > want[1] {
			t.Errorf("hits of %d ppm in 100000 = %d, want %d to %d", ppm, got, want[0], want[1])
		}
	}
}

// TestDrawsStay pins the numbers: another formula would change every stored seed.
func TestDrawsStay(t *testing.T) {
	c := sim.Chance{Seed: 7, Stream: sim.StreamPlan, Entity: 1}
	for n, want := range []uint64{0x8c315a223bd2c514, 0xd98aa61da27a769b, 0x4334ab728713de75} {
		if got := c.Draw(uint64(n)); got != want {
			t.Errorf("Draw(%d) = %#x, want %#x", n, got, want)
		}
	}
}

func BenchmarkDraw(b *testing.B) {
	c := sim.Chance{Seed: 7, Stream: sim.StreamPlan, Entity: 1}
	sum := uint64(0)
	for n := range b.N {
		sum += c.Draw(uint64(n))
	}
	if sum == 1 {
		b.Log(sum)
	}
}
