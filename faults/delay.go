package faults

// delay is the fault [Delay]: a bus delivers a message late, by a fixed time.
//
// A late message is the mildest fault and the most frequent one. Nothing may
// depend on its being in time, only on its coming.
var delay = Spec{
	Kind:    Delay,
	Title:   "a bus delivers a message late, by a fixed time",
	Needs:   []string{"region", "chance", "by"},
	May:     []string{"consumer"},
	Lever:   "Messages",
	Proof:   "a delivery was held back",
	Example: "{id: late, fault: delay, region: va, chance: 20%, by: 2s, at: 10s, hold: 20s}",
	pull:    func(t Target, f Fault, on bool) { t.Messages(f.ID, f.rule(f.Chance), on) },
}
