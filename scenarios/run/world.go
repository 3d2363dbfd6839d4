// Package run takes a scenario through its phases: plan, start, baseline,
// faults, heal, drain, judge. It knows the shape of a world but no world, the
// promises but no system.
//
// A run never prints and never exits; it returns a [Result]. Start at [Lab].
package run

import (
	"context"
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/topology"
)

// World carries out a trial and shows every record to sink, in the order it
// happened.
type World interface {
	Name() string
	// Supports says whether the world can do a kind of fault, and if not, why.
	Supports(kind faults.Kind) (bool, string)
	// Run returns when the trial is over, stopped or broken. The error is for
	// the harness's own failure only.
	Run(ctx context.Context, t Trial, sink func(*history.Record)) (Outcome, error)
}

// Trial is everything a world needs for one run.
type Trial struct {
	Seed     uint64
	System   sim.System
	Topology topology.Topology
	Plan     faults.Plan
	Baseline time.Duration // no fault begins before
	Load     time.Duration // the workload's last arrival
	Drain    time.Duration // after the last arrival and the last revert, at most
	Steady   scenarios.SteadyState
}

// Outcome is what a world reports besides the history.
type Outcome struct {
	TraceHash   uint64
	Checkpoints []uint64 // of the hash, one per 2^16 engine events, to locate a difference
	Events      uint64   // engine events
	Virtual     time.Duration
	Unsteady    string // why the baseline was not steady; then no fault was injected
	Stopped     string // why the run ended early
	Undrained   string // what was still moving at the deadline
	Faults      []FaultReport
	Reached     map[string]uint64
	Counters    map[string]int64
}

// FaultReport is the ledger entry of one fault.
type FaultReport struct {
	Fault     faults.Fault  `json:"fault"`
	Requested bool          `json:"requested"`
	Injected  time.Duration `json:"injected_ns"`
	Effects   int64         `json:"effects"` // how often it touched something
	Proved    bool          `json:"proved"`
	Reverted  bool          `json:"reverted"` // and it touched nothing after
	Why       string        `json:"why,omitempty"`
}
