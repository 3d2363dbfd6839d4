package faults

// clockJump is the fault [ClockJump]: a region's wall clock steps, and steps back when the fault ends.
//
// An operator, a leap, a dead battery: the clock steps, perhaps backwards, and
// later steps back. Monotonic readings are not affected.
var clockJump = Spec{
	Kind:    ClockJump,
	Title:   "a region's wall clock steps, and steps back when the fault ends",
	Needs:   []string{"region", "by"},
	Lever:   "Clock",
	Proof:   "a process read the wrong clock",
	Example: "{id: leap, fault: clock-jump, region: va, by: -1h, at: 10s, hold: 5s}",
	pull:    func(t Target, f Fault, on bool) { t.Clock(f.ID, f.Region, f.Amount, on) },
}
