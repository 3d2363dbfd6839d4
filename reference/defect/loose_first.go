package defect

// M15: egress lets a loosening of the policy take effect before the tightening that waits behind it.
//
// Caught by I-16. Shows with a looser and a stricter bundle published one after the other, both for later.
var looseFirst = Defect{
	ID: "M15", Name: "loose-first", Promises: []string{"I-16"},
	Breaks:  "egress lets a loosening of the policy take effect though a tightening waits behind it",
	Trigger: "a looser and a stricter bundle that wait at the same time",
	Shows:   []Sight{{"policy-tightening", []string{"I-16"}}},
}

// LoosensFirst reports whether M15 is planted: a loosening does not mind a tightening.
func (s Set) LoosensFirst() bool { return s.has(bitLooseFirst) }
