package faults

// regionOutage is the fault [RegionOutage]: all of a region is down and cut off, then returns.
//
// A power loss, and nothing gets in or out either. The region comes back with what
// its ledgers had synced; nobody takes over meanwhile.
var regionOutage = Spec{
	Kind:    RegionOutage,
	Title:   "all of a region is down and cut off, then returns",
	Needs:   []string{"region"},
	May:     []string{"peers"}, // a scenario fills in every other region
	Lever:   "Power, and Cut both ways for each peer",
	Proof:   "a process or bus of the region went down, or a message was lost",
	Example: "{id: gone, fault: region-outage, region: or, at: 15s, hold: 15s}",
	pull: func(t Target, f Fault, on bool) {
		for _, peer := range f.Peers {
			t.Cut(f.ID, f.Region, peer, on)
			t.Cut(f.ID, peer, f.Region, on)
		}
		t.Power(f.ID, f.Region, on)
	},
	check: peers,
}
