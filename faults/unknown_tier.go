package faults

// unknownTier is the fault [UnknownTier]: somebody in a region publishes what carries no tier.
//
// What nobody has classified is not public. It stays at home.
var unknownTier = Spec{
	Kind:    UnknownTier,
	Title:   "somebody in a region publishes what carries no tier",
	Needs:   []string{"region"},
	Lever:   "Turn",
	Proof:   "an event without a tier was published",
	Example: "{id: untold, fault: unknown-tier, region: tx, at: 10s, hold: 10s}",
	pull:    func(t Target, f Fault, on bool) { t.Turn(f.ID, f.producer(), OrderUnlabel, f.Region, on) },
}
