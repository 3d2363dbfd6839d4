package defect

var noFence = Defect{
	ID: "M56", Name: "no-fence", Promises: []string{"I-29"},
	Breaks:  "a pod takes commands whether or not its lease has ended",
	Trigger: "a lease that nobody asks for any more, and clients who reach the standby",
	Shows:   []Sight{{"lease-lost", []string{"I-29"}}},
}

// IgnoresLease reports whether a pod does not look at its lease.
func (s Set) IgnoresLease() bool { return s.has(bitNoFence) }
