package load

import (
	"math/bits"
	"time"

	"github.com/seatrial/seatrial/sim"
)

// Arrivals hands out the intended instants of a schedule, one after the other.
// Integers only: no rounding adds up, and every machine gets the same.
type Arrivals struct {
	s    Schedule
	n    uint64        // sends handed out
	last time.Duration // of a ramp
	sum  uint64        // of the gaps of Poisson, in 2^-16 ns
}

// perRate is what a rate of 1 per 1000 s makes of a gap, in ns.
const perRate = 1_000_000_000_000

// Next returns when the next send is intended, from the start; false after the
// last. Instants never go back.
func (a *Arrivals) Next() (at time.Duration, ok bool) {
	switch a.s.Kind {
	case Constant:
		at, ok = a.constant()
	case Poisson:
		at, ok = a.poisson()
	case Ramp:
		at, ok = a.ramp()
	case Trace:
		if a.n < uint64(len(a.s.At)) {
			at, ok = a.s.At[a.n], true
		}
	}
	a.n++
	return at, ok
}

// constant places send n at n/rate, rounded down: counted from the start each
// time.
func (a *Arrivals) constant() (time.Duration, bool) {
	if a.s.Rate == 0 {
		return 0, false
	}
	hi, lo := bits.Mul64(a.n, perRate)
	if hi >= uint64(a.s.Rate) {
		return 0, false // far beyond any duration
	}
	at, _ := bits.Div64(hi, lo, uint64(a.s.Rate))
	return time.Duration(at), at < uint64(a.s.Duration)
}

// poisson adds an exponential gap: mean * -ln(u).
func (a *Arrivals) poisson() (time.Duration, bool) {
	if a.s.Rate == 0 {
		return 0, false
	}
	chance := sim.Chance{Seed: a.s.Seed, Stream: sim.StreamWorkload}
	mean := uint64(perRate<<16) / uint64(a.s.Rate)
	a.sum += scale(mean, minusLog(chance.Draw(a.n)))
	at := a.sum >> 16
	return time.Duration(at), at < uint64(a.s.Duration)
}

// ramp finds the first instant by which the line has risen (or fallen) over n
// sends. The area under it, rate*t + (end-rate)*t*t/2d, only grows, so the
// instant lies between the last one and the end.
func (a *Arrivals) ramp() (time.Duration, bool) {
	low, high := a.last, a.s.Duration
	if !a.due(high) {
		return 0, false
	}
	for low < high {
		middle := low + (high-low)/2
		if a.due(middle) {
			high = middle
		} else {
			low = middle + 1
		}
	}
	a.last = low
	return low, low < a.s.Duration
}

// due reports whether send n belongs at or before t.
func (a *Arrivals) due(t time.Duration) bool {
	const finer = 1000 // mean rates are per 1e6 s
	mean := uint64(a.s.Rate) * finer
	if a.n == 0 {
		return true
	}
	if a.s.RateEnd >= a.s.Rate {
		mean += part(uint64(a.s.RateEnd-a.s.Rate)*finer, t, a.s.Duration)
	} else {
		mean -= part(uint64(a.s.Rate-a.s.RateEnd)*finer, t, a.s.Duration) + 1 // rounded up, so that none is too early
	}
	hi, lo := bits.Mul64(mean, uint64(t))
	wantHi, wantLo := bits.Mul64(a.n, perRate*finer)
	return hi > wantHi || hi == wantHi && lo >= wantLo
}

// part returns rise * t/2d: how far the mean of a line lies from where it began.
func part(rise uint64, t, d time.Duration) uint64 {
	hi, lo := bits.Mul64(rise, uint64(t))
	q, _ := bits.Div64(hi, lo, 2*uint64(d))
	return q
}

// minusLog returns -ln(u) in Q32, for the uniform draw u = (draw+1)/2^64.
func minusLog(draw uint64) uint64 {
	const ln2 = 0xB17217F8 // in Q32
	if draw == ^uint64(0) {
		return 0
	}
	return scale(64<<32-log2(draw+1), ln2)
}

// log2 returns the binary logarithm of x > 0 in Q32: each squaring of the
// mantissa doubles the logarithm and so shows its next bit.
func log2(x uint64) uint64 {
	n := bits.Len64(x) - 1
	m, out := x<<(63-n), uint64(n)
	for range 32 {
		hi, lo := bits.Mul64(m, m)
		out <<= 1
		if hi>>63 == 1 {
			out, m = out|1, hi
		} else {
			m = hi<<1 | lo>>63
		}
	}
	return out
}

// scale multiplies by a factor in Q32.
func scale(v, factor uint64) uint64 {
	hi, lo := bits.Mul64(v, factor)
	return hi<<32 | lo>>32
}
