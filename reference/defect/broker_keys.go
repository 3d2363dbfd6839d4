package defect

// M16: egress gives the hub the secret from which the keys of its region are derived, so that the hub can open what is sealed.
//
// Caught by I-13: the secret is in the bytes that leave the region.
var brokerKeys = Defect{
	ID: "M16", Name: "broker-holds-keys", Promises: []string{"I-13"},
	Breaks:  "egress gives the hub the secret from which the keys of its region are derived, so that the hub can open what is sealed",
	Trigger: "any start of an egress that reaches the hub",
	Shows:   []Sight{{"token-attack", []string{"I-13"}}},
}

// HandsOutKeys reports whether M16 is planted: the hub is given the keys.
func (s Set) HandsOutKeys() bool { return s.has(bitBrokerKeys) }
