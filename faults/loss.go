package faults

// loss is the fault [Loss]: a link loses messages, both ways.
//
// What is lost on a link was sent and never answered: the sender cannot know
// whether it was done.
var loss = Spec{
	Kind:    Loss,
	Title:   "a link loses messages, both ways",
	Needs:   []string{"between", "chance"},
	Lever:   "Shape, both ways",
	Proof:   "a message was lost",
	Example: "{id: leak, fault: loss, between: [va, hub], chance: 20%, at: 10s, hold: 30s}",
	pull:    func(t Target, f Fault, on bool) { shapeBoth(t, f, Shape{Loss: f.Chance}, on) },
	check:   apart,
}
