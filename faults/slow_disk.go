package faults

// slowDisk is the fault [SlowDisk]: a region's fsync takes longer.
//
// Group commit makes a slow disk bearable; answering before the disk did (M48)
// makes it invisible until the power goes.
var slowDisk = Spec{
	Kind:    SlowDisk,
	Title:   "a region's fsync takes longer",
	Needs:   []string{"region", "by"},
	Lever:   "Disk",
	Proof:   "an fsync took longer",
	Example: "{id: mud, fault: slow-disk, region: tx, by: 60ms, at: 10s, hold: 20s}",
	pull:    func(t Target, f Fault, on bool) { t.Disk(f.ID, f.Region, f.Amount, on) },
}
