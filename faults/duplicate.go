package faults

// duplicate is the fault [Duplicate]: a bus delivers a message again.
//
// A consumer that took a message may see it again: its acknowledgement was lost,
// or it crashed before it could send one. Exactly-once effects (I-05) are worth
// nothing until this happened.
var duplicate = Spec{
	Kind:    Duplicate,
	Title:   "a bus delivers a message again",
	Needs:   []string{"region", "chance"},
	May:     []string{"consumer", "copies"},
	Lever:   "Messages",
	Proof:   "a delivery was repeated",
	Example: "{id: twice, fault: duplicate, region: tx, chance: 30%, copies: 3, at: 10s, hold: 30s}",
	pull:    func(t Target, f Fault, on bool) { t.Messages(f.ID, f.rule(f.Chance), on) },
}
