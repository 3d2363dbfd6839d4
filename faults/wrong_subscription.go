package faults

// wrongSubscription is the fault [WrongSubscription]: somebody asks a region for what no contract gives them.
//
// A consumer that is set up for a purpose or a destination that was never agreed
// on gets nothing, and that it asked is written down.
var wrongSubscription = Spec{
	Kind:    WrongSubscription,
	Title:   "somebody asks a region for what no contract gives them",
	Needs:   []string{"region"},
	Lever:   "Turn",
	Proof:   "a subscription was asked for",
	Example: "{id: curious, fault: wrong-subscription, region: tx, at: 10s, hold: 10s}",
	pull:    func(t Target, f Fault, on bool) { t.Turn(f.ID, stranger, OrderSubscribe, f.Region, on) },
}
