package faults

// verboseLogging is the fault [VerboseLogging]: a region logs every command.
//
// Somebody has turned on debug logs and forgotten about it. More lines are no
// reason to say more about anybody.
var verboseLogging = Spec{
	Kind:    VerboseLogging,
	Title:   "a region logs every command",
	Needs:   []string{"region"},
	Lever:   "Turn",
	Proof:   "a line was logged that would not have been",
	Example: "{id: chatty, fault: verbose-logging, region: tx, at: 10s, hold: 10s}",
	pull:    func(t Target, f Fault, on bool) { t.Turn(f.ID, "pod/"+f.Region, OrderVerbose, f.Region, on) },
}
