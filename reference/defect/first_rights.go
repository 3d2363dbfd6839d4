package defect

// M50: a pod goes on deciding who may act by the rules of the first policy bundle.
//
// Caught by I-34: somebody still does what a later bundle has taken away.
var firstRights = Defect{
	ID: "M50", Name: "first-rights", Promises: []string{"I-34"},
	Breaks:  "the pod decides who may act by the rules of the first policy bundle until it is built anew",
	Trigger: "a later bundle that takes a right away, and somebody who uses it",
	Shows:   []Sight{{"export-approval", []string{"I-34"}}},
}

// KeepsFirstRights reports whether M50 is planted: new access rules are not taken.
func (s Set) KeepsFirstRights() bool { return s.has(bitFirstRights) }
