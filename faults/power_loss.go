package faults

// powerLoss is the fault [PowerLoss]: a region's processes, ledgers and bus lose power; only what was synced stays.
//
// Every process, ledger and bus of the region goes down at once; the last record
// may be torn. What had been answered must have been synced before (I-01, I-05).
var powerLoss = Spec{
	Kind:    PowerLoss,
	Title:   "a region's processes, ledgers and bus lose power; only what was synced stays",
	Needs:   []string{"region"},
	Lever:   "Power",
	Proof:   "a process or a bus of the region went down",
	Example: "{id: dark, fault: power-loss, region: va, at: 15s, hold: 5s}",
	pull:    func(t Target, f Fault, on bool) { t.Power(f.ID, f.Region, on) },
}
