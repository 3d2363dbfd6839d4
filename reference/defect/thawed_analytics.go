package defect

// M55: the stage that freezes analytics freezes nothing.
//
// Caught by I-28: events leave the region for the hub while the stage is in force.
var thawedAnalytics = Defect{
	ID: "M55", Name: "thawed-analytics", Promises: []string{"I-28"},
	Breaks:  "egress goes on sending events to the hub, whatever the stage of its region",
	Trigger: "a stage that freezes analytics",
	Shows:   []Sight{{"frozen-analytics", []string{"I-28"}}},
}

// GoesOnFrozen reports whether M55 is planted: egress minds no stage.
func (s Set) GoesOnFrozen() bool { return s.has(bitThawedAnalytics) }
