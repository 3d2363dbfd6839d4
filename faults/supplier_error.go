package faults

// supplierError is the fault [SupplierError]: most calls to a supplier fail.
//
// HTTP 5xx: it may work the next time. Retries beyond a budget turn a bad minute into
// a bad hour.
var supplierError = Spec{
	Kind:    SupplierError,
	Title:   "most calls to a supplier fail",
	Needs:   []string{"region"},
	May:     []string{"target"},
	Lever:   "Turn",
	Proof:   "a call failed",
	Example: "{id: broken, fault: supplier-error, region: tx, at: 10s, hold: 12s}",
	pull:    func(t Target, f Fault, on bool) { t.Turn(f.ID, f.supplier(), OrderError, f.Region, on) },
}
