package faults

// bandwidth is the fault [Bandwidth]: a link carries only so many bytes per second, both ways.
//
// A narrow link turns a burst into a queue. What is exported must be little
// (I-15) and the queue in front of it bounded (I-26).
var bandwidth = Spec{
	Kind:    Bandwidth,
	Title:   "a link carries only so many bytes per second, both ways",
	Needs:   []string{"between", "bandwidth"},
	Lever:   "Shape, both ways",
	Proof:   "a message had to wait for the line",
	Example: "{id: thin, fault: bandwidth, between: [tx, hub], bandwidth: 64KB/s, at: 10s, hold: 30s}",
	pull:    func(t Target, f Fault, on bool) { shapeBoth(t, f, Shape{Bandwidth: f.Rate}, on) },
	check:   apart,
}
