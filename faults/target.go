package faults

import "time"

// Target is what a world offers to the faults: a few levers, each of which can
// be put back. A lever that is pulled by several faults at once stays pulled
// until the last of them lets go. Every call names the fault, so that the world
// can count what the fault really did.
type Target interface {
	// Cut stops (or lets through again) every message from one region to another.
	Cut(id string, from, to string, on bool)
	// Shape changes one direction of a link.
	Shape(id string, from, to string, s Shape, on bool)
	// Stop takes a machine down. With on false it is started again.
	Stop(id string, machine string, how StopKind, on bool)
	// Node takes every machine of a region and its bus down at once, as one process;
	// what they wrote stays. Outside parties go on.
	Node(id string, region string, how StopKind, on bool)
	// Power takes every machine, ledger and bus of a region down, losing what was not synced.
	Power(id string, region string, on bool)
	// Bus takes a region's bus down; with lossy, it loses what it had not synced.
	Bus(id string, region string, lossy bool, on bool)
	// Clock sets a region's wall clock ahead of true time by amount (negative: behind).
	Clock(id string, region string, amount time.Duration, on bool)
	// Messages applies a rule to the deliveries of a region's bus.
	Messages(id string, r Rule, on bool)
	// Disk makes a region's fsync slower.
	Disk(id string, region string, slower time.Duration, on bool)
	// Silence makes an outside party swallow every call.
	Silence(id string, machine string, on bool)
	// Calls applies a rule to the calls that a machine makes to another region.
	Calls(id string, r CallRule, on bool)
	// Turn makes a machine behave in a way that it knows, about a region: an outside
	// party misbehaves, one of the system says more than usual. Whatever it sends or
	// puts down on that order carries the fault's id as its correlation.
	Turn(id string, machine, order, region string, on bool)
	// Tell gives an outside party a word to act by, or takes it back: it gets the
	// word as an order of an operator, which is OK as long as it holds. Each call
	// that the party makes meanwhile is an effect.
	Tell(id string, machine, word string, on bool)
	// Effects returns how often the fault has touched something so far.
	Effects(id string) int64
}

// StopKind says how a machine is stopped.
type StopKind uint8

// Ways to stop a machine.
const (
	StopKill  StopKind = iota // dies; its written ledger survives
	StopPause                 // stands still and goes on
)

// Shape is a change to one direction of a link. Zero fields change nothing.
type Shape struct {
	Delay     time.Duration // added
	Loss      uint32        // parts per million, added
	Bandwidth int64         // bytes per second
	Refuse    bool          // connections are closed and refused: nothing passes, what is under way is lost
	Reset     time.Duration // connections are reset at once and then this often: what is under way is lost; 0 = never
}

// CallRule picks the calls of one machine to the machines of one region, and says
// what happens to them.
type CallRule struct {
	From   string // machine
	To     string // region
	Kind   Kind   // BundleLate, BundleLost, BundleCorrupt, BundleSuperseded
	Amount time.Duration
}

// Orders that [Target.Turn] gives, as the type of the operator's message. Desist
// takes them back: its id is that of the fault.
const (
	OrderForge     = "Forge"         // send a region policy bundles that no authority signed
	OrderUnmask    = "Unmask"        // publish in the region what should have been masked
	OrderUnlabel   = "Unlabel"       // publish in the region what carries no tier
	OrderSubscribe = "Subscribe"     // ask a region for what no contract gives
	OrderTap       = "Tap"           // show at the hub what a region sends
	OrderVerbose   = "Verbose"       // log every command
	OrderLate      = "BatchLate"     // send every other batch late
	OrderAgain     = "BatchAgain"    // send batches twice
	OrderMiscount  = "BatchMiscount" // send batches with wrong totals
	OrderGarbage   = "BatchGarbage"  // send what nobody should take
	OrderLimit     = "ChangeLimit"   // run with another limit than what is declared
	OrderOutage    = "Outage"        // of a supplier: answer nothing, or that nobody is there
	OrderSlow      = "Slow"          // answer too late
	OrderThrottle  = "Throttle"      // tell callers to come later
	OrderError     = "Error"         // let most calls fail
	OrderHalfDone  = "HalfDone"      // do what is asked and do not answer
	OrderReject    = "Reject"        // reject what was taken
	OrderPartial   = "Partial"       // take a part of what was ordered
	OrderNoAck     = "NoAck"         // acknowledge nothing and ship
	OrderLateASN   = "LateASN"       // tell of goods after they came
	OrderRepeatASN = "RepeatASN"     // tell of goods twice
	OrderDrift     = "Drift"         // change rows of a copy
	OrderDesist    = "Desist"
)

// Rule picks deliveries of one region's bus and says what happens to them. A
// delivery is picked by (fault id, event id, attempt), so that the same plan
// picks the same first deliveries in every world.
type Rule struct {
	Region   string
	Consumer string // empty = all
	Kind     Kind   // Duplicate, Delay, Reorder, Drop, SlowConsumer
	Chance   uint32 // parts per million
	Copies   int
	Amount   time.Duration
}
