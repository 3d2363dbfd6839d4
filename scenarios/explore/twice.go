package explore

import (
	"slices"

	"github.com/seatrial/seatrial/invariants"
)

// Twice returns the case with what only two runs of it can answer: that the same
// seed gives the same run (I-47), and that clocks decide nothing (I-46). With a
// policy that comes into force, or runs out, by clocks, or with people whose
// credentials do, only the first is asked; and where regions have standbys, as then
// which region decides hangs on what comes first.
// The lab then executes it again, compares the hashes of the traces, and locates
// the first difference.
func Twice(c Case) Case {
	c = c.Clone()
	c.Scenario.Promises = append(slices.Clone(c.Scenario.Promises), invariants.HarnessHonest.ID)
	if c.Scenario.Failover == nil && len(c.Scenario.Policies) == 0 && len(c.Scenario.Workload.Acts) == 0 {
		c.Scenario.Promises = append(c.Scenario.Promises, invariants.Time.ID)
	}
	return c
}

// sampled reports whether a run of a campaign is executed twice: 5 % are.
func sampled(run int) bool { return run%20 == 1 }

// Diverged returns where two executions of the same case differed, and false if
// they did not.
func Diverged(out *Outcome) ([]string, bool) {
	for _, f := range out.Broken {
		if f.ID == invariants.HarnessHonest.ID && f.First != nil {
			return append([]string{f.First.Text}, f.First.More...), true
		}
	}
	return nil, false
}
