package faults

// hostileProducer is the fault [HostileProducer]: somebody in a region publishes what it should have masked.
//
// It labels as public what is not, and hides a customer in fields that may go. No
// label of a producer may be believed.
var hostileProducer = Spec{
	Kind:    HostileProducer,
	Title:   "somebody in a region publishes what it should have masked",
	Needs:   []string{"region"},
	Lever:   "Turn",
	Proof:   "an unmasked event was published",
	Example: "{id: hostile, fault: hostile-producer, region: tx, at: 10s, hold: 10s}",
	pull:    func(t Target, f Fault, on bool) { t.Turn(f.ID, f.producer(), OrderUnmask, f.Region, on) },
}
