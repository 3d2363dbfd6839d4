package bench

import (
	"fmt"
	"math"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// Curve is the percentile curve of one leg over all rounds, for charts. The gate
// does not look at it.
type Curve struct {
	Leg    string       `json:"leg"`
	Count  int64        `json:"count"`
	Points []CurvePoint `json:"points"` // percentiles rise
}

// CurvePoint says that so many percent of the latencies were no longer than that.
type CurvePoint struct {
	Percentile float64 `json:"percentile"` // 0 to 100
	Nanos      float64 `json:"ns"`
}

// curveTicks is how many points of a curve halve what is left to 100 %.
const curveTicks = 5

// CurveOf returns the curve of a histogram of nanoseconds. An empty histogram has
// none: its curve has no points.
func CurveOf(leg string, h *hdrhistogram.Histogram) Curve {
	c := Curve{Leg: leg, Count: h.TotalCount()}
	if c.Count == 0 {
		return c
	}
	for _, b := range h.CumulativeDistributionWithTicks(curveTicks) {
		c.Points = append(c.Points, CurvePoint{Percentile: b.Quantile, Nanos: float64(b.ValueAt)})
	}
	return c
}

// At returns the latency at a percentile: that of the first point at or above it, 0
// of a curve without points.
func (c *Curve) At(percentile float64) float64 {
	for _, p := range c.Points {
		if p.Percentile >= percentile {
			return p.Nanos
		}
	}
	if n := len(c.Points); n > 0 {
		return c.Points[n-1].Nanos
	}
	return 0
}

// Step is what one load step of a leg came to, for charts of throughput against
// latency. The gate does not look at it.
type Step struct {
	Leg     string  `json:"leg"`
	Offered float64 `json:"offered_per_s"`
	Rate    float64 `json:"rate_per_s"` // answered
	P50     float64 `json:"p50_ns"`
	P99     float64 `json:"p99_ns"`
	Late    float64 `json:"pacer_p99_ns"` // in the latencies
}

// StepOf returns a load step of which the latencies were recorded, in nanoseconds.
// Rates are per second, of whatever the leg counts.
func StepOf(leg string, offered, answered float64, latency, late *hdrhistogram.Histogram) Step {
	return Step{Leg: leg, Offered: offered, Rate: answered, P50: float64(latency.ValueAtPercentile(50)),
		P99: float64(latency.ValueAtPercentile(99)), Late: float64(late.ValueAtPercentile(99))}
}

// MedianSteps returns one list of load steps for several rounds that took the same
// steps: of each the medians. It is nil if a round took others, or there is none.
func MedianSteps(rounds [][]Step) []Step {
	if len(rounds) == 0 {
		return nil
	}
	var out []Step
	for i, first := range rounds[0] {
		var at [4][]float64
		for _, r := range rounds {
			if len(r) != len(rounds[0]) || r[i].Leg != first.Leg || r[i].Offered != first.Offered {
				return nil
			}
			for k, v := range [...]float64{r[i].Rate, r[i].P50, r[i].P99, r[i].Late} {
				at[k] = append(at[k], v)
			}
		}
		out = append(out, Step{Leg: first.Leg, Offered: first.Offered, Rate: Median(at[0]), P50: Median(at[1]), P99: Median(at[2]), Late: Median(at[3])})
	}
	return out
}

// chartFault reports what is wrong with what is only drawn.
func (r *Result) chartFault() *fault {
	seen := map[string]bool{}
	for i, c := range r.Curves {
		at := []any{"curves", i}
		switch {
		case c.Leg == "" || seen[c.Leg]:
			return &fault{append(at, "leg"), fmt.Sprintf("curve of leg %q", c.Leg), "name each leg once"}
		case c.Count < 1:
			return &fault{append(at, "count"), fmt.Sprintf("a curve of %d latencies", c.Count), "leave out what was not measured"}
		case len(c.Points) == 0:
			return &fault{append(at, "points"), "a curve without points", "leave out what was not measured"}
		}
		seen[c.Leg] = true
		last := CurvePoint{}
		for j, p := range c.Points {
			if !(p.Percentile >= last.Percentile && p.Percentile <= 100 && p.Nanos >= last.Nanos) || math.IsInf(p.Nanos, 0) {
				return &fault{append(at, "points", j), fmt.Sprintf("percentile %v at %v ns after %v at %v ns", p.Percentile, p.Nanos, last.Percentile, last.Nanos), "let neither fall, up to 100"}
			}
			last = p
		}
	}
	for i, s := range r.Steps {
		for _, n := range []float64{s.Offered, s.Rate, s.P50, s.P99, s.Late} {
			if !(n >= 0) || math.IsInf(n, 0) {
				return &fault{[]any{"steps", i}, fmt.Sprintf("%v in a load step", n), "write numbers from 0"}
			}
		}
		if s.Leg == "" {
			return &fault{[]any{"steps", i, "leg"}, "a load step without a leg", "name the part of the way that was timed"}
		}
	}
	return nil
}
