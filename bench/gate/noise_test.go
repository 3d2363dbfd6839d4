package gate_test

import (
	"math"
	"testing"

	"github.com/seatrial/seatrial/bench"
	"github.com/seatrial/seatrial/bench/gate"
	"github.com/seatrial/seatrial/sim"
)

// shop is a shared machine, as measured: what a round deviates by, from one round
// of the same program to the next, as a standard deviation over the mean; and a
// drift of all rounds, by which the last is a sixth slower than the first.
type shop struct {
	chance sim.Chance
	n      uint64
}

const (
	rateNoise  = 0.122
	p50Noise   = 0.13
	p99Noise   = 0.094
	allocNoise = 0.0027
	bytesNoise = 0.042
	drift      = 0.15
	slowRounds = 30_000 // ppm of rounds that something else held up
)

// normal returns a normal draw: the sum of twelve uniform ones.
func (s *shop) normal() float64 {
	sum := -6.0
	for range 12 {
		sum += float64(s.chance.Below(s.n, 1<<32)) / (1 << 32)
		s.n++
	}
	return sum
}

// round returns how long one round takes, compared with an undisturbed one.
func (s *shop) round(noise, at float64) float64 {
	slow := math.Exp(noise*s.normal()) * (1 + drift*at)
	if s.n++; s.chance.Hit(s.n, slowRounds) {
		slow *= 1.5
	}
	return slow
}

// measure returns a result of some rounds of a program that is slower by a factor.
// Counters are the medians of the rounds.
func (s *shop) measure(rounds int, slower float64) *bench.Result {
	r := inTurn(engine())
	r.Timings = nil
	var allocs, bytes []float64
	for i := range rounds {
		at := float64(i) / float64(rounds)
		r.Add("drain", bench.Rate, 71_000/slower/s.round(rateNoise, at))
		r.Add("publish", bench.P50, 41_500*slower*s.round(p50Noise, at))
		r.Add("publish", bench.P99, 194_000*slower*s.round(p99Noise, at))
		allocs = append(allocs, 60.18*math.Exp(allocNoise*s.normal()))
		bytes = append(bytes, 4810*math.Exp(bytesNoise*s.normal()))
	}
	r.Counters.AllocationsPerEvent, r.Counters.BytesPerEvent = ptr(bench.Median(allocs)), ptr(bench.Median(bytes))
	return r
}

// tally counts the outcomes of 40 comparisons.
func tally(t *testing.T, seed uint64, rounds int, slower float64) map[gate.Outcome]int {
	t.Helper()
	out := map[gate.Outcome]int{}
	for trial := range uint64(40) {
		s := &shop{chance: sim.Chance{Seed: seed, Entity: trial}}
		out[judge(t, s.measure(rounds, 1), s.measure(rounds, slower), nil).Outcome]++
	}
	return out
}

// TestTheSameProgramRaisesNoAlarm: of 40 comparisons of a program with itself at
// most one regresses, at any number of rounds.
func TestTheSameProgramRaisesNoAlarm(t *testing.T) {
	for _, rounds := range []int{10, 20, 40, 80} {
		got := tally(t, 1, rounds, 1)
		t.Logf("%d rounds of one program: %v", rounds, got)
		if got[gate.Regressed] > 1 {
			t.Errorf("%d rounds: %d of 40 comparisons of one program regress, want at most 1", rounds, got[gate.Regressed])
		}
	}
}

// TestASlowdownIsCaught: everything takes a quarter longer.
func TestASlowdownIsCaught(t *testing.T) {
	for _, c := range []struct{ rounds, least int }{{10, 20}, {20, 36}, {40, 36}, {80, 36}} {
		got := tally(t, 2, c.rounds, 1.25)
		t.Logf("%d rounds, everything takes 25 %% longer: %v", c.rounds, got)
		if got[gate.Regressed] < c.least {
			t.Errorf("%d rounds: %d of 40 slowdowns by 25 %% regress, want at least %d", c.rounds, got[gate.Regressed], c.least)
		}
		if got[gate.Fine] > 0 {
			t.Errorf("%d rounds: %d of 40 slowdowns by 25 %% pass, want none", c.rounds, got[gate.Fine])
		}
	}
}

// TestOneMoreAllocationIsCaught: one more per event, on what the benchmarks make
// each, every time and without a single timing; and none more raises no alarm.
func TestOneMoreAllocationIsCaught(t *testing.T) {
	for _, level := range []float64{0.31, 27.16, 34.10, 60.18} {
		caught, alarms := 0, 0
		for trial := range uint64(200) {
			s := &shop{chance: sim.Chance{Seed: 3, Entity: trial}}
			base, same, more := s.allocating(level), s.allocating(level), s.allocating(level+1)
			if judge(t, base, more, nil).Outcome == gate.Regressed {
				caught++
			}
			if judge(t, base, same, nil).Outcome != gate.Fine {
				alarms++
			}
		}
		if caught != 200 || alarms != 0 {
			t.Errorf("one more allocation on %v: caught %d of 200 times, want all; %d alarms without it, want none", level, caught, alarms)
		}
	}
}

// allocating is a result whose allocations are the median of ten rounds.
func (s *shop) allocating(level float64) *bench.Result {
	var rounds []float64
	for range 10 {
		rounds = append(rounds, level*math.Exp(allocNoise*s.normal()))
	}
	return changed(func(r *bench.Result) { r.Counters.AllocationsPerEvent = ptr(bench.Median(rounds)) })
}
