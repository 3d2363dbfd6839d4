package faults

// bundleCorrupt is the fault [BundleCorrupt]: policy bundles for a region come garbled.
//
// One byte of it is another. A signature tells; nothing of such a bundle may be
// used.
var bundleCorrupt = Spec{
	Kind:    BundleCorrupt,
	Title:   "policy bundles for a region come garbled",
	Needs:   []string{"region"},
	May:     []string{"target"},
	Lever:   "Calls",
	Proof:   "a bundle was garbled",
	Example: "{id: torn-post, fault: bundle-corrupt, region: tx, at: 10s, hold: 20s}",
	pull:    func(t Target, f Fault, on bool) { t.Calls(f.ID, f.calls(), on) },
}
