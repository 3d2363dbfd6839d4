package bench_test

import (
	"slices"
	"testing"

	"github.com/seatrial/seatrial/bench"
)

func TestJoinKeepsSamplesAndTakesMedians(t *testing.T) {
	var rounds []*bench.Result
	for i := range 3 {
		r := engine()
		r.Timings = nil
		r.Add("whole", bench.Rate, float64(10+i))
		*r.Counters.BytesPerEvent = []float64{50, 90, 60}[i]
		*r.Counters.Lost = int64([]int{0, 2, 0}[i])
		r.Steps = []bench.Step{{Leg: "effect", Offered: 100, Rate: 99, P50: 5, P99: []float64{7, 20, 9}[i]}}
		rounds = append(rounds, r)
	}
	rounds[1].Counters.MessagesPerOrder = nil
	got := bench.Join(rounds)
	if *got.Counters.BytesPerEvent != 60 || *got.Counters.Lost != 2 || got.Counters.MessagesPerOrder != nil {
		t.Errorf("Join() counters = %+v, want the median, the worst, and nothing where a round has nothing", got.Counters.All())
	}
	if s := got.Timing("whole", bench.Rate).Samples; !slices.Equal(s, []float64{10, 11, 12}) {
		t.Errorf("Join() samples = %v, want those of every round", s)
	}
	if s := got.Steps; len(s) != 1 || s[0].P99 != 9 || s[0].Rate != 99 {
		t.Errorf("Join() steps = %+v, want the median of each", s)
	}
	rounds[2].Steps[0].Offered = 200
	if s := bench.Join(rounds).Steps; s != nil {
		t.Errorf("Join() of rounds at different rates has steps %+v, want none", s)
	}
	if len(rounds[0].Timings[0].Samples) != 1 {
		t.Error("Join() changed a round")
	}
}
