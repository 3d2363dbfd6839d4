package explore

import (
	"slices"
	"strconv"
	"time"

	"github.com/seatrial/seatrial/faults"
)

// twist returns a case that differs from another in one to four places: a fault
// more or less, sooner, longer or elsewhere, or another seed.
func twist(d *die, c Case) Case {
	c = c.Clone()
	for range 1 + d.below(4) {
		one(d, twists)(d, &c)
	}
	c.Plan.Seed = c.Seed
	return settled(c)
}

var twists = []func(*die, *Case){addFault, addFault, dropFault, shiftFault, shiftFault, stretchFault, moveFault, reseed, aroundFault}

func addFault(d *die, c *Case) {
	kind := one(d, faults.Kinds())
	if f, ok := conceive(d, c, kind, unused(c, kind)); ok {
		c.Plan.Faults = append(c.Plan.Faults, f)
	}
}

// unused returns an id that no fault of the case has.
func unused(c *Case, kind faults.Kind) string {
	for i := 1; ; i++ {
		id := string(kind) + "-" + strconv.Itoa(i)
		if !slices.ContainsFunc(c.Plan.Faults, func(f faults.Fault) bool { return f.ID == id }) {
			return id
		}
	}
}

func dropFault(d *die, c *Case) {
	if n := len(c.Plan.Faults); n > 0 {
		i := d.below(n)
		c.Plan.Faults = slices.Delete(c.Plan.Faults, i, i+1)
	}
}

// picked returns one of the faults, or nil if there is none.
func picked(d *die, c *Case) *faults.Fault {
	if len(c.Plan.Faults) == 0 {
		return nil
	}
	return &c.Plan.Faults[d.below(len(c.Plan.Faults))]
}

func shiftFault(d *die, c *Case) {
	if f := picked(d, c); f != nil {
		by := d.span(time.Millisecond, 5*time.Second)
		if d.hit(50) {
			by = -by
		}
		f.At = min(max(f.At+by, c.Scenario.Baseline), c.Scenario.Workload.Duration)
	}
}

func stretchFault(d *die, c *Case) {
	if f := picked(d, c); f != nil {
		f.Hold = d.span(10*time.Millisecond, c.Scenario.Workload.Duration)
	}
}

// moveFault has the same happen somewhere else, or harder.
func moveFault(d *die, c *Case) {
	if f := picked(d, c); f != nil {
		if again, ok := conceive(d, c, f.Kind, f.ID); ok {
			again.At, again.Hold = f.At, f.Hold
			*f = again
		}
	}
}

// aroundFault has another fault begin or end right when one does.
func aroundFault(d *die, c *Case) {
	f := picked(d, c)
	if f == nil {
		return
	}
	kind := one(d, faults.Kinds())
	if beside, ok := conceive(d, c, kind, unused(c, kind)); ok {
		beside.At = one(d, []time.Duration{f.At, f.At + f.Hold/2, f.Ends(), f.Ends() + 100*time.Millisecond})
		c.Plan.Faults = append(c.Plan.Faults, beside)
	}
}

func reseed(d *die, c *Case) { c.Seed = uint64(d.below(1 << 30)) }
