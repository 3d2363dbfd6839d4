package explore

import (
	"time"

	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/sim/topology"
)

// command is one arrival of the load.
type command struct {
	kind   int // of kindsOf
	region string
	n      int
}

// kindOf is a kind of command that may be left out by its number.
type kindOf struct {
	rate  func(*topology.Workload) int64
	picks func(*topology.Workload) *topology.Picks
}

var kindsOf = []kindOf{
	{func(w *topology.Workload) int64 { return w.Receive }, func(w *topology.Workload) *topology.Picks { return &w.Receipts }},
	{func(w *topology.Workload) int64 { return w.Adjust }, func(w *topology.Workload) *topology.Picks { return &w.Counts }},
	{func(w *topology.Workload) int64 { return w.Rate }, func(w *topology.Workload) *topology.Picks { return &w.Orders }},
}

// leaveOutCommands keeps the commands that it takes.
func (s *shrinker) leaveOutCommands() error {
	_, err := leaveOut(s, commands(s.best), keep)
	return err
}

// commands lists what arrives, and perhaps numbers beyond it: how many arrive is
// known to the outside world alone, and one that never comes is left out soon.
func commands(c Case) []command {
	w := &c.Scenario.Workload
	var out []command
	for kind, k := range kindsOf {
		if k.rate(w) == 0 {
			continue
		}
		for _, r := range c.Scenario.Topology.Regions {
			numbers, named := (*k.picks(w))[r.Name]
			if !named {
				mean := k.rate(w) * int64(w.Duration/time.Millisecond) / 1_000_000
				for n := range int(mean + mean/4 + 20) {
					numbers = append(numbers, n+1)
				}
			}
			for _, n := range numbers {
				out = append(out, command{kind, r.Name, n})
			}
		}
	}
	return out
}

// keep returns the case with these commands alone. So few need no baseline.
func keep(c Case, kept []command) Case {
	w := &c.Scenario.Workload
	for _, k := range kindsOf {
		*k.picks(w) = nil
		if k.rate(w) == 0 {
			continue
		}
		p := topology.Picks{}
		for _, r := range c.Scenario.Topology.Regions {
			p[r.Name] = []int{}
		}
		*k.picks(w) = p
	}
	for _, one := range kept {
		p := *kindsOf[one.kind].picks(w)
		p[one.region] = append(p[one.region], one.n)
	}
	c.Scenario.SteadyState = scenarios.SteadyState{}
	return c
}

// Commands returns how many commands the case offers, cancellations not counted.
func (s *Shrunk) Commands() int { return int(s.Case.Scenario.Commands()) }
