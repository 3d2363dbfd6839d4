package faults

// regionKill is the fault [RegionKill]: all processes of a region die at once and are started again; what they wrote stays.
//
// An operating system that kills what it cannot feed, a restart nobody announced:
// every process of the region and its bus are gone in one instant. Unlike in a
// power loss the disk keeps what was written, also what nobody had synced.
var regionKill = Spec{
	Kind:    RegionKill,
	Title:   "all processes of a region die at once, its bus among them; what they wrote stays",
	Needs:   []string{"region"},
	Lever:   "Node (kill)",
	Proof:   "a process or the bus of the region was up and died",
	Example: "{id: wiped, fault: region-kill, region: tx, at: 15s, hold: 5s}",
	pull:    func(t Target, f Fault, on bool) { t.Node(f.ID, f.Region, StopKill, on) },
}
