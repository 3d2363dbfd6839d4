package defect

// M25: the planner takes the event with the later wall-clock time for the newer one.
//
// Caught by I-46, and by I-09: what was taken for old is never shown. Shows with a clock that jumps back.
var wallClock = Defect{
	ID: "M25", Name: "wall-clock", Promises: []string{"I-09", "I-46"},
	Breaks:  "the planner takes the event with the later wall-clock time for the newer one, whatever their versions",
	Trigger: "a clock that jumps back",
	Shows:   []Sight{{"clock-jump", []string{"I-09", "I-46"}}, {"clock-skew", []string{"I-09", "I-46"}}},
}

// ComparesClocks reports whether M25 is planted: the last writer wins, by the clock on its wall.
func (s Set) ComparesClocks() bool { return s.has(bitWallClock) }
