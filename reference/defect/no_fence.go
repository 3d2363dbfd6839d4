package defect

var noFence = Defect{
	ID: "M56", Name: "no-fence", Promises: []string{"I-29"},
	Breaks:  "a pod takes commands whether or not its lease has ended",
	Trigger: "a region that cannot reach the hub for longer than a lease lasts, and whose clients can reach its standby",
	Shows:   []Sight{{"hub-cut-standby", []string{"I-29"}}},
}

// IgnoresLease reports whether a pod does not look at its lease.
func (s Set) IgnoresLease() bool { return s.has(bitNoFence) }
