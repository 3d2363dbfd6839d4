package outside

import "github.com/seatrial/seatrial/sim"

// arrivals is an open-loop process: its instants depend on nothing that the
// system does. Gaps are exponential, so that arrivals bunch as real ones do. With
// a burst several arrive at each instant, and the gaps are longer, so that the
// rate stays; they are spread evenly around their mean, as the bunching is in the
// burst already.
type arrivals struct {
	chance sim.Chance
	mean   uint64 // gap in ns; 0 = nothing ever arrives
	even   bool   // gaps are spread over [mean/2, 3 mean/2)
	until  int64  // monotonic clock; nothing arrives after it
	n      uint64
}

// newArrivals returns the arrivals of a rate per 1000 s, which end at until.
func newArrivals(chance sim.Chance, rate int64, burst int, until int64) arrivals {
	a := arrivals{chance: chance, until: until, even: burst > 1}
	if rate > 0 {
		a.mean = uint64(1_000_000_000_000 / rate * int64(max(burst, 1)))
	}
	return a
}

// next returns the time until the next arrival; false if there is none.
func (a *arrivals) next(now int64) (gap int64, ok bool) {
	if a.mean == 0 {
		return 0, false
	}
	a.n++
	if a.even {
		gap = int64(a.mean/2 + a.chance.Below(a.n, a.mean))
	} else {
		gap = int64(exponential(a.mean, a.chance.Draw(a.n)))
	}
	return gap, now+gap <= a.until
}

// exponential returns mean * -ln(u) for the uniform draw u = (draw+1)/2^64.
func exponential(mean, draw uint64) uint64 {
	bitsOf := uint64(64) << 32
	if draw != ^uint64(0) {
		bitsOf -= log2(draw + 1)
	} else {
		return 0
	}
	return scale(mean, scale(bitsOf, ln2))
}
