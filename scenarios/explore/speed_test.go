package explore_test

import (
	"context"
	"testing"

	"github.com/seatrial/seatrial/scenarios/explore"
)

// BenchmarkTrial runs drawn trials one after the other, as one core does.
func BenchmarkTrial(b *testing.B) {
	swarm := explore.Swarm{Base: shipped(b, "tx-dc", 1).Scenario}
	r := explore.NewRunner(shipyard())
	var events uint64
	for i := 0; b.Loop(); i++ {
		out, err := r(context.Background(), swarm.Draw(uint64(i)))
		if err != nil {
			b.Fatal(err)
		}
		events += out.Events
	}
	b.ReportMetric(float64(events)/float64(b.N), "events/trial")
}
