package defect

// M59: a standby takes over and tells nobody.
//
// Caught by I-29: no alert, and nothing in the chained log of its region.
var silentTakeover = Defect{
	ID: "M59", Name: "silent-takeover", Promises: []string{"I-29"},
	Breaks:  "a standby takes the orders of a region, and neither the people there nor the chained log hear of it",
	Trigger: "a takeover",
	Shows:   []Sight{{"lease-lost", []string{"I-29"}}},
}

// TakesOverSilently reports whether M59 is planted: nobody hears of a takeover.
func (s Set) TakesOverSilently() bool { return s.has(bitSilentTakeover) }
