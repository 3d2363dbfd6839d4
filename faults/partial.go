package faults

// partial is the fault [Partial]: one region cannot talk to some of the others.
//
// A region keeps some of its connections. With the hub as the region, the hub
// loses some pods and keeps others; with the hub as the only peer, a pod loses its
// control plane and nothing else.
var partial = Spec{
	Kind:    Partial,
	Title:   "one region cannot talk to some of the others",
	Needs:   []string{"region", "peers"},
	Lever:   "Cut, both ways, for each peer",
	Proof:   "a message to or from a peer was lost",
	Example: "{id: some, fault: partition-partial, region: hub, peers: [tx, va], at: 10s, hold: 20s}",
	pull: func(t Target, f Fault, on bool) {
		for _, peer := range f.Peers {
			t.Cut(f.ID, f.Region, peer, on)
			t.Cut(f.ID, peer, f.Region, on)
		}
	},
	check: peers,
}
