package defect

// M33: a replay books shipments again.
//
// Caught by I-32. Shows with a replay of events about goods that were shipped.
var replayCalls = Defect{
	ID: "M33", Name: "replay-calls", Promises: []string{"I-32"},
	Breaks:  "a pod that replays its events books every shipment among them with the carrier again, under a new key",
	Trigger: "a replay of events about goods that were shipped",
	Shows:   []Sight{{"export-approval", []string{"I-32"}}},
}

// ReplayCallsPartners reports whether M33 is planted: a replay has effects outside.
func (s Set) ReplayCallsPartners() bool { return s.has(bitReplayCalls) }
