package defect

// M53: what comes in is booked on figures that were read a while before, so that what
// was booked meanwhile is lost: the last write wins.
//
// Caught by I-02: the book counts other units than those that came.
var lostUpdate = Defect{
	ID: "M53", Name: "lost-update", Promises: []string{"I-02"},
	Breaks:  "what comes in is booked on figures that were read a while before, so that what was booked meanwhile is lost",
	Trigger: "goods that come in while others are sold",
	Shows:   []Sight{{"tx-dc", []string{"I-02"}}, {"flash-sale", []string{"I-02"}}},
}

// LosesUpdates reports whether M53 is planted: what was booked since the figures were read is lost.
func (s Set) LosesUpdates() bool { return s.has(bitLostUpdate) }
