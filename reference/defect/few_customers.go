package defect

// M37: a figure of demand is released even if it is about one customer.
//
// Caught by I-44: fewer have contributed than a cell needs.
var fewCustomers = Defect{
	ID: "M37", Name: "few-customers", Promises: []string{"I-44"},
	Breaks:  "a figure of demand is released even if it is about one customer",
	Trigger: "orders that come to the hub",
	Shows:   []Sight{{"token-attack", []string{"I-44"}}, {"debug-tap", []string{"I-44"}}},
}

// ReleasesFew reports whether M37 is planted: cells of one customer are released.
func (s Set) ReleasesFew() bool { return s.has(bitFewCustomers) }
