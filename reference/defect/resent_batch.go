package defect

// M36: a batch that an ERP sends again is counted twice.
//
// Caught by I-40 and I-41. Shows where a partner's file comes again under its own
// control number.
var resentBatch = Defect{
	ID: "M36", Name: "resent-batch", Promises: []string{"I-40", "I-41"},
	Breaks:  "an adapter takes a file that came before for a new one, and orders everything in it once more under new keys",
	Trigger: "a file of a partner that is sent again",
	Shows:   []Sight{{"erp-batches", []string{"I-40", "I-41"}}},
}

// CountsResent reports whether M36 is planted: files that come again are new ones.
func (s Set) CountsResent() bool { return s.has(bitResentBatch) }
