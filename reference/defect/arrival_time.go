package defect

// M40: freshness is measured from when an event came, not from when what it says
// occurred.
//
// Caught by I-38: the older what comes, the fresher it seems to be.
var arrivalTime = Defect{
	ID: "M40", Name: "arrival-time", Promises: []string{"I-38"},
	Breaks:  "the freshness of stock is measured from when an event came, not from when it occurred",
	Trigger: "a monitor, and events that come to it late",
	Shows:   []Sight{{"nothing-ships", []string{"I-38"}}, {"monitor-silent", []string{"I-38"}}},
}

// MeasuresArrival reports whether M40 is planted: figures are as fresh as their last event came.
func (s Set) MeasuresArrival() bool { return s.has(bitArrivalTime) }
