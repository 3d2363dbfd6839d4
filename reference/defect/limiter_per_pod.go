package defect

// M30: each region takes the whole rate of a contract that all of them share.
//
// Caught by I-25. Shows with more orders in two regions than the contract allows.
var limiterPerPod = Defect{
	ID: "M30", Name: "limiter-per-pod", Promises: []string{"I-25"},
	Breaks:  "each region takes the whole rate of a contract that all of them share",
	Trigger: "more orders in two regions than the contract allows",
	Shows:   []Sight{{"supplier-storm", []string{"I-25"}}},
}

// LimitsPerPod reports whether M30 is planted: the limiter is that of a pod instead of a contract.
func (s Set) LimitsPerPod() bool { return s.has(bitLimiterPerPod) }
