package defect

// M51: a pager forgets whom it told and tells them again with every report.
//
// Caught by I-37: of a rule that is broken one alert is open, and no second.
var alarmFlood = Defect{
	ID: "M51", Name: "alarm-flood", Promises: []string{"I-37"},
	Breaks:  "a pager tells again with every report that a rule is broken, so that one breach is a flood of alarms",
	Trigger: "a rule that is broken for longer than one report",
	Shows:   []Sight{{"nothing-ships", []string{"I-37"}}},
}

// TellsAgain reports whether M51 is planted: an open alert keeps nobody from raising another.
func (s Set) TellsAgain() bool { return s.has(bitAlarmFlood) }
