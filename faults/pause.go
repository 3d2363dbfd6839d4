package faults

// pause is the fault [Pause]: a process stands still and goes on.
//
// A long collection, a frozen virtual machine: the process goes on as if no time
// had passed, and everything it believes about the others is old.
var pause = Spec{
	Kind:    Pause,
	Title:   "a process stands still and goes on",
	Needs:   []string{"target"},
	Lever:   "Stop (pause)",
	Proof:   "the process stood still",
	Example: "{id: frozen, fault: pause, target: aggregator, at: 10s, hold: 8s}",
	pull:    func(t Target, f Fault, on bool) { t.Stop(f.ID, f.Target, StopPause, on) },
}
