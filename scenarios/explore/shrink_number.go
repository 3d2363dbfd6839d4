package explore

import (
	"slices"
	"time"
)

// steps are lengths of time that people write, ascending.
var steps = []time.Duration{
	time.Millisecond, 2 * time.Millisecond, 5 * time.Millisecond, 10 * time.Millisecond, 20 * time.Millisecond, 50 * time.Millisecond,
	100 * time.Millisecond, 200 * time.Millisecond, 500 * time.Millisecond, time.Second, 2 * time.Second, 3 * time.Second, 5 * time.Second,
	10 * time.Second, 15 * time.Second, 20 * time.Second, 30 * time.Second, 45 * time.Second, time.Minute, 90 * time.Second,
	2 * time.Minute, 5 * time.Minute, 10 * time.Minute, 15 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour, 6 * time.Hour,
}

// readable lists lengths from low up to d that are easy to read, smallest first,
// and then d itself in fewer digits.
func readable(d, low time.Duration) []time.Duration {
	var out []time.Duration
	for _, v := range steps {
		if v >= low && v < d {
			out = append(out, v)
		}
	}
	for _, v := range rounded(d, low) {
		if !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}

// rounded lists d in fewer digits, fewest first: to the next lower multiple of
// what fits, not below low. What has few digits already is not listed.
func rounded(d, low time.Duration) []time.Duration {
	var out []time.Duration
	for _, unit := range []time.Duration{time.Minute, 10 * time.Second, time.Second, 500 * time.Millisecond, 100 * time.Millisecond,
		10 * time.Millisecond, time.Millisecond} {
		v := d / unit * unit
		if v == d {
			break
		}
		if v >= low && v > 0 && !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}

// counts lists numbers below n that are easy to read, from low on; nothing but 0
// if low is below.
func counts(n, low int64) []int64 {
	var out []int64
	if low <= 0 && n > 0 {
		out = append(out, 0)
	}
	if low < 0 {
		return out
	}
	for unit := int64(1); unit < n; unit *= 10 {
		for _, v := range []int64{unit, 2 * unit, 3 * unit, 5 * unit} {
			if v >= low && v < n {
				out = append(out, v)
			}
		}
	}
	return out
}
