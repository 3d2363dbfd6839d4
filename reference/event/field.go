package event

import (
	"maps"
	"slices"
	"sync/atomic"
)

// The names of the fields that a contract may let out, as they appear in
// contracts, in crossing records and in the JSON of an item.
const (
	FieldType      = "type"
	FieldEntity    = "entity"
	FieldVersion   = "version"
	FieldLine      = "line"
	FieldState     = "state"
	FieldLineState = "line_state"
	FieldSKU       = "sku"
	FieldQty       = "qty"
	FieldOnHand    = "on_hand"
	FieldAllocated = "allocated"
	FieldReason    = "reason"
	FieldTime      = "time"
	FieldCustomer  = "customer"
	FieldShipTo    = "ship_to"
	FieldTerms     = "terms"
	FieldPrice     = "price"
)

// Fields lists all of them in their fixed order; bit i of a set stands for the
// i-th.
var fields = [...]string{FieldType, FieldEntity, FieldVersion, FieldLine, FieldState, FieldLineState, FieldSKU, FieldQty,
	FieldOnHand, FieldAllocated, FieldReason, FieldTime, FieldCustomer, FieldShipTo, FieldTerms, FieldPrice}

// FieldSet is a set of item fields.
type FieldSet uint32

// Set returns which fields of an item are set.
func (it *Item) Set() FieldSet {
	var s FieldSet
	for i, present := range [...]bool{it.Type != "", it.Entity != "", it.Version != 0, it.Line != 0, it.State != NoState,
		it.LineState != NoState, it.SKU != "", it.Qty != 0, it.OnHand != 0, it.Allocated != 0, it.Reason != "", it.Time != 0,
		it.Customer != "", it.ShipTo != "", it.Terms != "", it.Price != 0} {
		if present {
			s |= 1 << i
		}
	}
	return s
}

// named keeps the names of the sets that were asked for: contracts make a few, and
// every record of an item that crosses asks for them.
var named atomic.Pointer[map[FieldSet][]string]

// namedMax is how many sets are kept.
const namedMax = 1 << 10

// Names returns the names of a set, in their fixed order. The list is shared: nobody
// may write to it. It may be called concurrently.
func (s FieldSet) Names() []string {
	known := named.Load()
	if known != nil {
		if out, ok := (*known)[s]; ok {
			return out
		}
	}
	out := slices.Clip(s.list())
	more := map[FieldSet][]string{s: out}
	if known != nil {
		if len(*known) >= namedMax {
			return out
		}
		maps.Copy(more, *known)
	}
	named.CompareAndSwap(known, &more) // who comes second asks again
	return out
}

func (s FieldSet) list() []string {
	var out []string
	for i, name := range fields {
		if s&(1<<i) != 0 {
			out = append(out, name)
		}
	}
	return out
}
