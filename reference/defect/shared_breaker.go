package defect

// M28: one breaker stands for all suppliers, so that the failure of one cuts off the others.
//
// Caught by I-24. Shows with a supplier that is out for a while, beside one that is not.
var sharedBreaker = Defect{
	ID: "M28", Name: "shared-breaker", Promises: []string{"I-24"},
	Breaks:  "one breaker stands for all suppliers, so that the failure of one cuts off the others",
	Trigger: "a supplier that is out for a while, beside one that is not",
	Shows:   []Sight{{"supplier-outage", []string{"I-24"}}},
}

// SharesBreaker reports whether M28 is planted: one breaker serves all suppliers.
func (s Set) SharesBreaker() bool { return s.has(bitSharedBreaker) }
