package faults

// latency is the fault [Latency]: a link is slower, both ways.
//
// A slow link is harder on a system than a dead one: nothing fails, everything
// waits. The local write path must not notice (I-39).
var latency = Spec{
	Kind:    Latency,
	Title:   "a link is slower, both ways",
	Needs:   []string{"between", "by"},
	Lever:   "Shape, both ways",
	Proof:   "a message took longer",
	Example: "{id: far, fault: latency, between: [tx, hub], by: 400ms, at: 10s, hold: 30s}",
	pull:    func(t Target, f Fault, on bool) { shapeBoth(t, f, Shape{Delay: f.Amount}, on) },
	check:   apart,
}
