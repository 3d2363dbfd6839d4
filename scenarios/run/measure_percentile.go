package run

import (
	"fmt"
	"io"

	"github.com/HdrHistogram/hdrhistogram-go"

	"github.com/seatrial/seatrial/invariants"
)

// Histogram returns a copy of the latencies of a path, in microseconds, or nil
// if there are none. The name is that of [Measure.Latency].
func (m *Measure) Histogram(name string) *hdrhistogram.Histogram {
	h := newHistogram()
	for p := range pathNames {
		for i, region := range m.regions.names {
			if name == pathNames[p] || region.Text != "" && name == pathNames[p]+"/"+region.Text {
				m.latency.into(path(p), i, h)
			}
		}
	}
	m.fresh.into(name, h)
	if h.TotalCount() == 0 {
		return nil
	}
	return h
}

// Latency returns the quantiles of every path that was taken: in all regions
// together (order_commit), in each (order_commit/tx), and how old the figures
// were that viewers were shown (freshness/planner/tx).
func (m *Measure) Latency() map[string]Quantiles {
	out := map[string]Quantiles{}
	for _, name := range m.paths() {
		if h := m.Histogram(name); h != nil {
			out[name] = quantiles(h)
		}
	}
	return out
}

// paths lists the names that may have latencies.
func (m *Measure) paths() []string {
	var out []string
	for p := range pathNames {
		out = append(out, pathNames[p])
		for i, region := range m.regions.names {
			if region.Text != "" && m.latency.has(path(p), i) {
				out = append(out, pathNames[p]+"/"+region.Text)
			}
		}
	}
	return append(out, m.fresh.paths()...)
}

func quantiles(h *hdrhistogram.Histogram) Quantiles {
	at := func(p float64) float64 { return float64(h.ValueAtPercentile(p)) }
	return Quantiles{Count: h.TotalCount(), P50: at(50), P90: at(90), P99: at(99), P999: at(99.9), Max: float64(h.Max())}
}

// curve returns the percentile curve of a histogram, five points to each halving
// of the rest.
func curve(h *hdrhistogram.Histogram) []Point {
	var out []Point
	for _, b := range h.CumulativeDistributionWithTicks(5) {
		if b.Quantile < 100 {
			out = append(out, Point{Percentile: b.Quantile, Micros: float64(b.ValueAt)})
		}
	}
	return out
}

// WritePercentiles writes the latencies of every path in the percentile format
// of HdrHistogram, in milliseconds, each after a comment with its name.
func (m *Measure) WritePercentiles(w io.Writer) error {
	for _, name := range m.paths() {
		h := m.Histogram(name)
		if h == nil {
			continue
		}
		if _, err := fmt.Fprintf(w, "#[Path    = %s, unit = ms]\n", name); err != nil {
			return fmt.Errorf("write percentiles: %w", err)
		}
		if _, err := h.PercentilesPrint(w, 5, 1000); err != nil {
			return fmt.Errorf("write percentiles: %w", err)
		}
	}
	return nil
}

// Writes returns how long commands took to be answered ok, in all regions, for
// the comparison of two runs (I-39).
func (m *Measure) Writes() invariants.LatencySummary {
	h := m.Histogram(pathNames[commandCommit])
	if h == nil {
		return invariants.LatencySummary{}
	}
	return invariants.LatencySummary{Count: uint64(h.TotalCount()),
		P50: h.ValueAtPercentile(50) * 1000, P99: h.ValueAtPercentile(99) * 1000}
}
