package run

import "github.com/HdrHistogram/hdrhistogram-go"

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
