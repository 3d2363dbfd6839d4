// Package explore looks for failures that nobody has written down: it draws
// trials from seeds, runs them in virtual time, cuts a trial that fails to the
// few faults and commands that matter, and keeps what it learned.
//
// A drawn trial is a [Case]. It is data, like a scenario with its plan, so it can
// be stored, printed and run again in any world. Start at [Campaign].
package explore

import (
	"slices"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/scenarios/run"
)

// Case is one trial to run: what [scenarios.Scenario.Plan] would draw is fixed
// already, and so are topology and load. A case is never changed once made; to
// edit one, copy it with [Case.Clone].
type Case struct {
	Scenario *scenarios.Scenario // topology, workload, bounds and promises of this case; its timeline is not used
	Seed     uint64              // of everything the run draws
	Plan     faults.Plan
	Defects  []string // planted on purpose, "M01"; nil = none
}

// Clone returns a copy that shares nothing an edit would touch.
func (c Case) Clone() Case {
	s := *c.Scenario
	s.Topology.Regions = slices.Clone(s.Topology.Regions)
	s.Topology.Links = slices.Clone(s.Topology.Links)
	s.Workload.Documents = slices.Clone(s.Workload.Documents)
	s.Workload.Acts = slices.Clone(s.Workload.Acts)
	s.Promises = slices.Clone(s.Promises)
	s.Policies = slices.Clone(s.Policies)
	c.Scenario = &s
	c.Plan.Faults = slices.Clone(c.Plan.Faults)
	c.Defects = slices.Clone(c.Defects)
	return c
}

// Outcome is what running a case showed.
type Outcome struct {
	Broken  []invariants.Finding // promises that were violated, in the order of their numbers
	Faults  []run.FaultReport    // in the order of the plan; Effects 0 = the fault changed nothing
	Reached map[string]uint64    // points, with counts
	Events  uint64               // engine events
	Virtual int64                // ns of virtual time
	Trace   string               // trace hash, 16 hex digits
	Why     string               // why the run says nothing (unsteady baseline, no rest at the deadline); "" = it does
}

// Breaks reports whether the outcome violates one of the promises; none given
// means any.
func (o *Outcome) Breaks(promises ...string) bool {
	return slices.ContainsFunc(o.Broken, func(f invariants.Finding) bool {
		return len(promises) == 0 || slices.Contains(promises, f.ID)
	})
}
