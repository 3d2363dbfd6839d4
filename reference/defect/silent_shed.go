package defect

// M27: a consumer that gets too much at once acknowledges events without applying or rejecting them.
//
// Caught by I-26 (and I-05: the event never takes effect). Shows with a backlog that is delivered at once: after a bus outage, or a slow or paused consumer.
var silentShed = Defect{
	ID: "M27", Name: "silent-shed", Promises: []string{"I-26"},
	Breaks:  "a consumer that gets too much at once acknowledges events without applying or rejecting them",
	Trigger: "a backlog that is delivered at once: after a bus outage, or a slow or paused consumer",
}

// ShedsSilently reports whether M27 is planted: events are dropped without a receipt.
func (s Set) ShedsSilently() bool { return s.has(bitSilentShed) }
