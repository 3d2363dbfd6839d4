package explore

import (
	"context"
	"slices"

	"github.com/seatrial/seatrial/invariants"
)

// Fair returns a runner whose outcomes have nothing broken but what a case owes
// ([Blamed]), [Rest] among it. A failure that is cut down with it stays within
// the fault budget all the way: no step trades it for a breach that nobody would
// have been blamed for.
func Fair(r Runner) Runner {
	return func(ctx context.Context, c Case) (Outcome, error) {
		if slices.Contains(c.Scenario.Promises, Rest) { // no promise that a run could be asked for
			c = c.Clone()
			c.Scenario.Promises = owed(&c)
		}
		out, err := r(ctx, c)
		out.Broken = Blamed(c, &out)
		return out, err
	}
}

// due reports whether a case owes a promise.
func due(c Case, promise string) bool {
	return promise == Rest || promise == invariants.Time.ID || slices.Contains(owed(&c), promise)
}
