package faults

// stolenCredential is the fault [StolenCredential]: somebody acts with a credential that was stolen in another region.
//
// What was stolen is good, but for somewhere else. A credential that is bound to a
// region and a role and lives for minutes limits what a thief can do with it.
var stolenCredential = Spec{
	Kind:    StolenCredential,
	Title:   "somebody acts on a region with a credential that was stolen in another",
	Needs:   []string{"region"},
	Lever:   "Tell",
	Proof:   "somebody acted with it",
	Example: "{id: thief, fault: stolen-credential, region: tx, at: 12s, hold: 10s}",
	pull:    func(t Target, f Fault, on bool) { t.Tell(f.ID, intruder(f), UseStolen, on) },
}

// What an intruder is told to act with.
const (
	UseStolen  = "UseStolenCredential"
	UseExpired = "UseExpiredCredential"
)

// intruder returns the party that acts without a right.
func intruder(f Fault) string { return "intruder/" + f.Region }
