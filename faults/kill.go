package faults

// kill is the fault [Kill]: a process dies and is started again; what it wrote stays.
//
// What the process wrote stays, what it only held in memory is gone. It is
// started again when the fault ends, and begins a new epoch.
var kill = Spec{
	Kind:    Kill,
	Title:   "a process dies and is started again; what it wrote stays",
	Needs:   []string{"target"},
	Lever:   "Stop (kill)",
	Proof:   "the process was up and died",
	Example: "{id: dead, fault: kill, target: pod/tx, at: 10s, hold: 3s}",
	pull:    func(t Target, f Fault, on bool) { t.Stop(f.ID, f.Target, StopKill, on) },
}
