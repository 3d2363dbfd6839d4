package faults

// bundleLost is the fault [BundleLost]: policy bundles for a region are lost on their way.
//
// The authority sends again what was not answered, so that a bundle comes late and
// not never.
var bundleLost = Spec{
	Kind:    BundleLost,
	Title:   "policy bundles for a region are lost on their way",
	Needs:   []string{"region"},
	May:     []string{"target"},
	Lever:   "Calls",
	Proof:   "a bundle was lost",
	Example: "{id: lost-post, fault: bundle-lost, region: tx, at: 10s, hold: 20s}",
	pull:    func(t Target, f Fault, on bool) { t.Calls(f.ID, f.calls(), on) },
}
