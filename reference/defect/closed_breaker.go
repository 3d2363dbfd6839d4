package defect

// M52: a breaker never opens, whatever fails.
//
// Caught by I-24: calls go on where it had to have opened.
var closedBreaker = Defect{
	ID: "M52", Name: "closed-breaker", Promises: []string{"I-24"},
	Breaks:  "a breaker never opens, however many calls fail",
	Trigger: "a supplier that does not answer, and enough that is due to it",
	Shows:   []Sight{{"supplier-outage", []string{"I-24"}}},
}

// NeverOpens reports whether M52 is planted: failures do not open a breaker.
func (s Set) NeverOpens() bool { return s.has(bitClosedBreaker) }
