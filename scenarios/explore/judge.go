package explore

import (
	"cmp"
	"slices"

	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/scenarios"
)

// Rest names the failure of a system that never comes to rest although every
// fault is gone: something goes round in circles.
const Rest = scenarios.Rest

// Blamed returns what the system owes for an outcome, by promise: what it broke,
// and [Rest] if it was not quiet at the deadline of a case that is within the
// fault budget ([Demanding]). A run without an answer, whose baseline was not
// steady or that was stopped, blames nobody. Of one that was not at rest, what
// was only noticed at the end counts for nothing: the end had not come.
func Blamed(c Case, out *Outcome) []invariants.Finding {
	var broken []invariants.Finding
	for _, f := range out.Broken {
		if !due(c, f.ID) { // or not the system's at all, see [Diverged]
			continue
		}
		if out.Why == "" || restless(out) && !liveness(&f) {
			broken = append(broken, f)
		}
	}
	if restless(out) && Demanding(c) {
		broken = append(broken, invariants.Finding{ID: Rest, Name: "rest", Title: "After the last fault the system comes to rest.",
			Verdict: invariants.Violated, Evaluated: 1, Breaches: 1, First: &invariants.Breach{At: out.Virtual, Text: out.Why}})
	}
	slices.SortStableFunc(broken, func(a, b invariants.Finding) int { return cmp.Compare(a.ID, b.ID) })
	return broken
}

// liveness reports whether a breach says that something good has not happened,
// yet: it was noticed at the end, or it is about how long things take.
func liveness(f *invariants.Finding) bool {
	p, known := invariants.ByID(f.ID)
	return known && p.Timing || f.First == nil || f.First.Seq == 0
}
