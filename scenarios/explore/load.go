package explore

import (
	"path"
	"slices"
	"time"

	"github.com/seatrial/seatrial/sim/topology"
)

// loadFeatures are about what is asked of the system, and by whom.
var loadFeatures = []feature{
	{"load/scarce", func(d *die, c *Case) { c.Scenario.Workload.Stock = int64(d.below(12)) }},
	{"load/plenty", func(_ *die, c *Case) { c.Scenario.Workload.Stock = 100_000 }},
	{"load/few-articles", func(d *die, c *Case) { c.Scenario.Workload.SKUs = 1 + d.below(4) }},
	{"load/skewed", func(d *die, c *Case) { c.Scenario.Workload.Zipf = one(d, []int{0, 500, 1500, 3000}) }},
	{"load/big-orders", func(d *die, c *Case) {
		c.Scenario.Workload.LinesMax, c.Scenario.Workload.QuantityMax = 1+d.below(12), d.number(1, 40)
	}},
	{"load/small-orders", func(_ *die, c *Case) { c.Scenario.Workload.LinesMax, c.Scenario.Workload.QuantityMax = 1, 1 }},
	{"load/cancels", func(d *die, c *Case) { c.Scenario.Workload.Cancel = uint32(d.number(20_000, 600_000)) }},
	{"load/counts", func(d *die, c *Case) { c.Scenario.Workload.Adjust = proportion(d, c.Scenario.Workload) }},
	{"load/receipts", func(d *die, c *Case) { c.Scenario.Workload.Receive = proportion(d, c.Scenario.Workload) }},
	{"load/burst", func(d *die, c *Case) { // at least a dozen of them, or none may fall into the baseline
		each := c.Scenario.Commands() / int64(len(c.Scenario.Topology.Regions)) / 12
		c.Scenario.Workload.Burst = int(min(d.number(2, 64), max(2, each)))
	}},
	{"load/half-done", func(d *die, c *Case) { c.Scenario.Workload.CarrierHalf = uint32(d.number(10_000, 700_000)) }},
	{"load/short-queue", func(d *die, c *Case) {
		c.Scenario.Workload.QueueMax, c.Scenario.Bounds.QueueMax = int(d.number(queueLow, 512)), 0
	}},
	{"load/hasty", func(d *die, c *Case) { c.Scenario.Workload.Retry = d.span(100*time.Millisecond, 800*time.Millisecond) }},
	{"load/impatient", func(d *die, c *Case) {
		w := &c.Scenario.Workload
		w.Patience = w.Retry + d.span(500*time.Millisecond, 6*time.Second)
		w.Horizon = max(w.Horizon, w.Patience)
	}},
	{"load/short-keys", func(d *die, c *Case) {
		w := &c.Scenario.Workload
		w.Horizon = w.Patience + d.span(100*time.Millisecond, 10*time.Second)
	}},
	{"load/short-way", func(d *die, c *Case) { c.Scenario.Workload.Transit = d.span(10*time.Millisecond, 500*time.Millisecond) }},
	{"load/no-files", func(_ *die, c *Case) { c.Scenario.Workload.Documents = nil }},
	{"load/no-refusals", func(_ *die, c *Case) { // what I-30 can be asked of
		w := &c.Scenario.Workload
		w.Cancel, w.Documents, w.Stock, w.QueueMax, c.Scenario.Bounds.QueueMax = 0, nil, 1_000_000, 200_000, 0
	}},
}

// proportion draws how many of the orders are joined by a command of another kind.
func proportion(d *die, w topology.Workload) int64 { return w.Rate * d.number(20, 1000) / 1000 }

// filed keeps the files that a stored case can name, those that ship with the
// harness, and brings them into the time of the trial.
func filed(list []topology.Document, from, to time.Duration) []topology.Document {
	out := slices.DeleteFunc(list, func(d topology.Document) bool { return path.Ext(d.Name) != "" })
	for i := range out {
		out[i].At = moved(out[i].At, from, to)
	}
	return out
}

// moved brings an instant of a run with a load of one length into one of another.
func moved(at, from, to time.Duration) time.Duration {
	if from <= 0 {
		return 0
	}
	return (at * (to / time.Millisecond) / (from / time.Millisecond)).Truncate(time.Millisecond)
}
