package faults

// clockSkew is the fault [ClockSkew]: a region's wall clock is off by up to fifteen minutes.
//
// A badly synchronised clock: off by seconds or minutes for a long time. Labels
// may be wrong by as much, order may not (I-46).
var clockSkew = Spec{
	Kind:    ClockSkew,
	Title:   "a region's wall clock is off by up to fifteen minutes",
	Needs:   []string{"region", "by"},
	Lever:   "Clock",
	Proof:   "a process read the skewed clock",
	Example: "{id: askew, fault: clock-skew, region: tx, by: 90s, at: 8s, hold: 40s}",
	pull:    func(t Target, f Fault, on bool) { t.Clock(f.ID, f.Region, f.Amount, on) },
	check:   skew,
}
