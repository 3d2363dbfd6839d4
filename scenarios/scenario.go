// Package scenarios holds the format of a scenario file, its loader, its JSON
// Schema and the library that ships with the harness. A scenario is data: what
// is supposed to hold, on which topology, under which load and which faults.
// docs/scenarios.md describes the format for those who write one.
//
// Loading never starts anything; every mistake is reported with file, line,
// column and a suggestion. Start at [Load].
package scenarios

import (
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/topology"
)

// Scenario is one trial, ready to be planned.
type Scenario struct {
	ID          string
	Title       string
	Owner       string
	Family      string // F1 .. F16
	Tags        []string
	Covers      []string // requirement rows: R036
	Hypothesis  string   // what is expected, in a sentence a manager understands
	SteadyState SteadyState
	Topology    topology.Topology // validated; every pair of regions that can talk has its links
	Workload    topology.Workload
	Policies    []Publication      // what is published, in order; see [Scenario.Published]
	Reconcile   *history.Reconcile // how copies are compared with their owner; nil = there are none
	Failover    *Failover          // who takes the commands of a region that cannot; nil = nobody
	Monitor     *history.Watch     // what is measured and alarmed; nil = nothing
	Stages      *history.Stages    // when a region does without what; nil = it has no stages
	Owners      []history.Owner    // who answers for what, where it is not as usual
	Baseline    time.Duration      // no fault begins before
	Timeline    []Step
	Drain       time.Duration // at most, after the last revert and the last arrival
	Promises    []string      // ids to be answered; each must be evaluated in the set of runs
	Bounds      Bounds
	Thresholds  []Threshold
	Reach       []Reach
	Stop        []Stop
	Live        Live
	Repro       *Repro // the failure that the scenario was cut down to; nil = it is not one
	Path        string // file, or "library:tx-dc"
	Source      []byte
}

// SteadyState is what must be true at the end of the baseline, or the run is
// inconclusive and no fault is injected.
type SteadyState struct {
	AnsweredMin uint32 // share of commands answered ok, parts per million
	CommandsMin int64  // commands answered at least
}

// Step is one fault of the timeline, before a seed has fixed its instants.
type Step struct {
	Fault  faults.Fault
	Spread time.Duration // At is moved by a draw in [0, Spread)
	Radius Radius        // how far it may reach, alone
	Line   int           // of the file, for errors
}

// Bounds are the limits that promises are judged by; they go into the header
// of the history. Zero means the default.
type Bounds struct {
	QueueMax   int64
	ParkedMax  int64
	Allowance  int64
	Drift      int64
	DriftTime  time.Duration // summed over units
	Broken     int64         // ppm
	Available  int64         // ppm
	Slower     int64         // permille
	Uneven     time.Duration // set by [Scenario.ForLive]
	CrossShare int64         // permille
	Converge   time.Duration
	Policy     time.Duration
	Skew       time.Duration // by how much clocks may differ that decide on effect and expiry
	Granted    time.Duration // how long lasts what is granted for a time
}

// Threshold is a limit on a measured path, in k6's form: p(99)<50ms.
type Threshold struct {
	Path  string // order_commit, order_cycle, order_visible, local_propagation, hub_propagation
	Stat  string // p(50) .. p(99.9), max, avg, count, rate
	Op    string // < <= > >=
	Value int64  // ns; for count a number, for rate a number per 1000 s
	Text  string // as written
	Line  int
}

// Reach is a point that must be reached, by every seed or by the set.
type Reach struct {
	Point string
	Set   bool   // once in the set of seeds is enough
	World string // asked for in this world alone; "" = in all
	Full  bool   // not asked for in the live profile, which is too short for it
}

// Stop ends a run early (exit 5) when a counter passes a limit.
type Stop struct {
	When  string // a counter of the run, one of [Counters]
	Above int64
	Text  string
}

// Live shrinks a scenario to at most 60 s of real time: holds, timers, TTLs and
// cadences are divided by Factor, round trips are not.
type Live struct {
	Factor     int64
	Commands   int64       // commands at most
	Thresholds []Threshold // in place of the scenario's; nil = the same
}
