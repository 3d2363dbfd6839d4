package defect

// M31: three layers retry on their own, each three times, and ask no budget.
//
// Caught by I-24. Shows with a supplier that fails for a while.
var layeredRetries = Defect{
	ID: "M31", Name: "layered-retries", Promises: []string{"I-24"},
	Breaks:  "three layers retry on their own, each three times, and ask no budget",
	Trigger: "a supplier that fails for a while",
	Shows:   []Sight{{"supplier-storm", []string{"I-24"}}},
}

// RetriesInLayers reports whether M31 is planted: three layers retry on their own.
func (s Set) RetriesInLayers() bool { return s.has(bitLayeredRetries) }
