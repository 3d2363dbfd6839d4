package defect

// M34: reconciliation does not wait until the copy has come as far as the owner.
//
// Caught by I-23: what was on its way is repaired as if it had been lost.
var inFlight = Defect{
	ID: "M34", Name: "in-flight", Promises: []string{"I-23"},
	Breaks:  "reconciliation compares a copy with its owner before the copy has applied what the owner had written, and repairs what is merely on its way",
	Trigger: "a run while events are late",
	Shows:   []Sight{{"drifting-copies", []string{"I-23"}}},
}

// RepairsInFlight reports whether M34 is planted: a copy that is behind is compared all the same.
func (s Set) RepairsInFlight() bool { return s.has(bitInFlight) }
