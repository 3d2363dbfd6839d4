package defect

// M60: a standby takes over whatever its copy lacks.
//
// Caught by I-29: the events that its owner had written when it was last heard of, and
// that the standby has not.
var staleTakeover = Defect{
	ID: "M60", Name: "stale-takeover", Promises: []string{"I-29"},
	Breaks:  "a standby takes over however much its copy of the orders of its home lacks",
	Trigger: "a region that is lost after its standby could not copy from it for a while",
	Shows:   []Sight{{"standby-withheld", []string{"I-29"}}},
}

// TakesOverStale reports whether M60 is planted: nobody asks what a copy lacks.
func (s Set) TakesOverStale() bool { return s.has(bitStaleTakeover) }
