package faults

// supplierHalfDone is the fault [SupplierHalfDone]: a supplier does what it is asked and does not answer.
//
// The order is in the supplier's books; asked again under another key, it would be
// there twice.
var supplierHalfDone = Spec{
	Kind:    SupplierHalfDone,
	Title:   "a supplier does what it is asked and does not answer",
	Needs:   []string{"region"},
	May:     []string{"target"},
	Lever:   "Turn",
	Proof:   "an order was taken without an answer",
	Example: "{id: mute, fault: supplier-half-done, region: tx, at: 10s, hold: 12s}",
	pull:    func(t Target, f Fault, on bool) { t.Turn(f.ID, f.supplier(), OrderHalfDone, f.Region, on) },
}
