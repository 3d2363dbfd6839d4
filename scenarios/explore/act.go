package explore

import (
	"fmt"
	"slices"
	"time"

	"github.com/seatrial/seatrial/sim/topology"
)

// actFeatures are about what people ask of the regions (docs/access.md).
var actFeatures = []feature{
	{"act/operators", func(d *die, c *Case) { tell(d, c, pausing) }},
	{"act/replays", func(d *die, c *Case) { tell(d, c, replaying) }},
	{"act/exports", func(d *die, c *Case) { tell(d, c, exporting) }},
	{"act/break-glass", func(d *die, c *Case) { tell(d, c, breakingGlass) }},
}

// people ask, in whatever role the story needs: that one of them turns up on both
// sides of a control is a matter of chance.
var people = []string{"ada", "ben", "cleo"}

// stories of one kind in a trial, at most.
const storiesMax = 3

// tell adds one to a few stories of a kind, each in a region and from an instant
// on, in which everybody asks in their turn.
func tell(d *die, c *Case, story func(*die) []topology.Act) {
	w := &c.Scenario.Workload
	for n := range 1 + d.below(storiesMax) {
		region, at := one(d, pods(c)), begins(d, c)
		for _, a := range story(d) {
			a.At, a.Region, a.TTL = at, region, credentialTTL
			if a.On == "" {
				a.On = "pod/" + region
			} else {
				a.On = fmt.Sprintf("%s/%s/%d", a.On, region, n+1)
			}
			credential(d, c, &a)
			w.Acts = append(w.Acts, a)
			at += d.span(50*time.Millisecond, 10*time.Second)
			if at > w.Duration {
				break
			}
		}
	}
	slices.SortStableFunc(w.Acts, func(a, b topology.Act) int { return int(a.At - b.At) })
}

const credentialTTL = time.Minute

// credential has every sixth act come with a credential that is none: it has
// expired, was stolen elsewhere, or nobody issued it.
func credential(d *die, c *Case, a *topology.Act) {
	switch d.below(18) {
	case 0:
		a.Age = a.TTL + d.span(2*time.Second, time.Minute)
	case 1:
		a.Home = one(d, pods(c))
	case 2:
		a.Forged = true
	}
}

func pausing(d *die) []topology.Act {
	who := one(d, people)
	return []topology.Act{
		{Who: who, Role: "region-operator", Action: "pause", Why: reason(d)},
		{Who: one(d, people), Role: "region-operator", Action: "resume", Why: "done"},
		{Who: who, Role: "region-operator", Action: "resume", Why: "done for certain"},
	}
}

func replaying(d *die) []topology.Act {
	return []topology.Act{{Who: one(d, people), Role: one(d, []string{"replay-engineer", "replay-engineer", "auditor"}), Action: "replay",
		Count: d.number(1, 256), Why: reason(d)}}
}

func exporting(d *die) []topology.Act {
	return controlled(d, "export", "analyst", "privacy-officer")
}

func breakingGlass(d *die) []topology.Act {
	return controlled(d, "break-glass", "incident-lead", "duty-manager")
}

// controlled is something for which it takes two people. Who approves is drawn
// among everybody, so it may be who asked.
func controlled(d *die, what, asks, approves string) []topology.Act {
	who := one(d, people)
	use := topology.Act{Who: who, Role: asks, Action: what, On: what, Why: "as agreed", Ticket: "T-1"}
	return []topology.Act{
		{Who: who, Role: asks, Action: "request-" + what, On: what, Why: reason(d), Ticket: "T-1"},
		{Who: one(d, people), Role: approves, Action: "approve-" + what, On: what, Why: reason(d)},
		use, use,
	}
}

// reason returns why somebody asks; sometimes nobody says.
func reason(d *die) string { return one(d, []string{"it was asked for", "it was asked for", ""}) }

// pods names the regions that can be asked.
func pods(c *Case) []string {
	var out []string
	for _, r := range c.Scenario.Topology.Regions {
		out = append(out, r.Name)
	}
	return out
}
