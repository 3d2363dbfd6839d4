// Package faults says what goes wrong, when, for how long, and how it is proved
// that it did. A fault is data; a world that implements [Target] carries it out.
//
// A plan is made before anything runs, can be printed, stored and edited, and
// means the same in every world. Start at [Plan].
package faults

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Kind names a fault.
type Kind string

// The faults this version knows.
const (
	Duplicate         Kind = "duplicate"          // a bus delivers a message again
	Delay             Kind = "delay"              // a bus delivers a message late
	Reorder           Kind = "reorder"            // a bus delivers a message after later ones
	Drop              Kind = "drop"               // a delivery is lost; the bus redelivers after its ack wait
	Partition         Kind = "partition"          // two regions cannot talk, both ways
	OneWay            Kind = "partition-one-way"  // messages From -> To vanish, the other way works
	Partial           Kind = "partition-partial"  // one region cannot talk to some of the others
	Latency           Kind = "latency"            // a link is slower by Amount
	Loss              Kind = "loss"               // a link loses messages
	Bandwidth         Kind = "bandwidth"          // a link carries Rate bytes per second
	LinkDown          Kind = "link-down"          // a link's connections are closed and refused
	LinkReset         Kind = "link-reset"         // a link's connections are reset every Amount
	Kill              Kind = "kill"               // a process dies; what it wrote stays
	PowerLoss         Kind = "power-loss"         // a region's processes die; only what was synced stays
	Pause             Kind = "pause"              // a process stands still
	RegionKill        Kind = "region-kill"        // all processes of a region die; what they wrote stays
	RegionPause       Kind = "region-pause"       // all processes of a region stand still
	BusOutage         Kind = "bus-outage"         // a region's bus is down
	HubOutage         Kind = "aggregator-outage"  // the hub's aggregator is down
	RegionOutage      Kind = "region-outage"      // all of a region is down and cut off, then returns
	ClockSkew         Kind = "clock-skew"         // a region's wall clock is off by Amount
	ClockJump         Kind = "clock-jump"         // a region's wall clock steps by Amount and back
	CarrierDown       Kind = "carrier-outage"     // a region's carrier answers nothing
	SlowDisk          Kind = "slow-disk"          // a region's fsync takes Amount longer
	SlowConsumer      Kind = "slow-consumer"      // one consumer takes Amount longer per message
	StolenCredential  Kind = "stolen-credential"  // somebody acts on a region with a credential of another
	ExpiredCredential Kind = "expired-credential" // somebody acts on a region with a credential that has expired

	SupplierOutage   Kind = "supplier-outage"    // a supplier answers nothing, or that nobody is there
	SupplierSlow     Kind = "supplier-slow"      // a supplier does what it is asked and answers too late
	SupplierThrottle Kind = "supplier-throttle"  // a supplier tells its callers to come later (429)
	SupplierError    Kind = "supplier-error"     // most calls to a supplier fail (5xx)
	SupplierHalfDone Kind = "supplier-half-done" // a supplier does what it is asked and does not answer
	SupplierReject   Kind = "supplier-reject"    // a supplier rejects orders that it took (855 RD)
	SupplierPartial  Kind = "supplier-partial"   // a supplier takes a part of orders (855 AC), and ships the rest of some after all
	SupplierNoAck    Kind = "supplier-no-ack"    // a supplier acknowledges nothing (no 997, no 855) and ships
	ASNLate          Kind = "asn-late"           // a ship notice (856) comes after the goods
	ASNRepeated      Kind = "asn-repeated"       // a ship notice (856) comes twice

	BundleLate        Kind = "bundle-late"        // policy bundles for a region come Amount late
	BundleLost        Kind = "bundle-lost"        // policy bundles for a region are lost on their way
	BundleCorrupt     Kind = "bundle-corrupt"     // policy bundles for a region come garbled
	BundleSuperseded  Kind = "bundle-superseded"  // a policy bundle is held up until a later one has overtaken it
	BundleForged      Kind = "bundle-forged"      // somebody sends a region bundles that no authority signed
	HostileProducer   Kind = "hostile-producer"   // somebody in a region publishes what it should have masked
	UnknownTier       Kind = "unknown-tier"       // somebody in a region publishes what carries no tier
	WrongSubscription Kind = "wrong-subscription" // somebody asks a region for what no contract gives them
	BatchLate         Kind = "batch-late"         // an ERP sends every other batch late
	BatchResent       Kind = "batch-resent"       // an ERP sends its batches twice
	BatchWrongTotals  Kind = "batch-wrong-totals" // an ERP sends batches whose trailers count wrong
	BatchGarbage      Kind = "batch-garbage"      // an ERP sends what nobody should take
	AdapterHang       Kind = "adapter-hang"       // the adapter of a region stands still
	DebugTap          Kind = "debug-tap"          // somebody at the hub taps what a region sends
	VerboseLogging    Kind = "verbose-logging"    // a region logs every command
	ConfigDrift       Kind = "config-drift"       // somebody changes a limit of a pod by hand
	CopyDrift         Kind = "copy-drift"         // rows of a copy are lost, invented, set back or falsified
)

