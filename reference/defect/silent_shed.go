package defect

// M27: a consumer that gets too much at once acknowledges events without applying or rejecting them.
//
// Caught by I-26, and by I-08: effects are shown whose causes never were. Shows with a backlog that is delivered at once: after a bus outage, or a slow or paused consumer.
var silentShed = Defect{
	ID: "M27", Name: "silent-shed", Promises: []string{"I-08", "I-26"},
	Breaks:  "a consumer that gets too much at once acknowledges events without applying or rejecting them",
	Trigger: "a backlog that is delivered at once: after a bus outage, or a slow or paused consumer",
	Shows:   []Sight{{"bus-outage", []string{"I-08", "I-26"}}, {"flash-sale", []string{"I-08", "I-26"}}},
}

// ShedsSilently reports whether M27 is planted: events are dropped without a receipt.
func (s Set) ShedsSilently() bool { return s.has(bitSilentShed) }
