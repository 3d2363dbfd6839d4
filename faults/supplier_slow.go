package faults

// supplierSlow is the fault [SupplierSlow]: a supplier does what it is asked and answers too late.
//
// A call that took too long has failed for its caller and succeeded for the supplier:
// only the idempotency key makes asking again safe.
var supplierSlow = Spec{
	Kind:    SupplierSlow,
	Title:   "a supplier does what it is asked and answers too late",
	Needs:   []string{"region"},
	May:     []string{"target"},
	Lever:   "Turn",
	Proof:   "an answer came late",
	Example: "{id: tardy, fault: supplier-slow, region: tx, at: 10s, hold: 12s}",
	pull:    func(t Target, f Fault, on bool) { t.Turn(f.ID, f.supplier(), OrderSlow, f.Region, on) },
}
