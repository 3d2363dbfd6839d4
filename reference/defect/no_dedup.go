package defect

// M01: planner and dashboard apply every delivery, also of what they applied before.
//
// Caught by I-05 (and I-06: a version is accepted twice). Shows with duplicate deliveries, or a consumer killed before its acks arrived.
var noDedup = Defect{
	ID: "M01", Name: "no-dedup", Promises: []string{"I-05"},
	Breaks:  "planner and dashboard apply every delivery, also of what they applied before",
	Trigger: "duplicate deliveries, or a consumer killed before its acks arrived",
	Shows:   []Sight{{"duplicate-storm", []string{"I-05"}}},
}

// NoDedup reports whether M01 is planted: consumers do not look whether they know an event.
func (s Set) NoDedup() bool { return s.has(bitNoDedup) }
