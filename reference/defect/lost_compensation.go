package defect

// M06: a purchase order that is rejected, times out or fails is left as it is: nothing is reversed and nobody told.
//
// Caught by I-22. Shows with a supplier that rejects orders.
var lostCompensation = Defect{
	ID: "M06", Name: "lost-compensation", Promises: []string{"I-22"},
	Breaks:  "a purchase order that is rejected, times out or fails is left as it is: nothing is reversed and nobody told",
	Trigger: "a supplier that rejects orders",
	Shows:   []Sight{{"po-rejected", []string{"I-22"}}},
}

// LosesCompensation reports whether M06 is planted: nothing compensates a purchase order that failed.
func (s Set) LosesCompensation() bool { return s.has(bitLostCompensation) }
