package faults

// supplierReject is the fault [SupplierReject]: a supplier rejects orders that it took.
//
// X12 855 with BAK02 RD. What was planned on the order has to be made up for: the
// units are not coming, and somebody must know.
var supplierReject = Spec{
	Kind:    SupplierReject,
	Title:   "a supplier rejects orders that it took",
	Needs:   []string{"region"},
	May:     []string{"target"},
	Lever:   "Turn",
	Proof:   "an order was rejected",
	Example: "{id: picky, fault: supplier-reject, region: tx, at: 10s, hold: 12s}",
	pull:    func(t Target, f Fault, on bool) { t.Turn(f.ID, f.supplier(), OrderReject, f.Region, on) },
}
