package invariants

// SoFar returns what the checkers have found up to now, without ending
// anything: a breach stands, and everything else is still unknown, however
// often its premise occurred. It is for those who watch a run; the verdict is
// that of [Judge.Findings].
func (j *Judge) SoFar() []Finding {
	out := make([]Finding, 0, len(j.entries))
	for i := range j.entries {
		e := &j.entries[i]
		f := Finding{ID: e.promise.ID, Name: e.promise.Name, Title: e.promise.Title, Evaluated: e.result.Evaluated,
			Breaches: e.result.Breaches, First: e.result.First, Why: "the run is not over"}
		if f.Breaches > 0 {
			f.Verdict, f.Why = Violated, ""
		}
		out = append(out, f)
	}
	return out
}
