package faults

// regionPause is the fault [RegionPause]: all processes of a region stand still at once and go on.
//
// A machine that is moved while it runs, a hypervisor that stalls: nothing of the
// region moves, its bus neither, and then all of it goes on without having noticed.
var regionPause = Spec{
	Kind:    RegionPause,
	Title:   "all processes of a region stand still at once, its bus among them, and go on",
	Needs:   []string{"region"},
	Lever:   "Node (pause)",
	Proof:   "a process or the bus of the region stood still",
	Example: "{id: stalled, fault: region-pause, region: va, at: 15s, hold: 6s}",
	pull:    func(t Target, f Fault, on bool) { t.Node(f.ID, f.Region, StopPause, on) },
}
