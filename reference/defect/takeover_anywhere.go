package defect

var takeoverAnywhere = Defect{
	ID: "M24", Name: "takeover-anywhere", Promises: []string{"I-29"},
	Breaks:  "a standby takes over although the policy of the region keeps its orders at home",
	Trigger: "a region whose policy permits no standby, and which is lost",
	Shows:   []Sight{{"standby-withheld", []string{"I-29"}}},
}

// TakesOverAnywhere reports whether residency does not stop a takeover.
func (s Set) TakesOverAnywhere() bool { return s.has(bitTakeoverAnywhere) }
