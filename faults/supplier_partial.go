package faults

// supplierPartial is the fault [SupplierPartial]: a supplier takes a part of orders.
//
// X12 855 with BAK02 AC and fewer units than the 850. The rest is rejected, and has
// to be made up for like an order that is; of every other order it is shipped after
// all, with an 856 of its own, once the rejection was heard.
var supplierPartial = Spec{
	Kind:    SupplierPartial,
	Title:   "a supplier takes a part of orders, and ships the rest of some after all",
	Needs:   []string{"region"},
	May:     []string{"target"},
	Lever:   "Turn",
	Proof:   "an order was taken in part",
	Example: "{id: half, fault: supplier-partial, region: tx, at: 10s, hold: 12s}",
	pull:    func(t Target, f Fault, on bool) { t.Turn(f.ID, f.supplier(), OrderPartial, f.Region, on) },
}
