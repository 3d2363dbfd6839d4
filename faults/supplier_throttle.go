package faults

// supplierThrottle is the fault [SupplierThrottle]: a supplier tells its callers to come later.
//
// HTTP 429 (RFC 6585, section 4): nothing happened, and asking at once makes it worse.
var supplierThrottle = Spec{
	Kind:    SupplierThrottle,
	Title:   "a supplier tells its callers to come later",
	Needs:   []string{"region"},
	May:     []string{"target"},
	Lever:   "Turn",
	Proof:   "a call was told to come later",
	Example: "{id: full, fault: supplier-throttle, region: tx, at: 10s, hold: 12s}",
	pull:    func(t Target, f Fault, on bool) { t.Turn(f.ID, f.supplier(), OrderThrottle, f.Region, on) },
}
