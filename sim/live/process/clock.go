package process

import (
	"slices"
	"time"
)

// samples is how often two clocks are read to know how they differ: between the
// two readings a process may lose its processor.
const samples = 15

// instantOf returns a start of the run as the wall clock of now says it, for
// another process. Both measure by the monotonic clock of the machine, so that a
// step of the wall clock during the run changes nothing.
func instantOf(start time.Time) int64 {
	var all []int64
	for range samples {
		now := time.Now()
		all = append(all, now.UnixNano()-int64(now.Sub(start)))
	}
	return median(all)
}

// startAt returns the start of a run that another process says it had.
func startAt(instant int64) time.Time {
	base := time.Now()
	var all []int64
	for range samples {
		now := time.Now()
		all = append(all, int64(now.Sub(base))-(now.UnixNano()-instant))
	}
	return base.Add(time.Duration(median(all)))
}

func median(all []int64) int64 {
	slices.Sort(all)
	return all[len(all)/2]
}
