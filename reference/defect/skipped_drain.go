package defect

// M47: a stage is left without what it held back having gone.
//
// Caught by I-28: as the stage is left, orders were not sent and events not exported.
var skippedDrain = Defect{
	ID: "M47", Name: "skipped-drain", Promises: []string{"I-28"},
	Breaks:  "a region leaves a stage at once when its guards are calm, whatever it still holds back",
	Trigger: "a stage that is left",
	Shows:   []Sight{{"frozen-analytics", []string{"I-28"}}, {"queued-suppliers", []string{"I-28"}}},
}

// SkipsDrain reports whether M47 is planted: a stage is left with what it held back.
func (s Set) SkipsDrain() bool { return s.has(bitSkippedDrain) }
