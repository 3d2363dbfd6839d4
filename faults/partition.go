package faults

// partition is the fault [Partition]: two regions cannot talk to each other.
//
// Both sides go on and cannot tell whether the other is dead or far away. Nothing
// is answered and nothing is refused: messages vanish.
var partition = Spec{
	Kind:    Partition,
	Title:   "two regions cannot talk to each other",
	Needs:   []string{"between"},
	Lever:   "Cut, both ways",
	Proof:   "a message between the two was lost",
	Example: "{id: cut, fault: partition, between: [tx, hub], at: 10s, hold: 30s}",
	pull: func(t Target, f Fault, on bool) {
		t.Cut(f.ID, f.Region, f.Peer, on)
		t.Cut(f.ID, f.Peer, f.Region, on)
	},
	check: apart,
}
