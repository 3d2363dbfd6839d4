package run

import (
	"strconv"
	"strings"

	"github.com/HdrHistogram/hdrhistogram-go"

	"github.com/seatrial/seatrial/scenarios"
)

// Threshold judges one limit over everything that was measured. Times are
// nanoseconds as far as the histogram resolves them (three digits), a rate is
// per 1000 seconds of virtual time. A path without a sample misses every limit
// on its times: what was not measured was not kept either. Count may also limit
// a counter, by its name as path.
func (m *Measure) Threshold(t scenarios.Threshold) ThresholdReport {
	out := ThresholdReport{Path: t.Path, Text: t.Text}
	value, ok := m.stat(t.Path, t.Stat)
	if !ok {
		return out
	}
	out.Value, out.OK = value, compare(value, t.Op, t.Value)
	return out
}

// stat returns a figure of a path, false if there is none.
func (m *Measure) stat(path, stat string) (int64, bool) {
	h := m.Histogram(path)
	switch {
	case stat == "count" && h == nil:
		return m.Counter(path), true
	case stat == "count":
		return h.TotalCount(), true
	case stat == "rate":
		return m.rate(h), true
	case h == nil:
		return 0, false
	case stat == "max":
		return h.Max() * 1000, true
	case stat == "avg":
		return int64(h.Mean() * 1000), true
	}
	p, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimPrefix(stat, "p("), ")"), 64)
	if err != nil {
		return 0, false
	}
	return h.ValueAtPercentile(p) * 1000, true
}

// rate returns samples per 1000 seconds of virtual time.
func (m *Measure) rate(h *hdrhistogram.Histogram) int64 {
	ms := m.span().Milliseconds()
	if h == nil || ms == 0 {
		return 0
	}
	return h.TotalCount() * 1_000_000 / ms
}

func compare(value int64, op string, limit int64) bool {
	switch op {
	case "<":
		return value < limit
	case "<=":
		return value <= limit
	case ">":
		return value > limit
	case ">=":
		return value >= limit
	}
	return false
}
