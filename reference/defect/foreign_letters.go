package defect

// M11: what a region could not use is set aside at the hub, as it came.
//
// Caught by I-31 (a planted secret lies abroad) and I-20 (so does what is restricted). Shows with any event that is refused.
var foreignLetters = Defect{
	ID: "M11", Name: "foreign-letters", Promises: []string{"I-31", "I-20"},
	Breaks:  "what a region could not use is set aside at the hub, as it came",
	Trigger: "an event that is refused",
	Shows:   []Sight{{"hostile-producer", []string{"I-31", "I-20"}}, {"unknown-tier", []string{"I-31", "I-20"}}},
}

// BuriesAbroad reports whether M11 is planted: dead letters lie in a foreign region.
func (s Set) BuriesAbroad() bool { return s.has(bitForeignLetters) }
