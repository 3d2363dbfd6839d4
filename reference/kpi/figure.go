// Package kpi defines the figures that a region is run by, each once: what it
// measures, in which unit, and how it is computed from the events of one ledger.
//
// A [Sheet] takes the events in the order of their positions and knows nothing
// else: no clock, no chance, no map order. Whoever asks says what time it is. The
// promise I-38 computes the same figures again from what witnesses saw and shares
// no code with this package. Start at [Sheet].
package kpi

// Names of the figures.
const (
	CreationLag     = "order-creation-lag"
	Freshness       = "inventory-freshness"
	Backlog         = "event-backlog-depth"
	Reconciliation  = "reconciliation-success"
	Duplicates      = "duplicate-event-rate"
	ProcessingDelay = "processing-delay"
	AllocationLag   = "order-allocation-lag"
	FillRate        = "fill-rate"
	PerfectOrder    = "perfect-order"
	FulfilmentAge   = "fulfilment-age"
)

// Unit says what a value counts.
type Unit string

// The units.
const (
	Nanoseconds Unit = "ns"
	Events      Unit = "events"
	Share       Unit = "ppm" // parts per million
)

// Definition is what one figure means.
type Definition struct {
	Name   string
	Unit   Unit
	Says   string // the formula, in words
	Source string // of the definition
}

// Definitions lists every figure, in the order in which they are reported.
func Definitions() []Definition {
	return []Definition{
		{CreationLag, Nanoseconds, "longest time from an order's creation until it was visible, of the orders that became visible since the last report", "R095"},
		{Freshness, Nanoseconds, "time since the newest stock event taken in occurred", "R096"},
		{Backlog, Events, "events that the bus has and the reader has not taken in", "R097"},
		{Reconciliation, Share, "discrepancies that were repaired and verified, of those detected", "R098"},
		{Duplicates, Share, "deliveries of what had been delivered before, of all since the reader started", "R099"},
		{ProcessingDelay, Nanoseconds, "longest time from an event until it was taken in, of the events since the last report", "R100"},
		{AllocationLag, Nanoseconds, "longest time that a line waited for stock: of those allocated since the last report, and of those that wait", "R101"},
		{FillRate, Share, "order lines that were allocated at the first decision, of all decided", "fill rate, customer service ratio"},
		{PerfectOrder, Share, "orders delivered in full, without a backorder and by the promised date, of all ended that the client did not take back", "SCOR RL.1.1, joint count"},
		{FulfilmentAge, Nanoseconds, "time since the allocation of the oldest line that is allocated and not shipped", "SCOR RS.1.1, its segment up to shipped"},
	}
}

// Grows reports whether a figure grows with time alone. So does [FulfilmentAge] while
// a [Sheet] owes something, and else it is 0.
func Grows(name string) bool { return name == Freshness || name == AllocationLag }

// Figure is the value of one definition at an instant.
type Figure struct {
	Name  string
	Value int64
	Of    uint64 // how many events, lines, orders or deliveries it is about
	Known bool   // false: not applicable, there is nothing to say
}

// Reconciled is the share of discrepancies that a run of reconciliation repaired and
// verified, of those that it detected. Of a run that found none there is nothing to
// say.
func Reconciled(verified, detected uint64) Figure { return ppm(Reconciliation, verified, detected) }

// ppm is a share of a whole in parts per million; not known of nothing.
func ppm(name string, part, whole uint64) Figure {
	if whole == 0 {
		return Figure{Name: name}
	}
	return Figure{Name: name, Value: int64(part * 1_000_000 / whole), Of: whole, Known: true}
}

func longest(name string, v int64, n uint64) Figure {
	return Figure{Name: name, Value: v, Of: n, Known: n > 0}
}
