package faults

// debugTap is the fault [DebugTap]: somebody at the hub taps what a region sends, to find a fault.
//
// What helps to find a fault must not become a way out: a tap shows what may be
// seen there anyway.
var debugTap = Spec{
	Kind:    DebugTap,
	Title:   "somebody at the hub taps what a region sends, to find a fault",
	Needs:   []string{"region"},
	Lever:   "Turn",
	Proof:   "the tap showed something",
	Example: "{id: tapped, fault: debug-tap, region: tx, at: 10s, hold: 10s}",
	pull:    func(t Target, f Fault, on bool) { t.Turn(f.ID, "egress/"+f.Region, OrderTap, f.Region, on) },
}
