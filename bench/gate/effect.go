package gate

import (
	"math"
	"slices"

	"github.com/seatrial/seatrial/bench"
)

// Effect is how much slower NEW is than BASE in one timing. Ratios count time: of
// a rate, the time of one piece of work, so 1.25 means that everything takes a
// quarter longer. Bounds are one-sided at 95 %.
type Effect struct {
	Base, New float64 // medians, in the unit of the timing
	Slower    float64 // Hodges-Lehmann estimate of the ratio; 1 = the same
	Low, High float64 // it is at least Low; it is at most High
	P         float64 // Mann-Whitney, two-sided, not corrected
	Smallest  float64 // the smallest ratio that such samples show with p < 0.01 in 8 of 10 comparisons
	Rounds    int     // of the file with fewer
}

// effectOf compares the samples of one metric.
func effectOf(m bench.Metric, base, fresh []float64) Effect {
	e := Effect{Base: bench.Median(base), New: bench.Median(fresh), P: rankTest(base, fresh), Rounds: min(len(base), len(fresh))}
	ratios := make([]float64, 0, len(base)*len(fresh))
	for _, b := range base {
		for _, f := range fresh {
			r := math.Log(f / b)
			if m == bench.Rate {
				r = -r
			}
			ratios = append(ratios, r)
		}
	}
	slices.Sort(ratios)
	// The bounds that belong to the test: pairs are cut off from each end as long
	// as U would not be significant (Hodges and Lehmann 1963).
	n, k := float64(len(base)), float64(len(fresh))
	deviation := math.Sqrt(n * k * (n + k + 1) / 12)
	cut := min(max(int(math.Floor(n*k/2-oneSided95*deviation)), 0), (len(ratios)-1)/2)
	low, high := ratios[cut], ratios[len(ratios)-1-cut]
	e.Slower, e.Low, e.High = math.Exp(bench.Median(ratios)), math.Exp(low), math.Exp(high)
	e.Smallest = math.Exp((twoSided99 + power80) * (high - low) / (2 * oneSided95))
	return e
}

// Quantiles of the normal distribution.
const (
	oneSided95 = 1.6449
	twoSided99 = 2.5758
	power80    = 0.8416
)
