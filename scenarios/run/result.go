package run

import (
	"io"
	"time"

	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/scenarios"
)

// Exit statuses of the command line, worst first.
const (
	ExitInvalid      = 64
	ExitViolated     = 1
	ExitHarness      = 6
	ExitStopped      = 5
	ExitInconclusive = 3
	ExitGate         = 4
	ExitHeld         = 0
)

// Result is a scenario over one or more seeds. It is what every report is made
// of, and it is the JSON of a run.
type Result struct {
	Schema       string               `json:"schema"` // "seatrial/result/v1"
	Tool         Tool                 `json:"tool"`
	Scenario     ScenarioRef          `json:"scenario"`
	World        string               `json:"world"`
	RealTime     bool                 `json:"real_time,omitempty"`
	Profile      string               `json:"profile,omitempty"`   // of a world in real time
	Transport    string               `json:"transport,omitempty"` // of a world in real time
	Means        string               `json:"means,omitempty"`     // by which of several ways faults were carried out
	Factor       int64                `json:"factor,omitempty"`    // the live profile ran, with time divided by it
	Defects      []string             `json:"defects,omitempty"`
	Verdict      invariants.Verdict   `json:"verdict"`
	Exit         int                  `json:"exit"`
	Reasons      []string             `json:"reasons,omitempty"` // why not held, in sentences
	FirstFailing *uint64              `json:"first_failing_seed,omitempty"`
	Runs         []Run                `json:"runs"`
	Promises     []invariants.Finding `json:"promises"` // summed over the runs
	LeftOut      []LeftOut            `json:"left_out,omitempty"`
	Reach        []ReachReport        `json:"reach"`
	Thresholds   []ThresholdReport    `json:"thresholds,omitempty"`
	Latency      map[string]Quantiles `json:"latency"`         // microseconds by path
	Counters     map[string]int64     `json:"counters"`        // summed
	Costs        []Cost               `json:"costs,omitempty"` // summed; in columns
	Repeat       string               `json:"repeat"`          // the command that repeats it
	WallSeconds  float64              `json:"wall_seconds"`

	Detail *Detail `json:"-"` // of the run worth looking at

	total *Measure // of all seeds
}

// WritePercentiles writes the latency distributions of all seeds in the text
// form of HdrHistogram percentile files.
func (r *Result) WritePercentiles(w io.Writer) error {
	if r.total == nil {
		return nil
	}
	return r.total.WritePercentiles(w)
}

// Tool says which harness it was.
type Tool struct {
	Version  string `json:"version"`
	Revision string `json:"revision"`
	Go       string `json:"go"`
}

// ScenarioRef names the scenario in a result.
type ScenarioRef struct {
	ID         string   `json:"id"`
	Title      string   `json:"title"`
	Owner      string   `json:"owner"`
	Family     string   `json:"family,omitempty"`
	Hypothesis string   `json:"hypothesis"`
	Covers     []string `json:"covers"`
}

// Run is one seed.
type Run struct {
	Seed      uint64               `json:"seed"`
	TraceHash string               `json:"trace_hash,omitempty"` // 16 hex digits; "" in real time
	Verdict   invariants.Verdict   `json:"verdict"`
	Promises  []invariants.Finding `json:"promises"`
	Faults    []FaultReport        `json:"faults"`
	Events    uint64               `json:"events"` // engine events
	VirtualNS int64                `json:"virtual_ns"`
	Commands  int64                `json:"commands"`
	Reasons   []string             `json:"reasons,omitempty"`
	Stopped   string               `json:"stopped,omitempty"`
	Reached   map[string]uint64    `json:"reached"`
}

// LeftOut is a promise that the scenario asks for and the world cannot answer.
// It is neither held nor unknown.
type LeftOut struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Why  string `json:"why"`
}

// ReachReport says how often a demanded point was reached.
type ReachReport struct {
	Point string `json:"point"`
	Set   bool   `json:"set"` // once in the set is enough
	// Relaxed says that the scenario asks every seed for it, but real time
	// decides which seeds reach it.
	Relaxed bool   `json:"relaxed,omitempty"`
	Seeds   int    `json:"seeds"` // seeds that reached it
	Count   uint64 `json:"count"`
	OK      bool   `json:"ok"`
}

// ThresholdReport says how a threshold came out, over all seeds.
type ThresholdReport struct {
	Path  string `json:"path"`
	Text  string `json:"text"`
	Value int64  `json:"value"` // measured; ns or count
	OK    bool   `json:"ok"`
}

// Quantiles are microseconds.
type Quantiles struct {
	Count int64   `json:"count"`
	P50   float64 `json:"p50"`
	P90   float64 `json:"p90"`
	P99   float64 `json:"p99"`
	P999  float64 `json:"p99_9"`
	Max   float64 `json:"max"`
}

// Unsafe reports whether what was acknowledged may have been lost by design, so
// that no report hides it.
func (r *Result) Unsafe() bool { return r.Profile == Unsafe }

// Detail is what a report draws for one run: the first that failed, or the
// first that ran.
type Detail struct {
	Seed     uint64
	Phases   []Span             // baseline, faults, heal, drain
	Faults   []FaultReport      // bands of the timeline
	Series   []Series           // per region and second: commands answered, backlog, duplicates ...
	Curves   map[string][]Point // latency by percentile, per path
	Accounts []Account          // the accounting table of I-26
	Timeline []Moment           // what a person wants to read: faults, crashes, first breaches
}

// Span is an interval of a run.
type Span struct {
	Name     string
	From, To time.Duration
}

// Series is a figure over time; one value per Every.
type Series struct {
	Name   string // "commands answered"
	Region string
	Unit   string
	Every  time.Duration
	Values []int64
}

// Point is one point of a percentile curve: Percentile in [0,100), Micros.
type Point struct {
	Percentile float64
	Micros     float64
}

// Account is one row of the accounting table: accepted = applied + duplicates
// ignored + parked + dead letters + shed + in flight.
type Account struct {
	Queue      string
	Accepted   int64
	Applied    int64
	Duplicates int64 // delivered again, ignored; not part of the sum
	Parked     int64
	DeadLetter int64
	Shed       int64
	InFlight   int64
}

// Moment is a line of the timeline.
type Moment struct {
	At   time.Duration
	What string // fault, breach, crash, recovery, phase
	Text string
}

// Of returns the reference of a scenario.
func Of(s *scenarios.Scenario) ScenarioRef {
	return ScenarioRef{ID: s.ID, Title: s.Title, Owner: s.Owner, Family: s.Family, Hypothesis: s.Hypothesis, Covers: s.Covers}
}
