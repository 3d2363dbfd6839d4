package faults

// busOutage is the fault [BusOutage]: a region's bus is down; with lossy, it also loses what it had not synced.
//
// Local work goes on without its bus, up to the declared bound. A lossy outage
// also takes what the bus had acknowledged and not synced, so that it must be fed
// again from the ledger.
var busOutage = Spec{
	Kind:    BusOutage,
	Title:   "a region's bus is down; with lossy, it also loses what it had not synced",
	Needs:   []string{"region"},
	May:     []string{"lossy"},
	Lever:   "Bus",
	Proof:   "the bus went down",
	Example: "{id: silent, fault: bus-outage, region: tx, lossy: true, at: 15s, hold: 8s}",
	pull:    func(t Target, f Fault, on bool) { t.Bus(f.ID, f.Region, f.Lossy, on) },
}
