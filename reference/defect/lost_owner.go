package defect

// M45: an adapter is wired to the bus of a region that nobody owns.
//
// Caught by I-36: what it follows and applies is on record, and no registry knows it.
var lostOwner = Defect{
	ID: "M45", Name: "lost-owner", Promises: []string{"I-36"},
	Breaks:  "an adapter follows the bus of a region that nobody owns and nobody is called for",
	Trigger: "any event",
	Shows:   []Sight{{"nothing-ships", []string{"I-36"}}, {"config-drift", []string{"I-36"}}},
}

// WiresAFeed reports whether M45 is planted: every region has an adapter without an owner.
func (s Set) WiresAFeed() bool { return s.has(bitLostOwner) }
