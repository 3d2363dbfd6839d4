package faults

// asnRepeated is the fault [ASNRepeated]: a ship notice comes twice.
//
// A second 856 under another control number is not a second shipment.
var asnRepeated = Spec{
	Kind:    ASNRepeated,
	Title:   "a ship notice comes twice",
	Needs:   []string{"region"},
	May:     []string{"target"},
	Lever:   "Turn",
	Proof:   "an order with two ship notices was on its way",
	Example: "{id: twice, fault: asn-repeated, region: tx, at: 10s, hold: 12s}",
	pull:    func(t Target, f Fault, on bool) { t.Turn(f.ID, f.supplier(), OrderRepeatASN, f.Region, on) },
}
