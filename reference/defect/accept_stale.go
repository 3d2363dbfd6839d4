package defect

// M03: the planner takes the figures of an event that is older than what it has.
//
// Caught by I-06 (and I-05: the event takes effect twice). Shows with reordered, delayed or duplicate deliveries of stock events.
var acceptStale = Defect{
	ID: "M03", Name: "accept-stale", Promises: []string{"I-06"},
	Breaks:  "the planner takes the figures of an event that is older than what it has",
	Trigger: "reordered, delayed or duplicate deliveries of stock events",
	Shows:   []Sight{{"late-and-shuffled", []string{"I-06"}}},
}

// AcceptsStale reports whether M03 is planted: versions below the current one are accepted.
func (s Set) AcceptsStale() bool { return s.has(bitAcceptStale) }
