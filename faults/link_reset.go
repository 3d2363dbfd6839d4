package faults

// linkReset is the fault [LinkReset]: a link's connections are reset, at once and then again and again.
//
// The link works between two resets. A caller whose answer was on the way cannot
// know whether it was understood, so it asks again, and what it asks for must
// bear that.
var linkReset = Spec{
	Kind:    LinkReset,
	Title:   "a link's connections are reset, at once and then every so often",
	Needs:   []string{"between", "period"},
	Lever:   "Shape, both ways",
	Proof:   "a message was under way at a reset",
	Example: "{id: torn, fault: link-reset, between: [tx, hub], period: 500ms, at: 10s, hold: 20s}",
	pull:    func(t Target, f Fault, on bool) { shapeBoth(t, f, Shape{Reset: f.Amount}, on) },
	check:   apart,
}
