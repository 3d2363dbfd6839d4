package defect

var noDrain = Defect{
	ID: "M57", Name: "no-drain", Promises: []string{"I-29"},
	Breaks:  "a region takes commands again before it has what its standby took",
	Trigger: "a region that comes back after its standby took over",
	Shows:   []Sight{{"region-lost", []string{"I-29"}}},
}

// OpensUndrained reports whether a failback does not wait for what is handed back.
func (s Set) OpensUndrained() bool { return s.has(bitNoDrain) }
