package faults

// bundleForged is the fault [BundleForged]: somebody sends a region policy bundles that no authority signed.
//
// A bundle that lets everything go, under a number of its own, signed with a key
// of its own.
var bundleForged = Spec{
	Kind:    BundleForged,
	Title:   "somebody sends a region policy bundles that no authority signed",
	Needs:   []string{"region"},
	Lever:   "Turn",
	Proof:   "a forged bundle was sent",
	Example: "{id: forged, fault: bundle-forged, region: tx, at: 10s, hold: 10s}",
	pull:    func(t Target, f Fault, on bool) { t.Turn(f.ID, stranger, OrderForge, f.Region, on) },
}
