package invariants

import "sort"

// pairFinding returns an empty answer to a promise that is judged from two runs.
func pairFinding(p Promise) Finding {
	return Finding{ID: p.ID, Name: p.Name, Title: p.Title}
}

// violate counts a breach that no single record shows.
func (f *Finding) violate(text string, more ...string) {
	f.Verdict, f.Why = Violated, ""
	f.Breaches++
	if f.First == nil {
		f.First = &Breach{Text: text, More: more}
	}
}

// Settle adds to the findings of one run what only a pair of runs could tell:
// [WAN], [SameDecisions], [SameAbroad], [Harness]. A promise judged both ways is violated if
// either part is, held if both parts are held, and else unknown. The result is
// in the order of the ids.
func Settle(findings []Finding, pairs ...Finding) []Finding {
	out := append([]Finding(nil), findings...)
	for _, p := range pairs {
		i := indexOf(out, p.ID)
		if i < 0 {
			out = append(out, p)
			continue
		}
		out[i] = both(out[i], p)
	}
	sort.SliceStable(out, func(a, b int) bool { return out[a].ID < out[b].ID })
	return out
}

func indexOf(findings []Finding, id string) int {
	for i := range findings {
		if findings[i].ID == id {
			return i
		}
	}
	return -1
}

// both joins two parts of one answer.
func both(a, b Finding) Finding {
	a.Evaluated += b.Evaluated
	a.Breaches += b.Breaches
	switch {
	case a.First == nil:
		a.First = b.First
	case b.First != nil: // both parts broke: show both
		first := *a.First
		first.More = append(append(append([]string(nil), first.More...), b.First.Text), b.First.More...)
		a.First = &first
	}
	switch {
	case a.Verdict == Violated || b.Verdict == Violated:
		a.Verdict, a.Why = Violated, ""
	case b.Verdict != Held && a.Verdict == Held:
		a.Verdict, a.Why = Unknown, b.Why
	}
	return a
}
