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
	if len(rounds[0].Timings[0].Samples) != 1 {
		t.Error("Join() changed a round")
	}
}
