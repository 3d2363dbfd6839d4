package hotpath

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seatrial/seatrial/bench"
	"github.com/seatrial/seatrial/bench/hist"
	"github.com/seatrial/seatrial/bench/load"
	"github.com/seatrial/seatrial/sim/live/ceiling"
)

// round is a measurement that sustained a rate, with one latency on each leg.
func round(sustained float64, latency time.Duration) *Round {
	r := &Round{Sustained: sustained, PerOrder: 6, Allocs: 180, Bytes: 23000, CPU: 90 * time.Microsecond,
		Stages: []ceiling.Stage{{Name: "all", Rate: sustained}}, Predicted: sustained * 1.25}
	rec := hist.NewRecorder()
	rec.Record(latency)
	for l := range legs {
		r.Legs[l] = rec.Snapshot()
	}
	r.Open = &load.Result{Lateness: rec.Snapshot()}
	return r
}

func report() *Report {
	return &Report{Config: Config{CPU: func() time.Duration { return 0 }}, Offered: 350,
		System:  []*Round{round(600, 4*time.Millisecond), round(800, 2*time.Millisecond), round(700, 3*time.Millisecond)},
		Ceiling: []*Round{round(1000, 2*time.Millisecond), round(1000, 2*time.Millisecond), round(500, time.Millisecond)}}
}

func TestRatiosGoPairByPair(t *testing.T) {
	r := report()
	if got := r.Ratios(Sustained); !slices.Equal(got, []float64{0.6, 0.8, 1.4}) {
		t.Errorf("Ratios(Sustained) = %v, want those of each pair", got)
	}
	if got := bench.Median(Samples(r.Ceiling, reached)); got != 0.8 {
		t.Errorf("median of what the ceiling reached = %v, want 0.8", got)
	}
}

func TestPrint(t *testing.T) {
	r := report()
	r.System[1].Lost, r.System[2].Repeated = 3, 1
	var b bytes.Buffer
	r.Print(&b)
	for _, want := range []string{"sustained, system        700 [600-800] events/s (6 per order)", "ratio to the ceiling     0.80 (median of 3 pairs, 0.60 to 1.40)",
		"ceiling of its stages    0.80 of 1/sum(1/rate) = 1250 events/s", "lost 3, taken twice 1", "processor per event      90.0 us, ceiling 90.0 us: ratio 1.00",
		"open loop at 350 events/s", "stage all               3000 events/s", "pacer late"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("Print lacks %q:\n%s", want, b.String())
		}
	}
}

func TestResultCanBeWritten(t *testing.T) {
	r := report().Result()
	r.Tool, r.Profile = bench.Tool{Name: "seatrial", Version: "1", Revision: "0"}, bench.Profile{Name: "hotpath"}
	var b bytes.Buffer
	if err := bench.Write(&b, r); err != nil {
		t.Fatal(err)
	}
	if got := r.Timing("sustained", bench.Rate).Samples; !slices.Equal(got, []float64{600, 800, 700}) {
		t.Errorf("samples of the rate = %v, want one of each round", got)
	}
	if got := r.Timing("ceiling-sustained", bench.Rate).Samples; !slices.Equal(got, []float64{1000, 1000, 500}) {
		t.Errorf("samples of the ceiling's rate = %v, want one of each round", got)
	}
	for _, leg := range []string{"commit", "consumer", "hub", "end-to-end"} {
		if tm := r.Timing(leg, bench.P99); tm == nil || len(tm.Samples) != 3 {
			t.Errorf("Timing(%s, p99) = %v, want three samples", leg, tm)
		}
	}
}

func TestConfigValidate(t *testing.T) {
	for _, c := range []struct {
		cfg   Config
		wrong string
	}{
		{Config{}, ""},
		{Config{Rounds: -1}, "-1 rounds: want at least 1"},
		{Config{Each: time.Millisecond}, "1ms per round: want at least 100ms"},
		{Config{Window: -1}, "window of -1 orders: want 1 to 8192"},
		{Config{Rate: -5}, "rate of -5 events/s: want 0 (half of what is sustained) to 1000000"},
	} {
		got := ""
		if err := c.cfg.Validate(); err != nil {
			got = err.Error()
		}
		if got != c.wrong {
			t.Errorf("Validate(%+v) = %q, want %q", c.cfg, got, c.wrong)
		}
	}
}
