package assembly

import (
	"strings"
	"time"

	"github.com/seatrial/seatrial/reference"
	"github.com/seatrial/seatrial/reference/defect"
	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/topology"
)

// System makes the reference system for a scenario. What it may do comes from
// the header: the same rules that it is judged by.
func System(s *scenarios.Scenario, t topology.Topology, seed uint64, h *history.Header, defects []string) (sim.System, error) {
	bugs, err := defect.Parse(strings.Join(defects, ","))
	if err != nil {
		return nil, err
	}
	return reference.New(reference.Config{Seed: seed, Topology: t, Workload: s.Workload, Policy: h.Policies[0],
		Later: amendments(s, h), Skew: time.Duration(h.Bounds.SkewNano), Span: granted(h),
		Canaries: h.Canaries, QueueMax: int(h.Bounds.Defaults().QueueMax), Contributors: int(h.Bounds.Defaults().Contributors), Watch: h.Watch, Reconcile: h.Reconcile, Failover: h.Failover, Stages: h.Stages, Defects: bugs})
}

// granted is how long lasts what is granted for a time, by the rules of the run.
func granted(h *history.Header) time.Duration {
	var most int64
	for _, g := range h.Grants {
		most = max(most, g.ForNano)
	}
	return time.Duration(most)
}

// amendments returns the policies that are published after the first. What they
// say comes from the header, when from the scenario.
func amendments(s *scenarios.Scenario, h *history.Header) []reference.Amendment {
	var out []reference.Amendment
	for i, p := range s.Published() {
		if i > 0 {
			out = append(out, reference.Amendment{Policy: h.Policies[i], At: p.At, Effective: p.Effective})
		}
	}
	return out
}
