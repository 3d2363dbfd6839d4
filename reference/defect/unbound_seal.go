package defect

// M17: a sealed value is not bound to its order, so that it can be put in the place of another order's and opens there.
//
// Caught by I-13: one sealed value stands for two orders, and opens as both.
var unboundSeal = Defect{
	ID: "M17", Name: "unbound-seal", Promises: []string{"I-13"},
	Breaks:  "a sealed value is not bound to its order, so that it can be put in the place of another order's and opens there",
	Trigger: "two orders on the same terms, or somebody who asks the vault to open a value as another order's",
	Shows:   []Sight{{"token-attack", []string{"I-13"}}},
}

// LeavesUnbound reports whether M17 is planted: sealed values are bound to no order.
func (s Set) LeavesUnbound() bool { return s.has(bitUnboundSeal) }
