package invariants

import "sort"

// Merge sums the findings of several runs of one scenario, promise by promise,
// in the order of the ids. Violated in one run is violated; held in one run is
// held, for a premise need not occur in every run; unknown is what no run could
// answer. The first breach is that of the first run that has one.
func Merge(runs [][]Finding) []Finding {
	var out []Finding
	for _, findings := range runs {
		for _, f := range findings {
			if i := indexOf(out, f.ID); i >= 0 {
				out[i] = merged(out[i], f)
			} else {
				out = append(out, f)
			}
		}
	}
	sort.SliceStable(out, func(a, b int) bool { return out[a].ID < out[b].ID })
	return out
}

func merged(a, b Finding) Finding {
	a.Evaluated += b.Evaluated
	a.Breaches += b.Breaches
	a.Skipped += b.Skipped
	if a.First == nil {
		a.First = b.First
	}
	a.Verdict = max(a.Verdict, b.Verdict)
	if a.Verdict != Unknown {
		a.Why = ""
	} else if a.Why == "" {
		a.Why = b.Why
	}
	return a
}
