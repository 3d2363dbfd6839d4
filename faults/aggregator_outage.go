package faults

// hubOutage is the fault [HubOutage]: the hub's aggregator is down.
//
// The hub only reads. That it is away must be visible in its labels and nowhere
// else.
var hubOutage = Spec{
	Kind:    HubOutage,
	Title:   "the hub's aggregator is down",
	May:     []string{"target"},
	Lever:   "Stop (kill)",
	Proof:   "the aggregator was up and died",
	Example: "{id: blind, fault: aggregator-outage, at: 15s, hold: 15s}",
	pull:    func(t Target, f Fault, on bool) { t.Stop(f.ID, f.aggregator(), StopKill, on) },
}
