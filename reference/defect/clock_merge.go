package defect

var clockMerge = Defect{
	ID: "M58", Name: "clock-merge", Promises: []string{"I-45"},
	Breaks:  "what a standby took is handed back only if its wall clock says that it is newer than the last word of the owner, and dropped otherwise",
	Trigger: "a standby whose clock is behind, and a region that comes back",
	Shows:   []Sight{{"region-lost", []string{"I-45"}}},
}

// MergesByClock reports whether the newer of two updates wins, by wall clocks.
func (s Set) MergesByClock() bool { return s.has(bitClockMerge) }
