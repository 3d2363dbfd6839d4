package scenarios

import (
	"fmt"
	"slices"
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/faults/strict"
	"github.com/seatrial/seatrial/sim/topology"
)

// timesMax is how often a step may repeat.
const timesMax = 100

// stepForm reads one entry of the timeline: a fault, and how it moves and
// repeats.
var stepForm = strict.Described(strict.Object("a step of the timeline",
	append(strict.Within(faults.Keys(), func(s *stepFile) *faults.Fault { return &s.fault }),
		strict.At("spread", "it begins later by up to this; the seed draws how much", strict.Duration,
			func(s *stepFile) *time.Duration { return &s.spread }),
		strict.At("times", "how often it happens; 1 if left out", strict.Whole[int](1, timesMax),
			func(s *stepFile) *int { return &s.times }),
		strict.At("every", "from one beginning to the next", strict.Duration,
			func(s *stepFile) *time.Duration { return &s.every }),
		strict.At("reaches", "the regions that may notice it when it comes alone (tx), or what of it they may notice: answers, writes or figures (tx/figures); not declared if left out",
			strict.List(strict.Text), func(s *stepFile) *[]string { return &s.reaches })),
	func(m strict.Mapping, s *stepFile) {
		s.place = m
		faults.Complete(m, &s.fault)
	}), faults.Rules())

// unroll turns the steps into the timeline: repeated as often as they say, each
// fault with an id of its own.
func (f *file) unroll(t topology.Topology) {
	seen := map[string]bool{}
	for _, s := range f.steps {
		named := rolesOf(t)
		s.fault = named.fault(s.fault)
		s.check(f, t, named)
		radius := s.radius(t, named)
		for i := range max(1, s.times) {
			step := Step{Fault: s.fault, Spread: s.spread, Radius: radius, Line: s.place.Line()}
			step.Fault.At += time.Duration(i) * s.every
			if s.times > 1 {
				step.Fault.ID = fmt.Sprintf("%s-%d", s.fault.ID, i+1)
			}
			if step.Fault.Kind == faults.RegionOutage && len(step.Fault.Peers) == 0 {
				step.Fault.Peers = others(t, step.Fault.Region)
			}
			if step.Fault.ID != "" && seen[step.Fault.ID] {
				s.place.Key("id").Report("give each step an id of its own", "two faults with the id %q", step.Fault.ID)
			}
			seen[step.Fault.ID] = true
			f.Timeline = append(f.Timeline, step)
		}
	}
}

// others lists every other region.
func others(t topology.Topology, region string) []string {
	return slices.DeleteFunc(slices.Clone(t.Names()), func(n string) bool { return n == region })
}

// check reports what a step asks for that the scenario cannot give: places that
// are not there, instants outside of baseline and load, repeats that overlap.
func (s stepFile) check(f *file, t topology.Topology, named *roles) {
	if err := misplaced(t, &f.workload.Workload, s.fault); err != nil && s.fault.Kind != "" {
		named.explain(err)
		s.place.Key(err.Word).Report(err.Fix, "%s", err.What)
	}
	last := s.fault.At + s.spread + time.Duration(max(1, s.times)-1)*s.every
	switch {
	case !s.place.Has("at"):
	case s.fault.At < f.Baseline:
		s.place.Key("at").Report("begin at "+span(f.Baseline)+" or later",
			"begins at %s, before the baseline ends at %s", span(s.fault.At), span(f.Baseline))
	case last > f.workload.Duration:
		s.place.Key("at").Report("begin earlier, or set workload.duration higher",
			"may begin at %s, after the load ends at %s", span(last), span(f.workload.Duration))
	}
	s.checkRepeat()
}

func (s stepFile) checkRepeat() {
	switch {
	case s.place.Has("times") != s.place.Has("every"):
		s.place.Report("write both, or none", "times and every belong together")
	case s.times > 1 && s.fault.Hold+s.spread > s.every:
		s.place.Key("every").Report("set every to at least hold and spread together",
			"repeats every %s and lasts up to %s", span(s.every), span(s.fault.Hold+s.spread))
	}
}
