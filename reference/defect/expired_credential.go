package defect

// M43: a pod takes a credential that has expired.
//
// Caught by I-34. Shows when somebody acts with one.
var expiredCredential = Defect{
	ID: "M43", Name: "expired-credential", Promises: []string{"I-34"},
	Breaks:  "a pod checks who signed a credential, for which region and role, and not until when",
	Trigger: "somebody acts with a credential that has expired",
	Shows:   []Sight{{"export-approval", []string{"I-34"}}, {"break-glass", []string{"I-34"}}},
}

// HonoursExpired reports whether M43 is planted: credentials never expire.
func (s Set) HonoursExpired() bool { return s.has(bitExpiredCredential) }
