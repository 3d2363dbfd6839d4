package faults

// bundleLate is the fault [BundleLate]: policy bundles for a region come late.
//
// What was agreed at the hub is not in force everywhere at once. A region goes on
// under the last bundle it has.
var bundleLate = Spec{
	Kind:    BundleLate,
	Title:   "policy bundles for a region come late",
	Needs:   []string{"region", "by"},
	May:     []string{"target"},
	Lever:   "Calls",
	Proof:   "a bundle was held back",
	Example: "{id: slow-post, fault: bundle-late, region: tx, by: 4s, at: 10s, hold: 20s}",
	pull:    func(t Target, f Fault, on bool) { t.Calls(f.ID, f.calls(), on) },
}
