// Package sim is the contract between a system on trial and the world it runs
// in. A system is a set of machines; a machine is arithmetic: state and input
// in, state and effects out. Clock, chance, network and disk belong to the world.
//
// A machine never reads a clock, draws a random number, starts a goroutine, does
// I/O or lets map order reach its output. The same machines run in every world.
// Start at [Machine].
package sim

import (
	"strings"

	"github.com/seatrial/seatrial/sim/history"
)

// Machine is one process of the system on trial, or one party outside it.
type Machine interface {
	// Step reacts to one input. It may keep messages (they are immutable) but
	// neither in nor out, which the world reuses.
	Step(clock Clock, in *Input, out *Effects)
}

// Clock has two readings, both in nanoseconds. Mono never goes back and is what
// timers count on. Wall is a label for people and expiries; faults may skew it.
// Nothing may be ordered by Wall (I-46).
type Clock struct {
	Mono int64
	Wall int64
}

// Addr is the address of a machine: its index in [System.Machines].
type Addr uint16

// Nowhere is the address of no machine.
const Nowhere Addr = 0xFFFF

// Bus is the index of a bus in [System.Buses].
type Bus uint16

// System is what a world runs: machines, buses and the decoder that turns their
// bytes into neutral records. All of it is fixed before the run starts.
type System interface {
	Name() string
	Machines() []Spec
	Buses() []BusSpec
	Decoder
}

// Spec describes one machine.
type Spec struct {
	Name    string // "pod/tx"
	Region  string // where it stands
	Serves  string // the region whose business it is in, if that is another: what its ledger says is of that one
	Outside bool   // a party of the outside world: never crashes, keeps its own ledger through [Effects.Witness]
	Ledger  bool   // has a durable ledger; it starts with [InRecover], others with [InStart]
	Edge    bool   // may call and be called across the boundary of its region; others have no way out
	HTTP    bool   // an outside party that real worlds call over HTTP instead of the region's bus
	Follows []Follow
	Files   []File // that come for an outside party
	New     func() Machine
}

// Follow is a durable pull consumer of a bus (JetStream's terms).
type Follow struct {
	Bus           Bus
	Prefixes      []string // entity prefixes it subscribes to ("order/"); empty = all
	AckWait       int64    // ns until an unacknowledged delivery is repeated
	MaxAckPending int      // unacknowledged deliveries at most
	MaxDeliver    int      // attempts per message, 0 = no limit
}

// Wants reports whether a consumer subscribes to an entity.
func (f *Follow) Wants(entity string) bool {
	if len(f.Prefixes) == 0 {
		return true
	}
	for _, p := range f.Prefixes {
		if strings.HasPrefix(entity, p) {
			return true
		}
	}
	return false
}

// BusSpec describes one bus: a stream with a duplicate window, as JetStream
// has it. By default an acknowledged message is written but not synced, so a
// power loss takes what arrived since the last sync.
type BusSpec struct {
	Name      string // "bus/tx"
	Region    string
	Duplicate int64 // ns for which a message id is remembered
	SyncEvery int64 // ns between syncs; 0 = every message (safe, slow)
}

// Decoder turns a system's bytes into neutral records. It is pure: the same
// message gives the same record. The world fills Seq, At, Witness and Region.
type Decoder interface {
	// Entry fills the i-th record (from 0) that a durable ledger entry of a
	// machine stands for: an append, an apply, a reject. It returns false when
	// there is none, and the world stops asking.
	Entry(owner *Spec, pos uint64, m *Message, i int, r *history.Record) bool
	// Crossing fills the i-th record (from 0) of a message that leaves a region.
	// Record 0 is the message itself; the world adds its bytes. The others, one
	// for each event in a batch, say which it is and name the fields of it that go
	// out. It returns false when there is none, and the world stops asking.
	Crossing(m *Message, i int, r *history.Record) bool
}
