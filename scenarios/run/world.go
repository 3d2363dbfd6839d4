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
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/topology"
)

// World starts systems. A world may be used by several goroutines at once; a
// session may not.
type World interface {
	Name() string
	// Supports says whether the world can do a kind of fault, and if not, why.
	Supports(kind faults.Kind) (bool, string)
	// Start brings a system up at instant 0. Every record is shown to sink in
	// the order it happened; sink nil means that nobody watches.
	Start(setup Setup, sink func(*history.Record)) (Session, error)
}

// Setup is everything a world needs to start one run.
type Setup struct {
	Seed     uint64
	System   sim.System
	Topology topology.Topology
	Settle   time.Duration                  // quiet means that nothing moved for this long
	Watch    func(step uint64, line string) // shown steps WatchFrom..WatchTo as text; nil = off
	From, To uint64
}

// Session is one system, up and running, with the levers that faults pull.
type Session interface {
	faults.Target
	// Advance lets the system run until the given instant of the run. An error
	// is the harness's own failure, never the system's.
	Advance(ctx context.Context, until time.Duration) error
	Now() time.Duration
	// Busy says what still moves, or "" if nothing does.
	Busy() string
	// Order gives an operator's order to every outside party.
	Order(typ string)
	// Note adds a record of the harness itself to the history.
	Note(fill func(*history.Record))
	Stats() Stats
	Close() error
}

// Stats is what a world counts besides the history.
type Stats struct {
	TraceHash   uint64
	Checkpoints []uint64 // of the hash, to locate a difference
	CheckEvery  uint64   // steps between two checkpoints
	Events      uint64   // engine events
	Steps       uint64   // machine steps
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
