package faults

// reorder is the fault [Reorder]: a bus delivers a message after later ones, held back by up to the given time.
//
// The message is held back by a draw of up to the given time, so later ones
// overtake it. Versions (I-06) and causes (I-08) are what puts them right.
var reorder = Spec{
	Kind:    Reorder,
	Title:   "a bus delivers a message after later ones, held back by up to the given time",
	Needs:   []string{"region", "chance", "by"},
	May:     []string{"consumer"},
	Lever:   "Messages",
	Proof:   "a delivery was held back",
	Example: "{id: shuffle, fault: reorder, region: tx, chance: 25%, by: 300ms, at: 10s, hold: 30s}",
	pull:    func(t Target, f Fault, on bool) { t.Messages(f.ID, f.rule(f.Chance), on) },
}
