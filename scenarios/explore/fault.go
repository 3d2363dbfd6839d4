package explore

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/scenarios"
)

// strew adds some faults of a kind.
func strew(d *die, c *Case, kind faults.Kind) {
	for i := range d.number(1, 4) {
		id := string(kind) + "-" + strconv.Itoa(int(i)+1)
		if f, ok := conceive(cast(c.Seed, "fault/"+id), c, kind, id); ok {
			c.Plan.Faults = append(c.Plan.Faults, f)
		}
	}
}

// attemptsMax is how often a fault is drawn until one fits. A kind says which
// words it needs and not which values go together; most that are drawn do.
const attemptsMax = 40

// conceive draws a fault of a kind, and false if none fits the case. It knows
// words and no kinds, so that a kind that is new is drawn, too.
func conceive(d *die, c *Case, kind faults.Kind, id string) (faults.Fault, bool) {
	spec, ok := faults.Of(kind)
	if !ok {
		return faults.Fault{}, false
	}
	for range attemptsMax {
		f := faults.Fault{ID: id, Kind: kind, At: begins(d, c), Hold: d.span(20*time.Millisecond, c.Scenario.Workload.Duration/2)}
		for _, word := range spec.Needs {
			say(d, c, &f, word)
		}
		for _, word := range spec.May {
			if d.hit(50) || word == "peers" { // a file without peers means all of them
				say(d, c, &f, word)
			}
		}
		if fits(c, f) {
			return f, true
		}
	}
	return faults.Fault{}, false
}

// begins draws when a fault begins: after the baseline, before the load ends.
func begins(d *die, c *Case) time.Duration {
	from := c.Scenario.Baseline
	return from + time.Duration(d.below(int((c.Scenario.Workload.Duration-from)/time.Millisecond)))*time.Millisecond
}

// clocks are the kinds whose amount is how far a clock is off.
var clocks = []faults.Kind{faults.ClockSkew, faults.ClockJump}

// say draws the value of one word of a fault.
func say(d *die, c *Case, f *faults.Fault, word string) {
	regions := c.Scenario.Topology.Names()
	switch word {
	case "region", "from":
		f.Region = one(d, regions)
	case "to":
		f.Peer = one(d, regions)
	case "between":
		f.Region, f.Peer = one(d, regions), one(d, regions)
	case "peers":
		f.Peers = some(d, besides(regions, f.Region))
	case "target":
		f.Target = one(d, slices.Concat(scenarios.Machines(c.Scenario.Topology), scenarios.Parties(c.Scenario.Topology)))
	case "consumer":
		kind, _, _ := strings.Cut(one(d, scenarios.Machines(c.Scenario.Topology)), "/")
		f.Target = kind + "/" + f.Region
	case "chance":
		f.Chance = uint32(d.number(10_000, 1_000_000))
	case "copies":
		f.Copies = 1 + d.below(5)
	case "by":
		f.Amount = amount(d, f.Kind)
	case "period":
		f.Amount = d.span(100*time.Millisecond, 5*time.Second)
	case "bandwidth":
		f.Rate = d.number(1<<10, 1<<20)
	case "lossy":
		f.Lossy = d.hit(50)
	}
}

// amount draws how much later, slower or off something is.
func amount(d *die, kind faults.Kind) time.Duration {
	if !slices.Contains(clocks, kind) {
		return d.span(time.Millisecond, 2*time.Second)
	}
	v := d.span(50*time.Millisecond, 48*time.Hour)
	if d.hit(50) {
		v = -v
	}
	return v
}

// some draws at least one of a list, often all of it.
func some(d *die, list []string) []string {
	if len(list) == 0 || d.hit(50) {
		return list
	}
	from := d.below(len(list))
	return list[from : from+1+d.below(len(list)-from)]
}

// besides returns a list without one entry.
func besides(list []string, name string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return s == name })
}
