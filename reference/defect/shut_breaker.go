package defect

// M29: a breaker that opened never lets a probe through.
//
// Caught by I-24. Shows with a supplier that comes back after an outage.
var shutBreaker = Defect{
	ID: "M29", Name: "shut-breaker", Promises: []string{"I-24"},
	Breaks:  "a breaker that opened never lets a probe through",
	Trigger: "a supplier that comes back after an outage",
	Shows:   []Sight{{"supplier-outage", []string{"I-24"}}},
}

// NeverProbes reports whether M29 is planted: an open breaker stays open.
func (s Set) NeverProbes() bool { return s.has(bitShutBreaker) }
