package defect

// M49: egress decides that backorders may go, and never sends one.
//
// Caught by I-15: the flow that is declared is not the one that is observed. No
// field too many crosses, so nothing else that I-15 asks sees it.
var silentFlow = Defect{
	ID: "M49", Name: "silent-flow", Promises: []string{"I-15"},
	Breaks:  "egress decides that backorders may go to the hub, and leaves them out of what it sends",
	Trigger: "an order that a region cannot fill",
	Shows:   []Sight{{"tx-dc", []string{"I-15"}}, {"flash-sale", []string{"I-15"}}},
}

// LeavesOut reports whether M49 is planted: a declared flow carries nothing.
func (s Set) LeavesOut() bool { return s.has(bitSilentFlow) }
