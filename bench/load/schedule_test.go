package load_test

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/seatrial/seatrial/bench/load"
)

// all returns every instant of a schedule.
func all(s load.Schedule) []time.Duration {
	var out []time.Duration
	for a := s.Arrivals(); ; {
		at, ok := a.Next()
		if !ok {
			return out
		}
		out = append(out, at)
	}
}

func TestConstantDoesNotDrift(t *testing.T) {
	got := all(load.Schedule{Kind: load.Constant, Rate: 3000, Duration: 1000 * time.Second})
	if len(got) != 3000 {
		t.Fatalf("3/s for 1000 s sends %d, want 3000", len(got))
	}
	if got[1] != 333333333 || got[2999] != 2999*time.Second/3 {
		t.Errorf("sends 1 and 2999 at %v and %v, want a third of a second each", got[1], got[2999])
	}
}

func TestPoissonHasItsRateAndItsSpread(t *testing.T) {
	s := load.Schedule{Kind: load.Poisson, Rate: 1_000_000, Duration: 20 * time.Second, Seed: 7}
	got := all(s)
	if n := float64(len(got)); math.Abs(n-20_000) > 500 {
		t.Errorf("1000/s for 20 s sends %v, want 20000 within 2.5 %%", n)
	}
	longer, gaps := 0, len(got)-1
	for i := range gaps {
		if got[i+1]-got[i] > time.Millisecond {
			longer++
		}
	}
	if share := float64(longer) / float64(gaps); math.Abs(share-1/math.E) > 0.015 {
		t.Errorf("%.3f of the gaps are longer than their mean, want 1/e", share)
	}
	again := all(s)
	s.Seed++
	if !slices.Equal(got, again) || slices.Equal(got, all(s)) {
		t.Error("Arrivals() differ for one seed, or are the same for two")
	}
	if want := []time.Duration{337272, 1314224, 2374760}; !slices.Equal(got[:3], want) {
		t.Errorf("the first instants = %v, want %v on every machine", got[:3], want)
	}
}

func TestRampRisesAndFallsInALine(t *testing.T) {
	for name, s := range map[string]load.Schedule{
		"rising":   {Kind: load.Ramp, Rate: 100_000, RateEnd: 300_000, Duration: 10 * time.Second},
		"falling":  {Kind: load.Ramp, Rate: 300_000, RateEnd: 100_000, Duration: 10 * time.Second},
		"stopping": {Kind: load.Ramp, Rate: 400_000, RateEnd: 0, Duration: 10 * time.Second},
	} {
		got := all(s)
		if len(got) != 2000 {
			t.Errorf("%s: %d sends, want 2000: the mean of the rates for 10 s", name, len(got))
		}
		a, b := float64(s.Rate)/1000, float64(s.RateEnd)/1000
		for n, at := range got {
			x := at.Seconds()
			if area := a*x + (b-a)*x*x/20; math.Abs(area-float64(n)) > 0.001 {
				t.Fatalf("%s: send %d at %v, where the line has risen over %.3f sends", name, n, at, area)
			}
		}
	}
}

// TestInstantsNeverGoBack holds of every schedule, as does their end.
func TestInstantsNeverGoBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := load.Schedule{Kind: rapid.SampledFrom([]load.Kind{load.Constant, load.Poisson, load.Ramp}).Draw(t, "kind"),
			Rate: rapid.Int64Range(0, 1_000_000_000).Draw(t, "rate"), RateEnd: rapid.Int64Range(0, 1_000_000_000).Draw(t, "rate end"),
			Duration: time.Duration(rapid.Int64Range(1, int64(24*time.Hour)).Draw(t, "duration")), Seed: rapid.Uint64().Draw(t, "seed")}
		if s.Validate() != nil {
			return
		}
		a, last := s.Arrivals(), time.Duration(0)
		for range 200 {
			at, ok := a.Next()
			if !ok {
				return
			}
			if at < last || at >= s.Duration {
				t.Fatalf("instant %v after %v, want it no earlier and before %v", at, last, s.Duration)
			}
			last = at
		}
	})
}

func TestTraceIsKept(t *testing.T) {
	at := []time.Duration{0, time.Second, time.Second, 5 * time.Second}
	if got := all(load.Schedule{Kind: load.Trace, At: at}); !slices.Equal(got, at) {
		t.Errorf("Arrivals() = %v, want %v", got, at)
	}
}

func TestScheduleRefusesMistakes(t *testing.T) {
	for want, s := range map[string]load.Schedule{
		"want constant, poisson, ramp or trace": {Kind: "bursty"},
		"want more than nothing":                {Kind: load.Constant, Rate: 1},
		"nothing would be sent":                 {Kind: load.Poisson, Duration: time.Second},
		"want 0 to":                             {Kind: load.Ramp, RateEnd: -1, Duration: time.Second},
		"give at least one":                     {Kind: load.Trace},
		"sort its instants":                     {Kind: load.Trace, At: []time.Duration{2, 1, 3}},
		"want instants from 0":                  {Kind: load.Trace, At: []time.Duration{-1}},
	} {
		if err := s.Validate(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Validate(%+v) = %v, want %q", s, err, want)
		}
	}
}
