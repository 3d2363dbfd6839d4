package defect

// M05: an order line is allocated without reserving its stock, but its cancellation still releases the reservation.
//
// Caught by I-04 (and I-03: the allocated figure falls below zero). Shows with orders that the client cancels in time.
var missingReservation = Defect{
	ID: "M05", Name: "missing-reservation", Promises: []string{"I-04"},
	Breaks:  "an order line is allocated without reserving its stock, but its cancellation still releases the reservation",
	Trigger: "orders that the client cancels in time",
	Shows:   []Sight{{"tx-dc", []string{"I-04"}}, {"lumpy-demand", []string{"I-04"}}},
}

// SkipsReservation reports whether M05 is planted: the initial reservation is dropped and the compensation kept.
func (s Set) SkipsReservation() bool { return s.has(bitMissingReservation) }
