package defect

// M26: the pod takes commands however much it holds back from its bus.
//
// Caught by I-26. Shows with a bus outage that lasts longer than the declared bound.
var unboundedQueue = Defect{
	ID: "M26", Name: "unbounded-queue", Promises: []string{"I-26"},
	Breaks:  "the pod takes commands however much it holds back from its bus",
	Trigger: "a bus outage that lasts longer than the declared bound",
	Shows:   []Sight{{"full-queue", []string{"I-26"}}},
}

// UnboundedQueue reports whether M26 is planted: the bound of unpublished events is ignored.
func (s Set) UnboundedQueue() bool { return s.has(bitUnboundedQueue) }
