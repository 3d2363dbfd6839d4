package defect

// M02: the dashboard writes an effect first and its mark of how far it came in a later step.
//
// Caught by I-05. Shows with a kill or power loss of the dashboard under load.
var markApart = Defect{
	ID: "M02", Name: "mark-apart", Promises: []string{"I-05"},
	Breaks:  "the dashboard writes an effect first and its mark of how far it came in a later step",
	Trigger: "a kill or power loss of the dashboard under load",
	Shows:   []Sight{{"slow-dashboard", []string{"I-05"}}, {"duplicates-after-crash", []string{"I-05"}}},
}

// MarkApart reports whether M02 is planted: effect and mark are separate entries, so a crash between them doubles the effect.
func (s Set) MarkApart() bool { return s.has(bitMarkApart) }
