package explore

import (
	"slices"
	"time"

	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/sim/topology"
)

// place draws how many regions there are. A topology that is not one of the known
// ones stays as it is.
func place(d *die, o *scenarios.Scenario) {
	us, err := topology.US(len(o.Topology.Regions))
	if err != nil || !slices.Equal(us.Regions, o.Topology.Regions) || us.Hub != o.Topology.Hub {
		return
	}
	least := 1
	if o.Topology.Failover {
		least = 2 // who else would stand by?
	}
	if us, err = topology.US(least + d.below(5-least)); err != nil {
		panic(err) // 1 to 4 are known
	}
	o.Topology.Name, o.Topology.Regions, o.Topology.Links = us.Name, us.Regions, us.Links
	w := &o.Workload
	w.Documents = slices.DeleteFunc(w.Documents, func(doc topology.Document) bool {
		return !slices.Contains(o.Topology.Names(), doc.Region)
	})
	w.Acts = slices.DeleteFunc(w.Acts, func(a topology.Act) bool {
		return !slices.Contains(o.Topology.Names(), a.Region) || !slices.Contains(o.Topology.Names(), a.Belongs())
	})
}

// groundFeatures are about where the trial is held.
var groundFeatures = []feature{
	{"ground/far", func(d *die, c *Case) { c.Scenario.Topology = c.Scenario.Topology.Stretch(int64(2 + d.below(9))) }},
	{"ground/near", func(_ *die, c *Case) {
		for i := range c.Scenario.Topology.Links {
			l := &c.Scenario.Topology.Links[i]
			l.Delay, l.Jitter = time.Millisecond, 100*time.Microsecond
		}
	}},
	{"ground/uneven", func(d *die, c *Case) {
		for i := range c.Scenario.Topology.Links {
			l := &c.Scenario.Topology.Links[i]
			l.Delay = d.span(time.Millisecond, 300*time.Millisecond)
			l.Jitter = d.span(time.Millisecond, 300*time.Millisecond)
		}
	}},
	{"ground/lossy", func(d *die, c *Case) {
		for i := range c.Scenario.Topology.Links {
			c.Scenario.Topology.Links[i].Loss = uint32(d.number(1000, 50_000))
		}
	}},
	{"ground/slow-sync", func(d *die, c *Case) {
		c.Scenario.Topology.Local.Sync = d.span(2*time.Millisecond, 40*time.Millisecond)
	}},
	{"ground/quick-sync", func(_ *die, c *Case) { c.Scenario.Topology.Local.Sync = 50 * time.Microsecond }},
	{"ground/jitter", func(d *die, c *Case) {
		c.Scenario.Topology.Local.Jitter = d.span(time.Millisecond, 20*time.Millisecond)
	}},
}
