package faults

// supplierOutage is the fault [SupplierOutage]: a supplier answers nothing, or that nobody is there.
//
// Whoever goes on calling makes the outage longer. A breaker stops, and looks now and
// then whether somebody is there again.
var supplierOutage = Spec{
	Kind:    SupplierOutage,
	Title:   "a supplier answers nothing, or that nobody is there",
	Needs:   []string{"region"},
	May:     []string{"target"},
	Lever:   "Turn",
	Proof:   "a call was turned away",
	Example: "{id: dark, fault: supplier-outage, region: tx, at: 10s, hold: 12s}",
	pull:    func(t Target, f Fault, on bool) { t.Turn(f.ID, f.supplier(), OrderOutage, f.Region, on) },
}
