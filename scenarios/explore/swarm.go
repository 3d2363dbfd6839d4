package explore

import (
	"slices"
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/sim/topology"
)

// Swarm draws trials around a scenario. Each trial has a random few of the
// [Features] and none of the others: what is tested with everything at once never
// shows what one thing alone, or two without a third, would (Groce et al., Swarm
// Testing, 2012). The same seed draws the same case.
type Swarm struct {
	Base *scenarios.Scenario // where topology, load and bounds begin
	Off  []string            // features that no trial has
}

// shares are the chances in per cent of which a trial draws one for each family
// of features: how likely it has any one of them.
var shares = []int{0, 3, 6, 10, 10, 20, 35}

// Draw returns the trial of a seed.
func (s Swarm) Draw(seed uint64) Case {
	c := s.frame(seed)
	shareOf := map[string]int{}
	for _, f := range features(s.Base) {
		family := familyOf(f.name)
		if _, drawn := shareOf[family]; !drawn {
			shareOf[family] = one(cast(seed, "share/"+family), shares)
		}
		if d := cast(seed, f.name); d.hit(shareOf[family]) && !slices.Contains(s.Off, f.name) {
			f.apply(d, &c)
		}
	}
	return settled(c)
}

// Ranges that every trial draws from.
const (
	commandsLow, commandsHigh = 24, 256
	loadLow, loadHigh         = 4 * time.Second, 40 * time.Second
	drainMin                  = 2 * time.Minute
	leaseLow, leaseHigh       = 1200 * time.Millisecond, 8 * time.Second

	baselineMin      = 1500 * time.Millisecond // a command has a second to be answered
	baselineCommands = 6                       // are expected, so that it is rare that none arrives
)

// frame is the trial before any feature: where, how many, for how long.
func (s Swarm) frame(seed uint64) Case {
	c := Case{Scenario: s.Base, Seed: seed}.Clone()
	o, d := c.Scenario, cast(seed, "frame")
	o.Timeline, o.Thresholds, o.Reach, o.Stop, o.Repro = nil, nil, nil, nil, nil
	o.Live = scenarios.Live{Commands: liveCommands}
	place(cast(seed, "regions"), o)
	w := &o.Workload
	w.Duration = d.span(loadLow, loadHigh)
	w.Documents = filed(w.Documents, s.Base.Workload.Duration, w.Duration)
	for i := range w.Acts {
		w.Acts[i].At = moved(w.Acts[i].At, s.Base.Workload.Duration, w.Duration)
	}
	w.Orders, w.Receipts, w.Counts = nil, nil, nil
	o.Policies = nil
	w.Supply = lively(w.Supply)
	if o.Failover != nil {
		o.Failover = o.Failover.Quicker(cast(seed, "lease").span(leaseLow, leaseHigh), o.Topology.Names())
	}
	n := d.number(commandsLow, commandsHigh)
	crowd(o, n)
	o.Baseline = max(w.Duration/6, w.Duration*baselineCommands/time.Duration(n), baselineMin).Truncate(time.Millisecond)
	o.SteadyState = scenarios.SteadyState{CommandsMin: 1}
	o.Drain = max(o.Drain, drainMin)
	c.Plan = faults.Plan{Scenario: o.ID, Seed: seed}
	return c
}

// crowd sets the rates so that about n commands arrive, in the proportions of
// orders, receipts and counts that there were.
func crowd(o *scenarios.Scenario, n int64) {
	w := &o.Workload
	sum := max(1, w.Rate+w.Receive+w.Adjust)
	all := n * 1_000_000 / int64(w.Duration/time.Millisecond) / int64(len(o.Topology.Regions)) // per 1000 s and region
	w.Receive, w.Adjust = w.Receive*all/sum, w.Adjust*all/sum
	w.Rate = max(1, all-w.Receive-w.Adjust)
}

// waitMax is less than any silence that passes for rest where there are suppliers.
const waitMax = 15 * time.Second

// idleMax is how long a supplier that answers may be left alone in a trial (I-24): a
// trial is seldom as long as a scenario allows.
const idleMax = 25 * time.Second

// lively returns a supply in which nobody waits in silence for as long as that, which
// would be taken for the end of the trial.
func lively(s *topology.Supply) *topology.Supply {
	if s == nil {
		return nil
	}
	quick := *s
	for _, d := range []*time.Duration{&quick.OpenMax, &quick.Park, &quick.Lead, &quick.Confirm} {
		*d = min(*d, waitMax)
	}
	quick.Drip = min(quick.Drip, waitMax/3) // a retry may have to wait until others are paid for
	quick.Idle = min(quick.Idle, idleMax)
	return &quick
}

// familyOf returns the part of a name before the slash.
func familyOf(name string) string {
	for i := range name {
		if name[i] == '/' {
			return name[:i]
		}
	}
	return "shape"
}

// brokenDrawn is the share of promises that may be broken in a trial, beyond one for
// each unit that is lost, in parts per million. A shelf from which something is missing
// ends line after line for as long as nobody can book it, and how long that is, and how
// much goes missing, is drawn.
const brokenDrawn = 200_000

// settled puts the plan into its order, drops what does not fit, such as a fault
// in a region that the trial has not, and asks for what the trial owes.
func settled(c Case) Case {
	c.Plan.Faults = slices.DeleteFunc(c.Plan.Faults, func(f faults.Fault) bool { return !fits(&c, f) })
	c.Plan.Sort()
	apart(&c)
	c.Scenario.Drain = max(c.Scenario.Drain, aftermath(&c))
	c.Scenario.Bounds.DriftTime, c.Scenario.Bounds.Broken = 0, brokenDrawn
	c.Scenario.Promises = owed(&c)
	return c
}

// apart gives an id of its own to each fault that has the id of an earlier one: a
// scenario's own faults may be called what a drawn one is called.
func apart(c *Case) {
	for i := range c.Plan.Faults {
		f := &c.Plan.Faults[i]
		same := func(e faults.Fault) bool { return e.ID == f.ID }
		if slices.ContainsFunc(c.Plan.Faults[:i], same) {
			f.ID = unused(c, f.Kind)
		}
	}
}

// fits reports whether a fault can be carried out in a case, and begins in time.
func fits(c *Case, f faults.Fault) bool {
	o := c.Scenario
	return f.At >= o.Baseline && f.At <= o.Workload.Duration &&
		faults.Validate(f) == nil && o.CheckPlan(faults.Plan{Faults: []faults.Fault{f}}) == nil
}
