package hotpath

import (
	"fmt"
	"io"
	"slices"

	"github.com/HdrHistogram/hdrhistogram-go"
	"github.com/seatrial/seatrial/bench"
	"github.com/seatrial/seatrial/bench/hist"
)

// Samples returns one figure of every round.
func Samples(rounds []*Round, of func(*Round) float64) []float64 {
	out := make([]float64, len(rounds))
	for i, r := range rounds {
		out[i] = of(r)
	}
	return out
}

// Sustained is the highest rate of a round, in events per second.
func Sustained(r *Round) float64 { return r.Sustained }

// The other figures of a round.
func allocs(r *Round) float64   { return r.Allocs }
func size(r *Round) float64     { return r.Bytes }
func cpu(r *Round) float64      { return float64(r.CPU) }
func reached(r *Round) float64  { return r.Sustained / r.Predicted }
func perOrder(r *Round) float64 { return r.PerOrder }

// at returns a percentile of a leg.
func at(l Leg, percentile float64) func(*Round) float64 {
	return func(r *Round) float64 { return float64(r.Legs[l].ValueAtPercentile(percentile)) }
}

// late returns a percentile of how late the pacer was.
func late(percentile float64) func(*Round) float64 {
	return func(r *Round) float64 { return float64(r.Open.Lateness.ValueAtPercentile(percentile)) }
}

// Ratios returns a figure of the system over that of the ceiling, pair by pair.
func (r *Report) Ratios(of func(*Round) float64) []float64 {
	out := make([]float64, len(r.System))
	for i := range out {
		out[i] = of(r.System[i]) / of(r.Ceiling[i])
	}
	return out
}

// percentiles are those that are shown.
var percentiles = []float64{50, 90, 99, 99.9, 99.99}

// Print writes the figures for people.
func (r *Report) Print(w io.Writer) {
	median := bench.Median
	fmt.Fprintf(w, "sustained, system        %s events/s (%g per order)\n", spread(Samples(r.System, Sustained)), median(Samples(r.System, perOrder)))
	fmt.Fprintf(w, "sustained, ceiling       %s events/s\n", spread(Samples(r.Ceiling, Sustained)))
	fmt.Fprintf(w, "ratio to the ceiling     %.2f (median of %d pairs, %.2f to %.2f)\n", median(r.Ratios(Sustained)), len(r.System), low(r.Ratios(Sustained)), high(r.Ratios(Sustained)))
	for i, s := range r.Ceiling[0].Stages {
		fmt.Fprintf(w, "  stage %-17s %.0f events/s\n", s.Name, median(Samples(r.Ceiling, func(c *Round) float64 { return c.Stages[i].Rate * c.perCommand() })))
	}
	fmt.Fprintf(w, "ceiling of its stages    %.2f of 1/sum(1/rate) = %.0f events/s\n", median(Samples(r.Ceiling, reached)), median(Samples(r.Ceiling, func(c *Round) float64 { return c.Predicted })))
	fmt.Fprintf(w, "allocations per event    %.1f, ceiling %.1f; bytes %.0f, ceiling %.0f\n", median(Samples(r.System, allocs)), median(Samples(r.Ceiling, allocs)),
		median(Samples(r.System, size)), median(Samples(r.Ceiling, size)))
	fmt.Fprintf(w, "lost %d, taken twice %d\n", r.sum(func(r *Round) int64 { return r.Lost }), r.sum(func(r *Round) int64 { return r.Repeated }))
	if r.Config.CPU != nil {
		fmt.Fprintf(w, "processor per event      %.1f us, ceiling %.1f us: ratio %.2f\n", median(Samples(r.System, cpu))/1e3, median(Samples(r.Ceiling, cpu))/1e3, 1/median(r.Ratios(cpu)))
	}
	fmt.Fprintf(w, "\nopen loop at %.0f events/s, latency from the intended instant, ms (medians of %d rounds)\n", r.Offered, len(r.System))
	fmt.Fprintf(w, "%-24s", "")
	for _, p := range percentiles {
		fmt.Fprintf(w, "%10s", fmt.Sprintf("p%g", p))
	}
	fmt.Fprintln(w, "   count")
	for l := range legs {
		r.printLeg(w, l)
	}
	r.printLate(w)
	r.printSteps(w)
}

// sum adds up a count of the system's rounds.
func (r *Report) sum(of func(*Round) int64) (n int64) {
	for _, round := range r.System {
		n += of(round)
	}
	return n
}

// printLeg writes the percentiles of both programs and their ratio.
func (r *Report) printLeg(w io.Writer, l Leg) {
	for _, s := range []struct {
		name   string
		rounds []*Round
	}{{l.String(), r.System}, {"  ceiling", r.Ceiling}} {
		fmt.Fprintf(w, "%-24s", s.name)
		n := int64(0)
		for _, round := range s.rounds {
			n += round.Legs[l].TotalCount()
		}
		for _, p := range percentiles {
			fmt.Fprintf(w, "%10.2f", bench.Median(Samples(s.rounds, at(l, p)))/1e6)
		}
		fmt.Fprintf(w, "%8d\n", n)
	}
	fmt.Fprintf(w, "%-24s", "  ratio")
	for _, p := range percentiles {
		fmt.Fprintf(w, "%10.2f", bench.Median(r.Ratios(at(l, p))))
	}
	fmt.Fprintln(w)
}

// printLate writes how late the pacer was.
func (r *Report) printLate(w io.Writer) {
	for _, s := range []struct {
		name   string
		rounds []*Round
	}{{"pacer late", r.System}, {"  ceiling", r.Ceiling}} {
		fmt.Fprintf(w, "%-24s", s.name)
		for _, p := range percentiles {
			fmt.Fprintf(w, "%10.2f", bench.Median(Samples(s.rounds, late(p)))/1e6)
		}
		fmt.Fprintln(w)
	}
}

// spread writes a median with the lowest and the highest sample.
func spread(samples []float64) string {
	return fmt.Sprintf("%.0f [%.0f-%.0f]", bench.Median(samples), low(samples), high(samples))
}

// Curves calls write for the latencies of each leg of each program, all rounds
// together.
func (r *Report) Curves(write func(name string, h *hdrhistogram.Histogram) error) error {
	for _, s := range []struct {
		name   string
		rounds []*Round
	}{{"system", r.System}, {"ceiling", r.Ceiling}} {
		for l := range legs {
			if err := write(s.name+"-"+l.String(), together(s.rounds, func(r *Round) *hdrhistogram.Histogram { return r.Legs[l] })); err != nil {
				return err
			}
		}
		if err := write(s.name+"-pacer-late", together(s.rounds, func(r *Round) *hdrhistogram.Histogram { return r.Open.Lateness })); err != nil {
			return err
		}
	}
	return nil
}

func together(rounds []*Round, of func(*Round) *hdrhistogram.Histogram) *hdrhistogram.Histogram {
	out := hist.New()
	for _, r := range rounds {
		out.Merge(of(r))
	}
	return out
}

func low(s []float64) float64  { return slices.Min(s) }
func high(s []float64) float64 { return slices.Max(s) }
