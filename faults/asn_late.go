package faults

// asnLate is the fault [ASNLate]: a ship notice comes after the goods.
//
// Goods without an 856 are goods all the same; the 856 that follows changes nothing.
var asnLate = Spec{
	Kind:    ASNLate,
	Title:   "a ship notice comes after the goods",
	Needs:   []string{"region"},
	May:     []string{"target"},
	Lever:   "Turn",
	Proof:   "an order with a late ship notice was on its way",
	Example: "{id: behind, fault: asn-late, region: tx, at: 10s, hold: 12s}",
	pull:    func(t Target, f Fault, on bool) { t.Turn(f.ID, f.supplier(), OrderLateASN, f.Region, on) },
}
