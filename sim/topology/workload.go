package topology

import (
	"maps"
	"slices"
	"time"
)

// Workload is the load that the outside world offers. Rates are per region;
// arrivals are open loop: a slow system does not slow them down.
type Workload struct {
	Rate        int64         `json:"rate"`             // commands per 1000 s and region (10/s = 10000)
	Duration    time.Duration `json:"duration_ns"`      // arrivals stop then
	SKUs        int           `json:"skus"`             // stock keeping units per region
	Zipf        int           `json:"zipf_permille"`    // skew of demand over SKUs, 1000 = classic Zipf, 0 = uniform
	LinesMax    int           `json:"lines_max"`        // order lines are 1..LinesMax
	QuantityMax int64         `json:"quantity_max"`     // units per line are 1..QuantityMax
	Stock       int64         `json:"stock"`            // units on hand per SKU and region at the start
	Cancel      uint32        `json:"cancel_ppm"`       // orders cancelled by the client, parts per million
	Adjust      int64         `json:"adjust"`           // stock counts per 1000 s and region
	Receive     int64         `json:"receive"`          // goods receipts per 1000 s and region
	Retry       time.Duration `json:"retry_ns"`         // a client repeats an unanswered command after this
	Patience    time.Duration `json:"patience_ns"`      // and gives up after this (outcome unknown)
	Horizon     time.Duration `json:"horizon_ns"`       // an idempotency key is honoured this long
	Burst       int           `json:"burst"`            // commands that arrive at the same instant, 0 or 1 = none
	Transit     time.Duration `json:"transit_ns"`       // from shipped to delivered
	CarrierHalf uint32        `json:"carrier_half_ppm"` // carrier calls that commit and then time out, parts per million
	QueueMax    int           `json:"queue_max"`        // declared bound of a pod's unpublished events
	Documents   []Document    `json:"documents,omitempty"`
	Acts        []Act         `json:"acts,omitempty"`   // what people ask of the regions
	Batches     Batches       `json:"batches,omitzero"` // what the ERP of each region sends as files

	Supply *Supply `json:"supply,omitempty"` // how stock is replenished from suppliers; nil = goods just come

	Orders   Picks `json:"only,omitempty"`          // the orders that are placed
	Receipts Picks `json:"only_receipts,omitempty"` // the goods receipts that happen
	Counts   Picks `json:"only_counts,omitempty"`   // the stock counts that happen

	Disguise Disguise `json:"disguise,omitempty"` // of every secret; 0 = none. No scenario says so: it is for runs that are compared
}

// Picky reports whether any command is left out by its number.
func (w Workload) Picky() bool { return w.Orders != nil || w.Receipts != nil || w.Counts != nil }

// Picks says which commands of a kind are offered, by region: their numbers in
// the order of arrival, from 1, ascending. A region that is not named keeps all
// of them, one with an empty list none. A command that is left out moves no
// other: each keeps its number, its instant and what it is about.
type Picks map[string][]int

// Keeps reports whether the n-th command of a region is offered.
func (p Picks) Keeps(region string, n uint64) bool {
	numbers, named := p[region]
	if !named {
		return true
	}
	_, found := slices.BinarySearch(numbers, int(n))
	return found
}

// With returns a copy in which the region offers these numbers alone.
func (p Picks) With(region string, numbers []int) Picks {
	out := make(Picks, len(p)+1)
	maps.Copy(out, p)
	out[region] = numbers
	return out
}

// Document is one purchase-order file offered to a region at a given time.
// Bytes are the file as received.
type Document struct {
	Name   string        `json:"name"`
	Region string        `json:"region"`
	At     time.Duration `json:"at_ns"`
	Strict bool          `json:"strict"` // quarantine instead of mending
	Bytes  []byte        `json:"bytes"`
}
