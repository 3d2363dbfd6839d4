package faults

// expiredCredential is the fault [ExpiredCredential]: somebody acts with a credential that has expired.
//
// A token that was good a minute ago is found in logs, shells and memory dumps.
// Only the instant of its expiry keeps whoever finds it out.
var expiredCredential = Spec{
	Kind:    ExpiredCredential,
	Title:   "somebody acts on a region with a credential that has expired",
	Needs:   []string{"region"},
	Lever:   "Tell",
	Proof:   "somebody acted with it",
	Example: "{id: stale, fault: expired-credential, region: va, at: 12s, hold: 10s}",
	pull:    func(t Target, f Fault, on bool) { t.Tell(f.ID, intruder(f), UseExpired, on) },
}
