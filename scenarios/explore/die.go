package explore

import (
	"math/bits"
	"time"

	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// die draws what belongs to one named thing of one seed. It counts instead of
// remembering, and no two names share a count: what is switched off draws
// nothing, and shifts nobody else's draws.
type die struct {
	chance sim.Chance
	n      uint64
}

// cast returns the die of a name.
func cast(seed uint64, name string) *die {
	return &die{chance: sim.Chance{Seed: seed, Stream: sim.StreamPlan, Entity: history.Hash("explore/" + name)}}
}

// below draws a number in [0, limit); limit must be positive.
func (d *die) below(limit int) int {
	d.n++
	return int(d.chance.Below(d.n, uint64(limit)))
}

// hit reports whether a draw hits with a chance in per cent.
func (d *die) hit(percent int) bool { return d.below(100) < percent }

// number draws from lo to hi, both included and at least 1, small ones as likely
// as large ones: first a power of two, then within it.
func (d *die) number(lo, hi int64) int64 {
	octaves := bits.Len64(uint64(hi / lo))
	from := lo << d.below(octaves)
	to := min(2*from, hi+1)
	return from + int64(d.below(int(max(1, to-from))))
}

// span draws a time as [die.number] does, in whole milliseconds if it is one or
// longer.
func (d *die) span(lo, hi time.Duration) time.Duration {
	v := time.Duration(d.number(int64(lo), int64(hi)))
	if v >= time.Millisecond {
		v = v.Truncate(time.Millisecond)
	}
	return v
}

// one draws an entry of a list, which must not be empty.
func one[T any](d *die, list []T) T { return list[d.below(len(list))] }
