package defect

// M07: a packed line is recorded as "order updated" and no more, past the check of the contract.
//
// Caught by I-07: it is no step of the process. Shows with any order that is packed.
var genericEvent = Defect{
	ID: "M07", Name: "generic-event", Promises: []string{"I-07"},
	Breaks:  "a packed line is recorded as \"order updated\" and no more, past the check of the contract",
	Trigger: "any order that is packed",
	Shows:   []Sight{{"tx-dc", []string{"I-07"}}, {"lumpy-demand", []string{"I-07"}}},
}

// SaysUpdated reports whether M07 is planted: an event type says that something changed instead of what happened.
func (s Set) SaysUpdated() bool { return s.has(bitGenericEvent) }
