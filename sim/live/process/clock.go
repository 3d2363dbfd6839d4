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

// Clocks compares the child's wall clock with the one here. Ahead is how much it
// is ahead, and within how far that may be wrong: half of the shortest round
// trip. From then on the child counts by the clock here.
func (p *Process) Clocks() (ahead, within time.Duration, err error) {
	c := p.alive()
	if c == nil {
		return 0, 0, p.wrap("compare the clock of", errEnded)
	}
	for i := range samples {
		sent := time.Now()
		answer, err := c.ask(request{Clock: true})
		if err != nil {
			return 0, 0, p.wrap("compare the clock of", err)
		}
		took := time.Since(sent)
		if i == 0 || took/2 < within {
			ahead, within = time.Duration(answer.Clock-sent.UnixNano())-took/2, took/2
		}
	}
	if ahead.Abs() > within { // else they may be one clock, and mostly are
		p.ahead = ahead
	}
	return ahead, within, nil
}