// Plan is every fault of one run, in the order of their instants and then of
// their ids.
type Plan struct {
	Scenario string  `json:"scenario" yaml:"scenario"`
	File     string  `json:"scenario_file,omitempty" yaml:"scenario_file,omitempty"` // where the scenario was read; empty = the library
	Seed     uint64  `json:"seed" yaml:"seed"`
	Faults   []Fault `json:"faults" yaml:"faults"`
}

// Fault is one thing that goes wrong. Which fields matter depends on Kind;
// [Validate] says which are missing.
type Fault struct {
	ID     string        `json:"id" yaml:"id"`
	Kind   Kind          `json:"kind" yaml:"kind"`
	At     time.Duration `json:"at_ns" yaml:"at_ns"`                               // since the start of the run
	Hold   time.Duration `json:"hold_ns" yaml:"hold_ns"`                           // then it reverts itself
	Region string        `json:"region,omitempty" yaml:"region,omitempty"`         // whose bus, disk, clock, carrier; link source
	Peer   string        `json:"peer,omitempty" yaml:"peer,omitempty"`             // the other end of a link
	Peers  []string      `json:"peers,omitempty" yaml:"peers,omitempty"`           // the other ends of a partial partition
	Target string        `json:"target,omitempty" yaml:"target,omitempty"`         // a machine ("pod/tx") or a consumer ("planner/tx"); empty = every consumer
	Chance uint32        `json:"chance_ppm,omitempty" yaml:"chance_ppm,omitempty"` // messages hit, parts per million
	Copies int           `json:"copies,omitempty" yaml:"copies,omitempty"`         // extra deliveries of a duplicate, 1..5
	Amount time.Duration `json:"amount_ns,omitempty" yaml:"amount_ns,omitempty"`   // delay, added latency, skew, time between resets
	Rate   int64         `json:"rate,omitempty" yaml:"rate,omitempty"`             // bytes per second
	Lossy  bool          `json:"lossy,omitempty" yaml:"lossy,omitempty"`           // a bus that goes down loses what it had not synced
}

// Ends returns the instant at which the fault reverts.
func (f Fault) Ends() time.Duration { return f.At + f.Hold }

// LastRevert returns the instant at which the last fault of the plan is gone.
func (p Plan) LastRevert() time.Duration {
	var last time.Duration
	for _, f := range p.Faults {
		last = max(last, f.Ends())
	}
	return last
}

// Sort puts the faults into the order of a plan: by instant, then by id.
func (p Plan) Sort() {
	slices.SortFunc(p.Faults, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.At, b.At), strings.Compare(a.ID, b.ID))
	})
}
