package defect

// M44: whoever asked for an approval may give it.
//
// Caught by I-35. Shows when the requester tries.
var ownApproval = Defect{
	ID: "M44", Name: "own-approval", Promises: []string{"I-35"},
	Breaks:  "a pod does not compare who approves with who asked, so that one person with two roles needs nobody else",
	Trigger: "somebody with both roles approves what they asked for themselves",
	Shows:   []Sight{{"export-approval", []string{"I-35"}}, {"break-glass", []string{"I-35"}}},
}

// ApprovesOwn reports whether M44 is planted: duties are not kept apart.
func (s Set) ApprovesOwn() bool { return s.has(bitOwnApproval) }
