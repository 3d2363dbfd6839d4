package faults

// linkDown is the fault [LinkDown]: a link's connections are closed, and new ones refused.
//
// Unlike in a partition nobody has to wait for an answer that never comes: both
// sides are told at once. What was under way is lost all the same, and nobody is
// told whether it had arrived.
var linkDown = Spec{
	Kind:    LinkDown,
	Title:   "a link's connections are closed and refused, both ways",
	Needs:   []string{"between"},
	Lever:   "Shape, both ways",
	Proof:   "a message was lost under way, or could not be sent",
	Example: "{id: down, fault: link-down, between: [tx, hub], at: 10s, hold: 20s}",
	pull:    func(t Target, f Fault, on bool) { shapeBoth(t, f, Shape{Refuse: true}, on) },
	check:   apart,
}
