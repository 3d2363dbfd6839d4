package invariants

import (
	"fmt"

	"github.com/seatrial/seatrial/sim/history"
)

// Minimisation is I-15: a message that crosses a border carries the fields of
// its contract and no other, each of which somebody there reads.
//
// ALWAYS (cross, with Fields): each field is named in the contract of (type,
// destination, purpose) and not to be dropped; where contracts name readers, it
// has one. If the header bounds the share of cross-region bytes: the bytes that
// crossed (Body) are within it, against the bytes that regional buses stored
// (store, with Body).
//
// Q (append, cross, decide), where the header has policies: what a contract
// declares is what is observed. An event of its type that was written in a region
// has gone to its destination at least once, or was decided against.
//
// Each crossing with fields is one evaluation, and so is each flow that had
// something to carry.
var Minimisation = Promise{
	ID: "I-15", Name: "minimisation", Mode: Always, Safety: true,
	Title: "Only agreed fields cross a border.",
	Sees:  history.Of(history.KindCross, history.KindStore, history.KindAppend, history.KindDecide),
	Needs: history.Of(history.KindCross),
	New:   newMinimisation,
}

type minimisation struct {
	contracts map[uint64]map[uint64]field // by type, destination and purpose; by name
	readers   bool
	share     int64 // permille
	crossed   int64
	local     int64
	flows     *flows
}

// field is one field of a contract.
type field struct {
	dropped bool
	read    bool
}

func newMinimisation(h *history.Header) Checker {
	c := &minimisation{contracts: make(map[uint64]map[uint64]field), share: h.Bounds.CrossShare, flows: newFlows(h)}
	for _, k := range h.Contracts {
		key := contractKey(history.Hash(k.Type), history.Hash(k.To), history.Hash(k.Purpose))
		fields := c.contracts[key]
		if fields == nil {
			fields = make(map[uint64]field)
			c.contracts[key] = fields
		}
		for _, f := range k.Fields {
			fields[history.Hash(f.Name)] = field{dropped: f.How == "drop", read: f.Reader != ""}
			c.readers = c.readers || f.Reader != ""
		}
	}
	return c
}

func contractKey(typ, to, purpose uint64) uint64 { return join(join(typ, to), purpose) }

func (c *minimisation) See(r *history.Record, out *Result) {
	c.flows.see(r)
	if r.Kind == history.KindStore {
		c.local += int64(len(r.Body))
	}
	if r.Kind != history.KindCross {
		return
	}
	if r.From.Key == r.To.Key {
		return
	}
	c.crossed += int64(len(r.Body))
	if len(r.Fields) == 0 {
		return
	}
	out.Evaluated++
	fields, ok := c.contracts[contractKey(r.Type.Key, r.To.Key, r.Purpose.Key)]
	if !ok {
		out.Breach(r, func() string {
			return fmt.Sprintf("%s to %s for %q has no contract and carries %d fields", r.Type, r.To, r.Purpose, len(r.Fields))
		})
		return
	}
	for _, name := range r.Fields {
		f, listed := fields[history.Hash(name)]
		if !listed || f.dropped || c.readers && !f.read {
			c.breach(name, listed, f, r, out)
			return
		}
	}
}

func (c *minimisation) breach(name string, listed bool, f field, r *history.Record, out *Result) {
	out.Breach(r, func() string {
		why := "which nobody there reads"
		switch {
		case !listed:
			why = "which its contract does not name"
		case f.dropped:
			why = "which its contract drops"
		}
		return fmt.Sprintf("%s to %s for %q carries %s, %s", r.Type, r.To, r.Purpose, name, why)
	})
}

// Quiet judges the share of bytes that crossed, and the flows.
func (c *minimisation) Quiet(out *Result) {
	c.flows.quiet(out)
	if c.share == 0 || c.crossed == 0 {
		return
	}
	if c.local == 0 {
		out.Missing = "the share of cross-region bytes is bounded, and no store record carries bytes"
		return
	}
	out.Evaluated++
	if c.crossed*1000 > c.local*c.share {
		out.Breach(nil, func() string {
			return fmt.Sprintf("%d bytes crossed and %d stayed: more than %d per thousand", c.crossed, c.local, c.share)
		})
	}
}
