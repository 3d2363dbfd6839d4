package defect

// M10: all regions make tokens with one and the same key, so that a customer of two regions is the same token in both.
//
// Caught by the pair of I-12, and by I-14: the same token comes out of two regions.
var oneTokenKey = Defect{
	ID: "M10", Name: "one-token-key", Promises: []string{"I-14", "I-12"},
	Breaks:  "all regions make tokens with one and the same key, so that a customer of two regions is the same token in both",
	Trigger: "one value that is a token in two regions",
	Shows:   []Sight{{"token-attack", []string{"I-14", "I-12"}}},
}

// SharesTokenKey reports whether M10 is planted: regions share a token key.
func (s Set) SharesTokenKey() bool { return s.has(bitOneTokenKey) }
