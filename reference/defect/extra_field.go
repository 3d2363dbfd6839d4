package defect

// M13: egress sends customer and price with every order, which no contract names.
//
// Caught by I-15 and I-16, I-12 (the customer is a canary) and I-20 (it lies at the hub). Shows with any order that reaches the hub.
var extraField = Defect{
	ID: "M13", Name: "extra-field", Promises: []string{"I-15", "I-12", "I-16", "I-20"},
	Breaks:  "egress sends customer and price with every order, which no contract names",
	Trigger: "any order that reaches the hub",
	Shows:   []Sight{{"tx-dc", []string{"I-15", "I-12", "I-16", "I-20"}}, {"aggregator-down", []string{"I-15", "I-12"}}},
}

// ExportsEverything reports whether M13 is planted: fields are added to the payload and not to the contract.
func (s Set) ExportsEverything() bool { return s.has(bitExtraField) }
