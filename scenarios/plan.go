package scenarios

import (
	"time"

	"github.com/seatrial/seatrial/faults"
)

// Plan returns the faults of one run: the timeline with the instants that the
// seed draws. The same seed gives the same plan; steps without spread are alike
// for every seed.
func (s *Scenario) Plan(seed uint64) faults.Plan {
	p := faults.Plan{Scenario: s.ID, Seed: seed, Faults: make([]faults.Fault, len(s.Timeline))}
	if !s.shipped() {
		p.File = s.Path
	}
	for i, step := range s.Timeline {
		f := step.Fault
		f.At += moved(seed, f.ID, step.Spread)
		p.Faults[i] = f
	}
	p.Sort()
	return p
}

// moved draws how much later a step begins: whole milliseconds if the spread
// has any, so that a plan stays readable.
func moved(seed uint64, id string, spread time.Duration) time.Duration {
	unit := time.Millisecond
	if spread < unit {
		unit = time.Nanosecond
	}
	if spread <= 0 {
		return 0
	}
	return time.Duration(below(seed, "plan/"+id, 0, uint64(spread/unit))) * unit
}

// latest returns the end of the last fault under any seed.
func (s *Scenario) latest() time.Duration {
	var last time.Duration
	for _, step := range s.Timeline {
		last = max(last, step.Fault.Ends()+step.Spread)
	}
	return last
}

// Length returns the longest the scenario can last: its load and its faults,
// whichever ends later, and the drain.
func (s *Scenario) Length() time.Duration {
	return max(s.Workload.Duration, s.latest()) + s.Drain
}

// CheckPlan reports the first fault of a plan that does not fit the scenario: a
// region or machine that it does not have. A plan that was edited by hand is
// checked before it is run again.
func (s *Scenario) CheckPlan(p faults.Plan) error {
	for _, f := range p.Faults {
		if err := faults.Validate(f); err != nil {
			return err
		}
		if err := misplaced(s.Topology, &s.Workload, f); err != nil {
			return err
		}
	}
	return nil
}
