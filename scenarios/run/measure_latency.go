package run

import (
	"fmt"
	"io"
	"math/bits"

	"github.com/HdrHistogram/hdrhistogram-go"

	"github.com/seatrial/seatrial/invariants"
)

// path is a way that something takes, measured from one record to another.
type path uint8

const (
	orderCommit path = iota
	commandCommit
	orderCycle
	orderVisible
	localPropagation
	hubPropagation
	allocationLag
	pathsN
)

// pathNames are the names in thresholds and reports. Each path is also kept by
// region (R100): order_commit/tx.
var pathNames = [pathsN]string{
	orderCommit:      "order_commit",      // first attempt of PlaceOrder -> ok
	commandCommit:    "command_commit",    // first attempt of any command -> ok
	orderCycle:       "order_cycle",       // first attempt of PlaceOrder -> a line is shipped
	orderVisible:     "order_visible",     // OrderCreated durable -> applied by a dashboard (R095)
	localPropagation: "local_propagation", // stock event durable -> applied by a planner of the region
	hubPropagation:   "hub_propagation",   // event durable -> applied by the aggregator
	allocationLag:    "allocation_lag",    // OrderCreated durable -> a line is allocated
}

// Histograms hold 1 microsecond to 1 hour with three significant digits.
const (
	lowest  = 1
	highest = 3_600_000_000
	digits  = 3
)

// spectrum counts latencies in the buckets of an HdrHistogram. It grows with
// the largest value, where the library's own takes 188 KB from the start: a run
// has dozens of them, and hundreds of runs wait to be summed. Percentiles are
// read by the library, see [spectrum.into].
type spectrum struct {
	counts []uint32
	sealed []bin
}

// bin is one bucket of a sealed spectrum.
type bin struct {
	index uint16
	count uint32
}

// The geometry of an HdrHistogram with three digits: buckets of 1024 values,
// each twice as wide as the one before; the first has 2048.
const (
	halfBits = 10
	half     = 1 << halfBits
)

// slotOf returns the index of a value.
func slotOf(us uint64) int {
	shift := bits.Len64(us|(2*half-1)) - halfBits - 1
	return shift<<halfBits + int(us>>shift)
}

// valueOf returns the lowest value of an index.
func valueOf(slot int) int64 {
	shift := max(slot>>halfBits-1, 0)
	return int64(slot-shift<<halfBits) << shift
}

// record counts one latency in nanoseconds. A negative one, of clocks that do
// not agree, counts as zero; one above an hour as an hour.
func (s *spectrum) record(ns int64) {
	i := slotOf(uint64(min(max(ns, 0)/1000, highest)))
	if i >= len(s.counts) {
		s.grow(i)
	}
	s.counts[i]++
}

func (s *spectrum) grow(i int) {
	wider := make([]uint32, (i|(half-1))+1)
	copy(wider, s.counts)
	s.counts = wider
}

// seal keeps the buckets that are not empty.
func (s *spectrum) seal() {
	for i, n := range s.counts {
		if n > 0 {
			s.sealed = append(s.sealed, bin{index: uint16(i), count: n})
		}
	}
	s.counts = nil
}

// into adds the spectrum to a histogram.
func (s *spectrum) into(h *hdrhistogram.Histogram) {
	for i, n := range s.counts {
		if n > 0 {
			record(h, i, int64(n))
		}
	}
	for _, b := range s.sealed {
		record(h, int(b.index), int64(b.count))
	}
}

// record cannot fail: the value comes from an index of the same geometry.
func record(h *hdrhistogram.Histogram, slot int, n int64) {
	if err := h.RecordValues(valueOf(slot), n); err != nil {
		panic("run: record latency: " + err.Error())
	}
}

// latencies are the spectra of one run, by path and region, and the histograms
// of the runs merged into it.
type latencies struct {
	runs [pathsN][]*spectrum
	sums [pathsN][]*hdrhistogram.Histogram
}

func (l *latencies) record(p path, region int, ns int64) {
	if region >= len(l.runs[p]) || l.runs[p][region] == nil {
		l.open(p, region)
	}
	l.runs[p][region].record(ns)
}

func (l *latencies) open(p path, region int) {
	for len(l.runs[p]) <= region {
		l.runs[p] = append(l.runs[p], nil)
	}
	l.runs[p][region] = &spectrum{}
}

func (l *latencies) seal() {
	for p := range l.runs {
		for _, s := range l.runs[p] {
			if s != nil {
				s.seal()
			}
		}
	}
}

// merge adds the latencies of another run, whose region i is region to[i] here.
func (l *latencies) merge(other *latencies, to []int) {
	for p := range other.runs {
		for i := range to {
			if other.has(path(p), i) {
				other.into(path(p), i, l.sum(path(p), to[i]))
			}
		}
	}
}

// sum returns the histogram that other runs are merged into.
func (l *latencies) sum(p path, region int) *hdrhistogram.Histogram {
	for len(l.sums[p]) <= region {
		l.sums[p] = append(l.sums[p], nil)
	}
	if l.sums[p][region] == nil {
		l.sums[p][region] = newHistogram()
	}
	return l.sums[p][region]
}

func (l *latencies) has(p path, region int) bool {
	return region < len(l.runs[p]) && l.runs[p][region] != nil || region < len(l.sums[p]) && l.sums[p][region] != nil
}

// into adds what is known of a path and region to a histogram.
func (l *latencies) into(p path, region int, h *hdrhistogram.Histogram) {
	if region < len(l.runs[p]) && l.runs[p][region] != nil {
		l.runs[p][region].into(h)
	}
	if region < len(l.sums[p]) && l.sums[p][region] != nil {
		h.Merge(l.sums[p][region])
	}
}

func newHistogram() *hdrhistogram.Histogram { return hdrhistogram.New(lowest, highest, digits) }

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
