package defect

// M54: a stock count that finds less is confirmed and not booked.
//
// Caught by I-02, as what is missing is in no book, and by I-11: customers are still
// promised what is not there.
var swallowedCount = Defect{
	ID: "M54", Name: "swallowed-count", Promises: []string{"I-02", "I-11"},
	Breaks:  "a stock count that finds less than the book says is confirmed and not booked",
	Trigger: "stock counts, and shelves that are nearly sold out",
	Shows:   []Sight{{"counts-find-less", []string{"I-02", "I-11"}}, {"lumpy-demand", []string{"I-02"}}},
}

// SwallowsCounts reports whether M54 is planted: counts that find less are confirmed and forgotten.
func (s Set) SwallowsCounts() bool { return s.has(bitSwallowedCount) }
