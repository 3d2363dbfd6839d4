package explore_test

import (
	"testing"
	"time"

	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/scenarios/explore"
)

// What a system is blamed for: safety always, liveness only within the fault
// budget, and nothing that a run could not show.
func TestBlamed(t *testing.T) {
	safety := invariants.Finding{ID: "I-05", First: &invariants.Breach{Seq: 7}}
	atEnd := invariants.Finding{ID: "I-26", First: &invariants.Breach{}}
	late := invariants.Finding{ID: "I-09", First: &invariants.Breach{Seq: 9}}
	cut := invariants.Finding{ID: "I-30", First: &invariants.Breach{}}
	harness := invariants.Finding{ID: "I-47", First: &invariants.Breach{}}
	restless := "not quiet at the deadline: something moved"
	for _, c := range []struct {
		name   string
		broken []invariants.Finding
		why    string
		edit   func(*explore.Case)
		want   []string
	}{
		{name: "all of it", broken: []invariants.Finding{safety, late, atEnd}, want: []string{"I-05", "I-09", "I-26"}},
		{name: "not the harness", broken: []invariants.Finding{harness}},
		{name: "no rest", broken: []invariants.Finding{safety, late, atEnd}, why: restless, want: []string{"I-05", explore.Rest}},
		{name: "no rest, not owed", broken: []invariants.Finding{safety, late, atEnd}, why: restless, want: []string{"I-05"},
			edit: func(c *explore.Case) { c.Scenario.Drain = 30 * time.Second }},
		{name: "no rest in a queue that takes nothing", why: restless, edit: func(c *explore.Case) { c.Scenario.Workload.QueueMax = 1 }},
		{name: "unsteady", why: "the baseline was not steady: no commands"},
		{name: "turned away as ever", broken: []invariants.Finding{cut}},
		{name: "turned away when cut off", broken: []invariants.Finding{cut}, want: []string{"I-30"}, edit: func(c *explore.Case) {
			w := &c.Scenario.Workload
			w.Cancel, w.Stock, w.QueueMax = 0, 1_000_000, 1_000_000
		}},
	} {
		of := shipped(t, "tx-dc", 1).Clone()
		of.Scenario.Drain = 2 * time.Minute
		if c.edit != nil {
			c.edit(&of)
		}
		var got []string
		for _, f := range explore.Blamed(of, &explore.Outcome{Broken: c.broken, Why: c.why}) {
			got = append(got, f.ID)
		}
		if len(got) != len(c.want) {
			t.Errorf("%s: Blamed = %v, want %v", c.name, got, c.want)
			continue
		}
		for i := range got {
			if got[i] != c.want[i] {
				t.Errorf("%s: Blamed = %v, want %v", c.name, got, c.want)
			}
		}
	}
}
