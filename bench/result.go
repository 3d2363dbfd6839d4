// Package bench says what a benchmark measured: a result file that any tool may
// write and that `seatrial gate` judges.
//
// The parts under it: hist records latencies, load offers load, gate compares two
// results. A [Result] keeps apart what a machine's noise does not touch (counters,
// which decide in every pipeline) and what it does (timings, whose samples are
// compared only if both results were measured in turn). It names no host and no
// path, so that it can be published.
//
// Reading is strict: a key that is misspelt would otherwise be a counter that
// nobody judges. Start at [Result].
package bench

import "runtime"

// Schema names this format and its version.
const Schema = "seatrial/bench/v1"

// Result is one result file.
type Result struct {
	Schema   string   `json:"schema"`
	Tool     Tool     `json:"tool"`
	Machine  Machine  `json:"machine"`
	Profile  Profile  `json:"profile"`
	Counters Counters `json:"counters"`
	Timings  []Timing `json:"timings"`

	// Interleaving is the same in two files whose rounds were measured in turn;
	// empty if a result stands alone. Timings are compared only then.
	Interleaving string `json:"interleaving,omitempty"`

	// For charts, and for nothing else.
	Curves []Curve `json:"curves,omitempty"`
	Steps  []Step  `json:"steps,omitempty"`
}

// Tool is what was measured.
type Tool struct {
	Name     string `json:"name"`
	Version  string `json:"version"`
	Revision string `json:"revision"`
}

// Machine is what it was measured on, as far as it bears on the figures.
type Machine struct {
	OS         string `json:"os"`
	Arch       string `json:"arch"`
	Cores      int    `json:"cores"`
	GOMAXPROCS int    `json:"gomaxprocs"`
	Go         string `json:"go"`
}

// ThisMachine returns the facts of the machine it runs on.
func ThisMachine() Machine {
	return Machine{OS: runtime.GOOS, Arch: runtime.GOARCH, Cores: runtime.NumCPU(), GOMAXPROCS: runtime.GOMAXPROCS(0), Go: runtime.Version()}
}

// Profile is what was run. Only results of one profile can be compared.
type Profile struct {
	Name     string            `json:"name"`               // engine, hotpath, consumer, or a name of yours
	Settings map[string]string `json:"settings,omitempty"` // what decides on the figures: rates, sizes, durations
}

// Counters do not depend on the machine's speed. What was not measured is nil.
type Counters struct {
	AllocationsPerEvent *float64 `json:"allocations_per_event,omitempty"`
	BytesPerEvent       *float64 `json:"bytes_per_event,omitempty"`
	EventsPerOrder      *float64 `json:"engine_events_per_order,omitempty"`
	MessagesPerOrder    *float64 `json:"messages_per_order,omitempty"`
	Lost                *int64   `json:"lost,omitempty"`
	Duplicated          *int64   `json:"duplicated,omitempty"`
}

// Metric is what the samples of a timing are.
type Metric string

// The metrics. The gate judges rate, p50 and p99; further out there are too few
// latencies in a round to tell two programs apart.
const (
	Rate  Metric = "rate"
	P50   Metric = "p50"
	P90   Metric = "p90"
	P99   Metric = "p99"
	P999  Metric = "p99.9"
	P9999 Metric = "p99.99"
)

// metrics lists all of them.
var metrics = []Metric{Rate, P50, P90, P99, P999, P9999}

// Unit returns the unit of a metric's samples: 1/s for a rate, ns for a latency.
func (m Metric) Unit() string {
	if m == Rate {
		return "1/s"
	}
	return "ns"
}

// Timing is one metric of one leg, with a sample for each round.
type Timing struct {
	Leg     string    `json:"leg"` // which part of the way was timed: whole, order_commit
	Metric  Metric    `json:"metric"`
	Unit    string    `json:"unit"`
	Samples []float64 `json:"samples"` // in the order of the rounds
}

// Timing returns the timing of a leg and a metric, or nil.
func (r *Result) Timing(leg string, m Metric) *Timing {
	for i := range r.Timings {
		if t := &r.Timings[i]; t.Leg == leg && t.Metric == m {
			return t
		}
	}
	return nil
}

// Add adds samples of a leg, one for each round.
func (r *Result) Add(leg string, m Metric, samples ...float64) {
	if t := r.Timing(leg, m); t != nil {
		t.Samples = append(t.Samples, samples...)
		return
	}
	r.Timings = append(r.Timings, Timing{Leg: leg, Metric: m, Unit: m.Unit(), Samples: samples})
}
