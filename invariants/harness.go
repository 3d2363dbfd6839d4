package invariants

import "fmt"

// HarnessHonest is I-47: the harness itself. It is judged from two runs of the
// same seed by [Harness] and has no checker of its own.
var HarnessHonest = Promise{
	ID: "I-47", Name: "harness", Mode: Pair,
	Title: "The same seed gives the same run, and a run that tested nothing is not green.",
}

// Harness judges I-47 from the findings of a run and the trace hashes of it and
// of its repetition. Different hashes are a violation. A run that evaluated
// nothing proves nothing: the answer is unknown, and so the run is not green.
func Harness(findings []Finding, first, again uint64) Finding {
	f := pairFinding(HarnessHonest)
	var evaluated uint64
	for _, other := range findings {
		evaluated += other.Evaluated
	}
	switch {
	case first != again:
		f.Evaluated = 1
		f.violate(fmt.Sprintf("the same seed gave trace %016x and then %016x", first, again))
	case evaluated == 0:
		f.Why = "no promise was evaluated"
	default:
		f.Verdict, f.Evaluated = Held, 1
	}
	return f
}
