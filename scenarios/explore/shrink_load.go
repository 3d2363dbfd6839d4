package explore

import (
	"slices"
	"time"

	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/sim/topology"
)

// calm asks for no more of the baseline than that something was answered, and
// makes it short.
func (s *shrinker) calm() error {
	if s.best.Scenario.SteadyState.CommandsMin > 1 {
		if err := ladder(s, []int64{1}, func(c Case, n int64) Case {
			c.Scenario.SteadyState = scenarios.SteadyState{CommandsMin: n}
			return c
		}); err != nil {
			return err
		}
	}
	return ladder(s, readable(s.best.Scenario.Baseline, time.Second), func(c Case, v time.Duration) Case {
		c.Scenario.Baseline = v
		return c
	})
}

// leaveOutRegions keeps the regions that it takes, all of what stands there and
// all links to them.
func (s *shrinker) leaveOutRegions() error {
	least := 1
	if s.best.Scenario.Failover != nil {
		least = 2 // who else would stand by?
	}
	for i := len(s.best.Scenario.Topology.Regions) - 1; i >= 0 && len(s.best.Scenario.Topology.Regions) > least; i-- {
		if _, err := s.first([]Case{without(s.best.Clone(), s.best.Scenario.Topology.Regions[i].Name)}); err != nil {
			return err
		}
	}
	return nil
}

// without returns the case without a region. A fault that needs it makes the case
// unsound; one that names it among others no longer does.
func without(c Case, region string) Case {
	t := &c.Scenario.Topology
	t.Name = "custom"
	t.Regions = slices.DeleteFunc(t.Regions, func(r topology.Region) bool { return r.Name == region })
	t.Links = slices.DeleteFunc(t.Links, func(l topology.Link) bool { return l.From == region || l.To == region })
	w := &c.Scenario.Workload
	w.Documents = slices.DeleteFunc(w.Documents, func(d topology.Document) bool { return d.Region == region })
	w.Acts = slices.DeleteFunc(w.Acts, func(a topology.Act) bool { return a.Region == region || a.Belongs() == region })
	w.Orders, w.Receipts, w.Counts = forget(w.Orders, region), forget(w.Receipts, region), forget(w.Counts, region)
	for i := range c.Plan.Faults {
		f := &c.Plan.Faults[i]
		if slices.Contains(f.Peers, region) {
			f.Peers = slices.DeleteFunc(slices.Clone(f.Peers), func(p string) bool { return p == region })
		}
	}
	return c
}

func forget(p topology.Picks, region string) topology.Picks {
	if _, named := p[region]; !named {
		return p
	}
	out := topology.Picks{}
	for name, numbers := range p {
		if name != region {
			out[name] = numbers
		}
	}
	return out
}

// setting is a number of the workload that may be smaller.
type setting struct {
	low int64 // the smallest it may be; -1 = none at all, or as it is
	of  func(*topology.Workload) int64
	set func(*topology.Workload, int64)
}

// settings are tried in this order. What is left out altogether comes first; the
// number of articles changes what every order asks for, so it comes before the
// orders are chosen.
var settings = []setting{
	{-1, func(w *topology.Workload) int64 { return w.Receive }, func(w *topology.Workload, v int64) { w.Receive = v }},
	{-1, func(w *topology.Workload) int64 { return w.Adjust }, func(w *topology.Workload, v int64) { w.Adjust = v }},
	{-1, func(w *topology.Workload) int64 { return int64(w.Cancel) }, func(w *topology.Workload, v int64) { w.Cancel = uint32(v) }},
	{1, func(w *topology.Workload) int64 { return int64(w.Burst) }, func(w *topology.Workload, v int64) { w.Burst = int(v) }},
	{-1, func(w *topology.Workload) int64 { return int64(w.CarrierHalf) }, func(w *topology.Workload, v int64) { w.CarrierHalf = uint32(v) }},
	{1, func(w *topology.Workload) int64 { return int64(w.QueueMax) }, func(w *topology.Workload, v int64) { w.QueueMax = int(v) }},
	{1, func(w *topology.Workload) int64 { return int64(w.SKUs) }, func(w *topology.Workload, v int64) { w.SKUs = int(v) }},
	{0, func(w *topology.Workload) int64 { return w.Stock }, func(w *topology.Workload, v int64) { w.Stock = v }},
}

// orderly are settings of single orders. They come last: of orders with many
// lines it takes fewer.
var orderly = []setting{
	{1, func(w *topology.Workload) int64 { return int64(w.LinesMax) }, func(w *topology.Workload, v int64) { w.LinesMax = int(v) }},
	{1, func(w *topology.Workload) int64 { return w.QuantityMax }, func(w *topology.Workload, v int64) { w.QuantityMax = v }},
}

// simplifyLoad leaves out documents, and makes the numbers of the load smaller.
func (s *shrinker) simplifyLoad() error {
	if len(s.best.Scenario.Workload.Documents) > 0 {
		if _, err := leaveOut(s, s.best.Scenario.Workload.Documents, func(c Case, kept []topology.Document) Case {
			c.Scenario.Workload.Documents = slices.Clone(kept)
			return c
		}); err != nil {
			return err
		}
	}
	if len(s.best.Scenario.Workload.Acts) > 0 {
		if _, err := leaveOut(s, s.best.Scenario.Workload.Acts, func(c Case, kept []topology.Act) Case {
			c.Scenario.Workload.Acts = slices.Clone(kept)
			return c
		}); err != nil {
			return err
		}
	}
	return s.lower(settings)
}

// simplifyOrders makes the orders that are left smaller.
func (s *shrinker) simplifyOrders() error { return s.lower(orderly) }

// restore gives back their usual value to numbers that turn out not to matter, so
// that what is left in the file does.
func (s *shrinker) restore() error {
	for _, set := range []func(*topology.Workload){
		func(w *topology.Workload) { w.QueueMax = 4096 },
		func(w *topology.Workload) { w.Zipf = 1000 },
	} {
		c := s.best.Clone()
		set(&c.Scenario.Workload)
		if _, err := s.first([]Case{c}); err != nil {
			return err
		}
	}
	return nil
}

// lower makes numbers of the load smaller, one after the other.
func (s *shrinker) lower(list []setting) error {
	for _, x := range list {
		values := counts(x.of(&s.best.Scenario.Workload), x.low)
		if err := ladder(s, values, func(c Case, v int64) Case {
			x.set(&c.Scenario.Workload, v)
			return c
		}); err != nil {
			return err
		}
	}
	return nil
}

// shorten ends the load and the drain as soon as the failure allows.
func (s *shrinker) shorten() error {
	scenario := s.best.Scenario
	last := scenario.Baseline + time.Millisecond
	for _, f := range s.best.Plan.Faults {
		last = max(last, f.At)
	}
	if err := ladder(s, readable(scenario.Workload.Duration, last), func(c Case, v time.Duration) Case {
		c.Scenario.Workload.Duration = v
		return c
	}); err != nil {
		return err
	}
	return ladder(s, readable(scenario.Drain, 10*time.Second), func(c Case, v time.Duration) Case {
		c.Scenario.Drain = v
		return c
	})
}
