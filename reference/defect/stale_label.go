package defect

// M39: a follower labels what it shows as authoritative, however old it is.
//
// Caught by I-10: only the owner itself, at this very moment, may say so.
var staleLabel = Defect{
	ID: "M39", Name: "stale-label", Promises: []string{"I-10"},
	Breaks:  "a follower labels what it shows as authoritative, however old it is",
	Trigger: "somebody who looks at figures",
	Shows:   []Sight{{"nothing-ships", []string{"I-10"}}, {"stale-figures", []string{"I-10"}}},
}

// LabelsStale reports whether M39 is planted: figures of followers are shown as the owner's.
func (s Set) LabelsStale() bool { return s.has(bitStaleLabel) }
