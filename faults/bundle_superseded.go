package faults

// bundleSuperseded is the fault [BundleSuperseded]: a policy bundle is held up until a later one has overtaken it.
//
// Bundles that come in the wrong order must not put an older one back into force.
var bundleSuperseded = Spec{
	Kind:    BundleSuperseded,
	Title:   "a policy bundle is held up until a later one has overtaken it",
	Needs:   []string{"region"},
	May:     []string{"target"},
	Lever:   "Calls",
	Proof:   "a bundle came after a later one",
	Example: "{id: overtaken, fault: bundle-superseded, region: tx, at: 10s, hold: 20s}",
	pull:    func(t Target, f Fault, on bool) { t.Calls(f.ID, f.calls(), on) },
}
