package defect

// M41: a pod asks the aggregator before it takes an order.
//
// Caught by I-39 and I-30. Shows with a region cut off from the hub, or with long round trips.
var hubInThePath = Defect{
	ID: "M41", Name: "hub-in-the-path", Promises: []string{"I-30", "I-39"},
	Breaks:  "a pod asks the aggregator for its figures before it takes an order, so that local work waits for another region",
	Trigger: "a region cut off from the hub, or long round trips",
	Shows:   []Sight{{"hub-cut-43s", []string{"I-30", "I-39"}}, {"control-plane-only", []string{"I-30", "I-39"}}},
}

// AsksHub reports whether M41 is planted: the control plane stands in the path of every order.
func (s Set) AsksHub() bool { return s.has(bitHubInThePath) }
