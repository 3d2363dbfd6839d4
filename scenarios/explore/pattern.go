package explore

import (
	"strconv"
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/scenarios"
)

// pattern is a group of faults that are known to be worse together.
type pattern struct {
	name string
	draw func(d *die, c *Case) []faults.Fault // without ids
}

var patterns = []pattern{
	{"swizzle", swizzle}, {"isolate", isolate}, {"one-way", oneWay}, {"flap", flap},
	{"rolling-restart", rolling}, {"region-loss", regionLoss}, {"slow-disk", slowDisks}, {"clock-step", clockStep},
}

// weave adds a pattern, once or more.
func weave(d *die, c *Case, p pattern) {
	n := 0
	for i := range 1 + d.below(2) {
		for _, f := range p.draw(cast(c.Seed, "pattern/"+p.name+"/"+strconv.Itoa(i)), c) {
			n++
			f.ID = p.name + "-" + strconv.Itoa(n)
			c.Plan.Faults = append(c.Plan.Faults, f)
		}
	}
}

// swizzle stops several machines one after the other and starts them again in
// another order.
func swizzle(d *die, c *Case) []faults.Fault {
	machines := scenarios.Machines(c.Scenario.Topology)
	at, apart := begins(d, c), d.span(10*time.Millisecond, time.Second)
	n := min(2+d.below(4), len(machines))
	first, kind := d.below(len(machines)), one(d, []faults.Kind{faults.Kill, faults.Pause})
	var out []faults.Fault
	for i := range n {
		begin := at + time.Duration(i)*apart
		back := at + time.Duration(n)*apart + time.Duration(1+d.below(8))*apart
		out = append(out, faults.Fault{Kind: kind, Target: machines[(first+i)%len(machines)], At: begin, Hold: back - begin})
	}
	return out
}

// isolate cuts one region off from all others.
func isolate(d *die, c *Case) []faults.Fault {
	regions := c.Scenario.Topology.Names()
	region := one(d, regions)
	return []faults.Fault{{Kind: faults.Partial, Region: region, Peers: besides(regions, region), At: begins(d, c), Hold: lasts(d, c)}}
}

// oneWay lets a region hear and not be heard, or the other way round, and by more
// than one.
func oneWay(d *die, c *Case) []faults.Fault {
	regions := c.Scenario.Topology.Names()
	region, at, hold, deaf := one(d, regions), begins(d, c), lasts(d, c), d.hit(50)
	var out []faults.Fault
	for _, peer := range some(d, besides(regions, region)) {
		f := faults.Fault{Kind: faults.OneWay, Region: region, Peer: peer, At: at, Hold: hold}
		if deaf {
			f.Region, f.Peer = peer, region
		}
		out = append(out, f)
	}
	return out
}

// flap has one link go and come again and again.
func flap(d *die, c *Case) []faults.Fault {
	regions := c.Scenario.Topology.Names()
	a := one(d, regions)
	b := one(d, besides(regions, a))
	at, hold, rest := begins(d, c), d.span(20*time.Millisecond, 2*time.Second), d.span(20*time.Millisecond, 2*time.Second)
	kind := one(d, []faults.Kind{faults.Partition, faults.LinkDown})
	var out []faults.Fault
	for i := range 2 + d.below(8) {
		out = append(out, faults.Fault{Kind: kind, Region: a, Peer: b, At: at + time.Duration(i)*(hold+rest), Hold: hold})
	}
	return out
}

// rolling restarts one machine of each region after the other.
func rolling(d *die, c *Case) []faults.Fault {
	kind := one(d, []string{"pod", "planner", "dashboard", "egress"})
	at, hold, rest := begins(d, c), d.span(50*time.Millisecond, 2*time.Second), d.span(10*time.Millisecond, 2*time.Second)
	var out []faults.Fault
	for i, r := range c.Scenario.Topology.Regions {
		out = append(out, faults.Fault{Kind: faults.Kill, Target: kind + "/" + r.Name, At: at + time.Duration(i)*(hold+rest), Hold: hold})
	}
	return out
}

// regionLoss takes a region away in one of the ways there are.
func regionLoss(d *die, c *Case) []faults.Fault {
	f := faults.Fault{Kind: one(d, []faults.Kind{faults.RegionOutage, faults.PowerLoss, faults.RegionKill, faults.RegionPause}),
		Region: one(d, c.Scenario.Topology.Regions).Name, At: begins(d, c), Hold: lasts(d, c)}
	if f.Kind == faults.RegionOutage {
		f.Peers = besides(c.Scenario.Topology.Names(), f.Region)
	}
	return []faults.Fault{f}
}

// slowDisks makes the disk of a region slow, and now and then takes its power in
// the middle.
func slowDisks(d *die, c *Case) []faults.Fault {
	region, at, hold := one(d, c.Scenario.Topology.Regions).Name, begins(d, c), lasts(d, c)
	out := []faults.Fault{{Kind: faults.SlowDisk, Region: region, At: at, Hold: hold, Amount: d.span(5*time.Millisecond, 800*time.Millisecond)}}
	if d.hit(50) {
		out = append(out, faults.Fault{Kind: faults.PowerLoss, Region: region, At: at + hold/2, Hold: d.span(50*time.Millisecond, 3*time.Second)})
	}
	return out
}

// clockStep sets the clock of one region forth and that of another back.
func clockStep(d *die, c *Case) []faults.Fault {
	at, hold, by := begins(d, c), lasts(d, c), d.span(time.Second, 2*time.Hour)
	var out []faults.Fault
	for i := range 2 {
		out = append(out, faults.Fault{Kind: faults.ClockJump, Region: one(d, c.Scenario.Topology.Regions).Name,
			At: at + time.Duration(i)*hold/2, Hold: hold, Amount: by})
		by = -by
	}
	return out
}

// lasts draws for how long something that matters holds.
func lasts(d *die, c *Case) time.Duration {
	return d.span(200*time.Millisecond, c.Scenario.Workload.Duration)
}

// script takes some of the scenario's own faults, at the same share of the time.
func script(d *die, c *Case, base *scenarios.Scenario) {
	from, to := base.Workload.Duration, c.Scenario.Workload.Duration
	var list []scenarios.Publication
	for _, p := range base.Policies {
		p.At, p.Effective = moved(p.At, from, to), moved(p.Effective, from, to)
		list = append(list, p)
	}
	issue(c, list)
	for _, f := range base.Plan(c.Seed).Faults {
		f.At, f.Hold = moved(f.At, from, to), max(time.Millisecond, moved(f.Hold, from, to))
		if d.hit(60) {
			c.Plan.Faults = append(c.Plan.Faults, f)
		}
	}
}
