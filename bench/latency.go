package bench

import "github.com/HdrHistogram/hdrhistogram-go"

// AddLatency adds a sample of each percentile of a round's latencies, in
// nanoseconds, from p50 to p99.99. An empty histogram adds nothing.
func (r *Result) AddLatency(leg string, h *hdrhistogram.Histogram) {
	if h.TotalCount() == 0 {
		return
	}
	for _, p := range []struct {
		m  Metric
		at float64
	}{{P50, 50}, {P90, 90}, {P99, 99}, {P999, 99.9}, {P9999, 99.99}} {
		r.Add(leg, p.m, float64(h.ValueAtPercentile(p.at)))
	}
}
