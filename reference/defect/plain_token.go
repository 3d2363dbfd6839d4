package defect

// M09: a token is the plain SHA-256 of its value, which anybody can compute who knows what it may be.
//
// Caught by the pair of I-12, and by I-14: the dictionary attack recovers it. (I-12 too where the value is a canary.)
var plainToken = Defect{
	ID: "M09", Name: "plain-token", Promises: []string{"I-14", "I-12"},
	Breaks:  "a token is the plain SHA-256 of its value, which anybody can compute who knows what it may be",
	Trigger: "any token whose value somebody can guess",
	Shows:   []Sight{{"token-attack", []string{"I-14", "I-12"}}},
}

// HashesPlainly reports whether M09 is planted: tokens are plain hashes.
func (s Set) HashesPlainly() bool { return s.has(bitPlainToken) }
