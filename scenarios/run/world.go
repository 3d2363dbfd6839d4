// Package run takes a scenario through its phases: plan, start, baseline,
// faults, heal, drain, judge. It knows the shape of a world but no world, the
// promises but no system.
//
// A run never prints and never exits; it returns a [Result]. Start at [Lab].
package run

import (
	"cmp"
	"context"
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/topology"
)

// World starts systems. A world may be used by several goroutines at once; a
// session may not.
type World interface {
	Name() string
	// Real reports whether time passes by itself here. No run of a real world
	// can be repeated: it has no trace hash and no pairs.
	Real() bool
	// Check returns why the world cannot run on such terms, or nil.
	Check(terms Terms) error
	// Supports says whether the world can do a kind of fault, and if not, why.
	Supports(kind faults.Kind) (bool, string)
	// Start brings a system up at instant 0. Every record is shown to sink in
	// the order it happened; sink nil means that nobody watches.
	Start(setup Setup, sink func(*history.Record)) (Session, error)
}

// What an operator may choose of a world. The first of each is the default.
const (
	Safe   = "safe"   // an answer waits until its append is synced to disk
	Unsafe = "unsafe" // it does not: a power loss may take what was acknowledged

	Forwarder = "forwarder" // egress sends every message itself
	Sourced   = "sourced"   // the hub's stream sources the region's, by an ephemeral consumer
	Durable   = "durable"   // the same by a durable consumer
)

// Terms are what an operator chooses of a world. The zero value is [Safe] and
// [Forwarder], which every world can do.
type Terms struct {
	Profile   string // Safe or Unsafe; "" = Safe
	Transport string // Forwarder, Sourced or Durable; "" = Forwarder
	// Means are by which of several ways faults are carried out, as words the world
	// knows, with commas between; "" = the world's own choice.
	Means string
}

// Complete returns the terms with the defaults written out.
func (t Terms) Complete() Terms {
	return Terms{Profile: cmp.Or(t.Profile, Safe), Transport: cmp.Or(t.Transport, Forwarder), Means: t.Means}
}

// Setup is everything a world needs to start one run.
type Setup struct {
	Terms    // complete
	Seed     uint64
	Header   *history.Header // the rules of the run, as its history begins with them
	System   sim.System
	Topology topology.Topology
	Scenario *scenarios.Scenario // with Topology, Seed, Header and Defects what the system was built from
	Defects  []string
	Plan     faults.Plan                    // the faults that will come
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
	// Recovered is how long after it was taken back all was settled that
	// consumers were owed then; nil = it never was, or nobody measured.
	Recovered *time.Duration `json:"recovered_ns,omitempty"`
}
