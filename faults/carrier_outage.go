package faults

// carrierDown is the fault [CarrierDown]: a region's carrier answers nothing.
//
// A partner that answers nothing has not refused: it may have done what it was
// asked. Only the idempotency key makes asking again safe.
var carrierDown = Spec{
	Kind:    CarrierDown,
	Title:   "a region's carrier answers nothing",
	Needs:   []string{"region"},
	May:     []string{"target"},
	Lever:   "Silence",
	Proof:   "a call was swallowed",
	Example: "{id: hush, fault: carrier-outage, region: tx, at: 10s, hold: 12s}",
	pull:    func(t Target, f Fault, on bool) { t.Silence(f.ID, f.carrier(), on) },
}
