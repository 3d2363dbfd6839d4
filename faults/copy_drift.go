package faults

// copyDrift is the fault [CopyDrift]: rows of a copy are lost, invented, set back or falsified.
//
// A restore that left something out, a script that somebody ran on the store, a bug
// of last year: the copy says something else than the owner, and no event will ever
// say so. One row after another, by turns, and none of them twice.
var copyDrift = Spec{
	Kind:    CopyDrift,
	Title:   "rows of a copy are lost, invented, set back or falsified",
	Needs:   []string{"region"},
	Lever:   "Turn",
	Proof:   "the copy confirmed that a row is other than it was",
	Example: "{id: drifting, fault: copy-drift, region: tx, at: 10s, hold: 10s}",
	pull:    func(t Target, f Fault, on bool) { t.Turn(f.ID, f.meddler(), OrderDrift, f.Region, on) },
}
