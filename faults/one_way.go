package faults

// oneWay is the fault [OneWay]: messages one way are lost, the other way works.
//
// The worst of partitions: one side hears everything, so it believes itself
// connected, and no answer of its own ever arrives.
var oneWay = Spec{
	Kind:    OneWay,
	Title:   "messages one way are lost, the other way works",
	Needs:   []string{"from", "to"},
	Lever:   "Cut, one way",
	Proof:   "a message that way was lost",
	Example: "{id: mute, fault: partition-one-way, from: hub, to: tx, at: 10s, hold: 20s}",
	pull:    func(t Target, f Fault, on bool) { t.Cut(f.ID, f.Region, f.Peer, on) },
	check:   apart,
}
