package explore

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/seatrial/seatrial/scenarios"
)

// ErrHolds is returned for a case that does not break the promise in the first
// place: there is nothing to cut.
var ErrHolds = errors.New("the case does not break the promise")

// Budget limits a search. The zero value is 2000 trials, as long as they take.
type Budget struct {
	Trials int           // at most; 0 = 2000
	Wall   time.Duration // at most; 0 = no limit. Where it ends a search, what is found hangs on the machine
	Beside int           // candidates that run side by side; 0 = one per core. It changes nothing that is found
}

// trialsMax is how many trials a shrinking takes at most, unless it is told.
const trialsMax = 2000

// Shrunk is a failure cut down to what it takes.
type Shrunk struct {
	Case    Case    // breaks the promise; asks for nothing else
	Outcome Outcome // of the case
	Promise string  // "I-05"
	Trials  int     // that it took
	Capped  string  // why the search ended early; "" = nothing can be left out of the faults
}

// Shrink cuts a case that breaks a promise down to the few faults and commands
// that matter, by delta debugging (Zeller and Hildebrandt, 2002): faults are left
// out, then held shorter and weaker; the topology, the stock and the load shrink;
// then commands are left out one by one. Every accepted step breaks the same
// promise. Where defects are planted and the clean system keeps the promise, it
// keeps it in every accepted step too, so that no other failure takes the place
// of the one that was found.
//
// The same inputs give the same result, however many candidates run side by side:
// of those that fail, the first in order is taken. In the end no fault can be
// removed alone, unless the budget ran out first ([Shrunk.Capped]). The error is
// [ErrHolds] or the runner's own; a search that is stopped before it began has
// nothing to show either.
func Shrink(ctx context.Context, r Runner, c Case, promise string, b Budget) (Shrunk, error) {
	s := newShrinker(ctx, r, promise, b)
	err := s.begin(c)
	if s.best.Scenario == nil {
		return Shrunk{}, err
	}
	if err == nil {
		err = s.cut()
	}
	if errors.Is(err, errSpent) {
		err = nil
	}
	return Shrunk{Case: s.best, Outcome: s.shown, Promise: promise, Trials: s.trials, Capped: s.capped}, err
}

// newShrinker returns a search that has not begun.
func newShrinker(ctx context.Context, r Runner, promise string, b Budget) *shrinker {
	s := &shrinker{ctx: ctx, run: r, promise: promise, budget: b, tried: map[string]*trial{}, begun: time.Now()}
	s.budget.Trials = cmp.Or(b.Trials, trialsMax)
	return s
}

// begin checks that the case breaks the promise, asked for nothing but it.
func (s *shrinker) begin(c Case) error {
	c = c.Clone()
	c.Scenario.Promises = []string{s.promise}
	c.Scenario.Thresholds, c.Scenario.Reach, c.Scenario.Stop, c.Scenario.Repro = nil, nil, nil, nil
	c.Scenario.Timeline = nil
	c.Plan.Sort()
	t, err := s.alone(c)
	if err != nil {
		return err
	}
	if !t.out.Breaks(s.promise) {
		return fmt.Errorf("shrink case of %s with seed %d: promise %s: %w", c.Scenario.ID, c.Seed, s.promise, ErrHolds)
	}
	s.best, s.shown, s.vague = c, t.out, t.out.Why != ""
	if len(c.Defects) == 0 {
		return nil
	}
	twin, err := s.alone(clean(c))
	s.guarded = err == nil && !twin.out.Breaks(s.promise)
	return err
}

// roundsMax is how often the passes are made again, if the last round gained
// anything.
const roundsMax = 6

// cut makes the passes until none gains anything. Faults come first: without
// them a trial is short. Commands come late: with little stock, few articles and
// one region fewer of them are needed.
func (s *shrinker) cut() error {
	if err := s.leaveOutFaults(); err != nil {
		return err
	}
	for range roundsMax {
		before := s.accepted
		for _, pass := range []func() error{s.leaveOutPolicies, s.ordinary, s.calm, s.leaveOutRegions, s.simplifyLoad, s.strengthen, s.hasten, s.leaveOutCommands,
			s.simplifyOrders, s.shorten, s.weaken, s.leaveOutFaults} {
			if err := pass(); err != nil {
				return err
			}
		}
		if s.accepted == before {
			break
		}
	}
	if err := s.restore(); err != nil {
		return err
	}
	return s.single()
}

// clean returns the case with nothing planted.
func clean(c Case) Case {
	c.Defects = nil
	return c
}

// sound reports whether a candidate is a scenario that can be written down: what
// the loader asks for of several values together.
func sound(c Case) bool {
	s := c.Scenario
	if s.CheckPlan(c.Plan) != nil || s.Baseline >= s.Workload.Duration || s.Workload.Rate <= 0 {
		return false
	}
	for _, p := range s.Policies {
		if p.At > s.Workload.Duration {
			return false
		}
	}
	for _, a := range s.Workload.Acts {
		if a.At > s.Workload.Duration {
			return false
		}
	}
	for _, d := range s.Workload.Documents {
		if d.At > s.Workload.Duration {
			return false
		}
	}
	for _, f := range c.Plan.Faults {
		if f.At < s.Baseline || f.At > s.Workload.Duration {
			return false
		}
	}
	return s.Commands() <= scenarios.CommandsMax
}
