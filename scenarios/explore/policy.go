package explore

import (
	"fmt"
	"slices"
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/sim/history"
)

// policyFeatures are about what is published while the load lasts.
var policyFeatures = []feature{
	{"policy/amended", func(d *die, c *Case) {
		var list []scenarios.Publication
		for range 1 + d.below(3) {
			list = append(list, amendment(d, c))
		}
		issue(c, list)
	}},
	{"policy/short-lived", func(d *die, c *Case) {
		issue(c, []scenarios.Publication{{TTL: d.span(15*time.Second, 40*time.Second)}})
	}},
	{"policy/lapsing", lapse},
	{"policy/crossing", cross},
	{"policy/rights", func(d *die, c *Case) { issue(c, []scenarios.Publication{narrower(d, begins(d, c))}) }},
}

// always are the rules of access that every policy here brings.
const always = `@id("home-region") forbid (principal, action, resource) unless { principal.region == resource.region };
@id("unexpired") forbid (principal, action, resource) unless { context.now_ns + context.margin_ns < context.expires_ns };
@id("reason-given") forbid (principal, action, resource) when { context.why == "" };
@id("operator") permit (principal in Role::"region-operator", action in [Action::"pause", Action::"resume"], resource);
`

// narrower returns a policy that takes from people what takes two of them, and perhaps
// more. Whoever paused something may always resume it.
func narrower(d *die, at time.Duration) scenarios.Publication {
	p := scenarios.Publication{At: at, Access: always, Grants: []history.Grant{{Role: "region-operator", Actions: []string{"pause", "resume"}}}}
	for _, g := range []history.Grant{{Role: "replay-engineer", Actions: []string{"replay"}}, {Role: "auditor", Actions: []string{"read"}}} {
		if d.hit(40) {
			p.Access += fmt.Sprintf("@id(%q) permit (principal in Role::%q, action == Action::%q, resource);\n", g.Role, g.Role, g.Actions[0])
			p.Grants = append(p.Grants, g)
		}
	}
	return p
}

// lapse publishes a policy that is good for a short while only, and takes away
// who confirms it for longer.
func lapse(d *die, c *Case) {
	ttl := d.span(12*time.Second, 16*time.Second)
	issue(c, []scenarios.Publication{{TTL: ttl}})
	kind := one(d, []faults.Kind{faults.Kill, faults.Pause})
	c.Plan.Faults = append(c.Plan.Faults, faults.Fault{ID: unused(c, kind), Kind: kind, Target: "authority",
		At: c.Scenario.Baseline + d.span(10*time.Millisecond, 2*time.Second), Hold: ttl + d.span(time.Second, c.Scenario.Workload.Duration)})
}

// cross publishes two policies at nearly the same time, the first of which comes into
// force when the second waits already. Mostly the first allows what the second keeps
// at home.
func cross(d *die, c *Case) {
	first, second := edits[3], edits[1]
	if d.hit(20) {
		first, second = second, first
	}
	load := c.Scenario.Workload.Duration
	first.At = begins(d, c)
	second.At = min(first.At+d.span(time.Millisecond, time.Second), load)
	until := d.span(time.Second, load)
	first.Effective, second.Effective = second.At+until/time.Duration(2+d.below(8)), second.At+until
	issue(c, []scenarios.Publication{first, second})
}

// edits are changes of the policy that something in a trial goes by.
var edits = []scenarios.Publication{
	{Keep: []scenarios.Kept{{Types: []string{"OrderBackordered"}, Fields: []string{"entity"}}}},
	{Keep: []scenarios.Kept{{Types: []string{"OrderBackordered", "OrderAllocated"}}}},
	{Keep: []scenarios.Kept{{Types: []string{"InventoryAdjusted"}, Fields: []string{"reason"}}}},
	{Allow: []scenarios.Allowed{{Types: []string{"OrderAllocated"}, Clear: []string{"type", "sku", "qty", "time"}, Token: []string{"entity"}}}},
	{Allow: []scenarios.Allowed{{Types: []string{"OrderBackordered"}, Clear: []string{"type", "sku", "qty", "time"}, Token: []string{"entity"}}}},
	{},
}

// amendment draws a change of the policy, in force at once or a while later.
func amendment(d *die, c *Case) scenarios.Publication {
	p := one(d, edits)
	p.At = begins(d, c)
	if d.hit(60) {
		p.Effective = p.At + d.span(100*time.Millisecond, 12*time.Second)
	}
	return p
}

// issue adds publications to those of a trial. Two at one instant are one too
// many.
func issue(c *Case, list []scenarios.Publication) {
	o := c.Scenario
	list = append(slices.Clone(o.Policies), list...)
	slices.SortStableFunc(list, func(a, b scenarios.Publication) int { return int(a.At - b.At) })
	list = slices.CompactFunc(list, func(a, b scenarios.Publication) bool { return a.At == b.At })
	o.Policies = scenarios.Publish(o.Topology.Hub.Name, list)
}

// leaveOutPolicies keeps the publications that it takes.
func (s *shrinker) leaveOutPolicies() error {
	_, err := leaveOut(s, s.best.Scenario.Policies, func(c Case, kept []scenarios.Publication) Case {
		c.Scenario.Policies = scenarios.Publish(c.Scenario.Topology.Hub.Name, kept)
		return c
	})
	return err
}
