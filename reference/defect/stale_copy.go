package defect

// M04: allocation decides on, and writes figures from, a copy of the stock that an earlier step took.
//
// Caught by I-01 and I-03. Shows with two orders for one article within a release wave: skewed demand at 5/s and more.
var staleCopy = Defect{
	ID: "M04", Name: "stale-copy", Promises: []string{"I-01", "I-03"},
	Breaks:  "allocation decides on, and writes figures from, a copy of the stock that an earlier step took",
	Trigger: "two orders for one article within a release wave: skewed demand at 5/s and more",
	Shows:   []Sight{{"tx-dc", []string{"I-01", "I-03"}}, {"flash-sale", []string{"I-01", "I-03"}}},
}

// AllocatesFromCopy reports whether M04 is planted: the read and the write of a stock record are steps apart.
func (s Set) AllocatesFromCopy() bool { return s.has(bitStaleCopy) }
