package main

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/seatrial/seatrial/cmd/seatrial/internal/assembly"
	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/scenarios/run"
	"github.com/seatrial/seatrial/sim/topology"
)

// TestComparisonSeesDefects plants what breaks a failover: the figures of a comparison
// show it although they read no promise.
func TestComparisonSeesDefects(t *testing.T) {
	list, err := allScenarios()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		defect, scenario string
		seen             func(*run.Placed) bool
		what             string
	}{
		{"", "lease-lost", func(p *run.Placed) bool {
			return *p.Lost == 0 && p.Conflicts.Commands == 0 && p.Conflicts.Taken > 0 && p.Duplicate.Sum() == 0 && p.Takeover.Count == 1
		}, "a takeover, and nothing lost, in conflict or done twice"},
		{"M58", "region-lost", func(p *run.Placed) bool { return *p.Lost > 0 }, "commands that were acknowledged and lost"},
		{"M57", "region-lost", func(p *run.Placed) bool { return *p.Lost > 0 }, "commands that were acknowledged and lost"},
		{"M23", "lease-lost", func(p *run.Placed) bool { return p.Takeover.Worst < time.Second }, "a standby that opens while its owner still takes orders"},
	} {
		i := slices.IndexFunc(list, func(s *scenarios.Scenario) bool { return s.ID == c.scenario })
		o := run.Options{Seed: 1, Seeds: 1}
		if c.defect != "" {
			o.Defects = []string{c.defect}
		}
		lab := run.Lab{World: worlds["virtual"], Build: assembly.System}
		got, err := lab.Compare(context.Background(), list[i], []topology.Form{topology.ActivePassive}, o)
		if err != nil {
			t.Fatal(err)
		}
		p := &got.Rows[0]
		t.Logf("%s %s: lost %d, conflicts %+v, takeover %+v, broken %v", c.scenario, c.defect, *p.Lost, *p.Conflicts, *p.Takeover, p.Broken)
		if !c.seen(p) {
			t.Errorf("%s with defect %q: lost %d, conflicts %+v, duplicate %+v, want %s", c.scenario, c.defect, *p.Lost, *p.Conflicts, p.Duplicate, c.what)
		}
	}
}
