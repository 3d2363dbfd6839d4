package defect

// M08: a shipment that is booked again after an unanswered call gets a new idempotency key.
//
// Caught by I-05, at the carrier's ledger. Shows with carrier calls that commit and then time out, or a carrier outage.
var freshKey = Defect{
	ID: "M08", Name: "fresh-key", Promises: []string{"I-05"},
	Breaks:  "a shipment that is booked again after an unanswered call gets a new idempotency key",
	Trigger: "carrier calls that commit and then time out, or a carrier outage",
	Shows:   []Sight{{"carrier-half-done", []string{"I-05"}}},
}

// KeyPerAttempt reports whether M08 is planted: every attempt has a key of its own, so the carrier ships again.
func (s Set) KeyPerAttempt() bool { return s.has(bitFreshKey) }
