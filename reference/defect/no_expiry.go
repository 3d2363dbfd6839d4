package defect

// M14: egress lets a policy bundle count for ever.
//
// Caught by I-16. Shows with the authority gone for longer than a bundle may be used.
var noExpiry = Defect{
	ID: "M14", Name: "no-expiry", Promises: []string{"I-16"},
	Breaks:  "egress lets a policy bundle count for ever, however long nobody confirms it",
	Trigger: "the policy authority gone for longer than a bundle may be used",
	Shows:   []Sight{{"policy-authority-down", []string{"I-16"}}},
}

// NeverExpires reports whether M14 is planted: the age of a bundle is not looked at.
func (s Set) NeverExpires() bool { return s.has(bitNoExpiry) }
