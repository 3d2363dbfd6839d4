package run

import (
	"slices"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/scenarios"
)

// Staged returns a scenario as a world runs it, and by what its time is divided:
// its live profile where time is real, or where that is asked for, and else the
// scenario itself and 0. It is called once, on a scenario as it was loaded; the
// profile of a profile would be twice as quick.
func Staged(w World, s *scenarios.Scenario, live bool) (*scenarios.Scenario, int64) {
	if !live && !w.Real() {
		return s, 0
	}
	return s.ForLive(), max(1, s.Live.Factor)
}

// StagedPlan returns a plan as the staged scenario runs it. Stored plans are in
// the time of the scenario as it is written, so that one file fits every world.
func StagedPlan(w World, s *scenarios.Scenario, p faults.Plan, live bool) faults.Plan {
	if !live && !w.Real() {
		return p
	}
	written := *s
	written.Timeline = make([]scenarios.Step, len(p.Faults))
	for i, f := range p.Faults {
		written.Timeline[i].Fault = f
	}
	quick := p
	quick.Faults = slices.Clone(written.ForLive().Plan(p.Seed).Faults)
	return quick
}
