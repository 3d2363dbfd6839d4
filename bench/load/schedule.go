package load

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// Kind says how a schedule places its sends.
type Kind string

// The kinds.
const (
	Constant Kind = "constant" // every 1/rate
	Poisson  Kind = "poisson"  // exponential gaps, as of many callers who know nothing of each other
	Ramp     Kind = "ramp"     // from rate to rate end, in a straight line
	Trace    Kind = "trace"    // at given instants
)

// Schedule says when each send is intended, before anything is sent:
//
//	constant  |  |  |  |  |  |
//	poisson   | ||    | |    |
//	ramp      |    |   |  | | ||
//
// It is plain data; the same schedule gives the same instants on every machine.
type Schedule struct {
	Kind     Kind            `json:"kind"`
	Rate     int64           `json:"rate_per_1000s,omitempty"`     // sends per 1000 s; of a ramp, where it begins
	RateEnd  int64           `json:"rate_end_per_1000s,omitempty"` // of a ramp
	Duration time.Duration   `json:"duration_ns,omitempty"`        // no send at or after it; a trace ends by itself
	Seed     uint64          `json:"seed,omitempty"`               // of Poisson
	At       []time.Duration `json:"at_ns,omitempty"`              // of a trace, in order
}

// The bounds of a schedule: a million sends per second, for a day.
const (
	rateMax     = 1_000_000_000
	durationMax = 24 * time.Hour
)

// Validate reports what is wrong with the schedule and what to write instead.
func (s Schedule) Validate() error {
	switch s.Kind {
	case Trace:
		return s.validTrace()
	case Constant, Poisson, Ramp:
	default:
		return fmt.Errorf("schedule %q: want constant, poisson, ramp or trace", s.Kind)
	}
	if s.Duration <= 0 || s.Duration > durationMax {
		return fmt.Errorf("schedule duration %v: want more than nothing and at most %v", s.Duration, durationMax)
	}
	rates := []int64{s.Rate}
	if s.Kind == Ramp {
		rates = append(rates, s.RateEnd)
	}
	for _, r := range rates {
		if r < 0 || r > rateMax {
			return fmt.Errorf("schedule rate %d per 1000 s: want 0 to %d", r, rateMax)
		}
	}
	if slices.Max(rates) == 0 {
		return errors.New("schedule rate 0: nothing would be sent; give a rate")
	}
	return nil
}

func (s Schedule) validTrace() error {
	if len(s.At) == 0 {
		return errors.New("trace without instants: give at least one")
	}
	if s.At[0] < 0 || s.At[len(s.At)-1] > durationMax {
		return fmt.Errorf("trace from %v to %v: want instants from 0 to %v", s.At[0], s.At[len(s.At)-1], durationMax)
	}
	if !slices.IsSorted(s.At) {
		return errors.New("trace out of order: sort its instants")
	}
	return nil
}

// Arrivals returns the sends of a valid schedule, from the first.
func (s Schedule) Arrivals() *Arrivals { return &Arrivals{s: s} }
