package explore_test

import (
	"context"
	"fmt"

	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/scenarios/explore"
)

// A campaign draws trials around a scenario until one breaks a promise. Here the
// system has a bug on purpose: it does not notice that an event came twice.
func ExampleCampaign() {
	e, _ := scenarios.Find("tx-dc")
	base, err := e.Load(samples)
	if err != nil {
		panic(err)
	}
	campaign := explore.Campaign{Runner: explore.NewRunner(shipyard()), Swarm: explore.Swarm{Base: base}, Seed: 1, Runs: 200,
		Defects: []string{"M01"}}
	report, err := campaign.Go(context.Background())
	if err != nil {
		panic(err)
	}
	fmt.Println(report.Failures[0].Promise, report.Failures[0].Name)
	// Output: I-05 exactly-once-effect
}
