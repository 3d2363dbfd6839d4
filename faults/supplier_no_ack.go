package faults

// supplierNoAck is the fault [SupplierNoAck]: a supplier acknowledges nothing and ships.
//
// Without a 997 and an 855 in time an order is over for its buyer, who orders elsewhere.
// Then the goods come after all.
var supplierNoAck = Spec{
	Kind:    SupplierNoAck,
	Title:   "a supplier acknowledges nothing and ships",
	Needs:   []string{"region"},
	May:     []string{"target"},
	Lever:   "Turn",
	Proof:   "goods of an order without a 997 were on their way",
	Example: "{id: silent, fault: supplier-no-ack, region: tx, at: 10s, hold: 12s}",
	pull:    func(t Target, f Fault, on bool) { t.Turn(f.ID, f.supplier(), OrderNoAck, f.Region, on) },
}
