package faults

// configDrift is the fault [ConfigDrift]: somebody changes a limit of a pod by hand.
//
// It was meant well, at night, and nobody wrote it down. The region goes on with
// what nobody has reviewed, until the next restart changes it back.
var configDrift = Spec{
	Kind:    ConfigDrift,
	Title:   "somebody changes a limit of a pod by hand",
	Needs:   []string{"region"},
	Lever:   "Turn",
	Proof:   "the pod logged that it runs with another limit",
	Example: "{id: tuned, fault: config-drift, region: tx, at: 10s, hold: 10s}",
	pull:    func(t Target, f Fault, on bool) { t.Turn(f.ID, "pod/"+f.Region, OrderLimit, f.Region, on) },
}
