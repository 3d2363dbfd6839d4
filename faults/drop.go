package faults

// drop is the fault [Drop]: a delivery is lost; the bus repeats it after its ack wait.
//
// The delivery is lost, not the message: the bus still has it, and repeats it
// when the acknowledgement stays away.
var drop = Spec{
	Kind:    Drop,
	Title:   "a delivery is lost; the bus repeats it after its ack wait",
	Needs:   []string{"region", "chance"},
	May:     []string{"consumer"},
	Lever:   "Messages",
	Proof:   "a delivery was lost",
	Example: "{id: lost, fault: drop, region: or, chance: 10%, at: 10s, hold: 30s}",
	pull:    func(t Target, f Fault, on bool) { t.Messages(f.ID, f.rule(f.Chance), on) },
}
