package defect

var earlyTakeover = Defect{
	ID: "M23", Name: "early-takeover", Promises: []string{"I-29"},
	Breaks:  "a standby takes over as soon as an owner has missed two renewals, while the owner still counts on its lease",
	Trigger: "a region that cannot reach the hub for a while",
	Shows:   []Sight{{"lease-lost", []string{"I-29"}}},
}

// TakesOverEarly reports whether nobody waits for the end of a lease.
func (s Set) TakesOverEarly() bool { return s.has(bitEarlyTakeover) }
