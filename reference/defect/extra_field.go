package defect

// M13: egress sends customer and price with every order, which no contract names.
//
// Caught by I-15 (and I-12: the customer is a canary). Shows with any order that reaches the hub.
var extraField = Defect{
	ID: "M13", Name: "extra-field", Promises: []string{"I-15", "I-12"},
	Breaks:  "egress sends customer and price with every order, which no contract names",
	Trigger: "any order that reaches the hub",
	Shows:   []Sight{{"tx-dc", []string{"I-15", "I-12"}}, {"aggregator-down", []string{"I-15", "I-12"}}},
}

// ExportsEverything reports whether M13 is planted: fields are added to the payload and not to the contract.
func (s Set) ExportsEverything() bool { return s.has(bitExtraField) }
