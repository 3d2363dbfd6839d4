package invariants

import (
	"fmt"
	"sort"

	"github.com/seatrial/seatrial/sim/history"
)

// flows compares the data flow that the policies declare with the one that was
// observed: an event of a type that may go somewhere for a purpose has gone
// there at least once, wherever it was written, unless it was decided against.
// That nothing else goes is what [Minimisation] finds at each crossing.
type flows struct {
	declared map[uint64][]*flow // by event type
	failover *history.Failover  // who a region's orders go to
	wrote    map[uint64]bool    // by region and event type, to look at each once
	begun    []begun
	seen     map[uint64]bool // by region and contract: it crossed, or was decided against
}

// flow is a contract, with its names for a finding.
type flow struct {
	contract         uint64
	typ, to, purpose string
	at               uint64 // destination
}

// begun is a flow that has something to carry from a region.
type begun struct {
	*flow
	from history.Name
}

func newFlows(h *history.Header) *flows {
	f := &flows{failover: h.Failover, declared: make(map[uint64][]*flow), wrote: make(map[uint64]bool), seen: make(map[uint64]bool)}
	known := make(map[uint64]bool)
	for _, p := range h.Policies {
		for _, c := range p.Contracts {
			typ, to := history.Hash(c.Type), history.Hash(c.To)
			key := contractKey(typ, to, history.Hash(c.Purpose))
			if c.To == history.Home || known[key] || !carries(c) {
				continue // what is given back has no event of its own
			}
			known[key] = true
			f.declared[typ] = append(f.declared[typ], &flow{contract: key, typ: c.Type, to: c.To, purpose: c.Purpose, at: to})
		}
	}
	return f
}

// carries reports whether a contract lets any field go.
func carries(c history.Contract) bool {
	for _, f := range c.Fields {
		if f.How != "drop" {
			return true
		}
	}
	return false
}

// see takes a record of any kind.
func (f *flows) see(r *history.Record) {
	switch r.Kind {
	case history.KindAppend:
		f.write(r)
	case history.KindCross:
		f.seen[join(r.From.Key, contractKey(r.Type.Key, r.To.Key, r.Purpose.Key))] = true
	case history.KindDecide:
		if r.Label.Text == "deny" {
			f.seen[join(r.Region.Key, contractKey(r.Type.Key, r.To.Key, r.Purpose.Key))] = true
		}
	}
}

func (f *flows) write(r *history.Record) {
	flows := f.declared[r.Type.Key]
	if len(flows) == 0 || r.Region.IsZero() {
		return
	}
	key := join(r.Region.Key, r.Type.Key)
	if f.wrote[key] {
		return
	}
	f.wrote[key] = true
	for _, k := range flows {
		if k.at != r.Region.Key && f.failover.GoesTo(r.Region.Text, k.to, k.purpose) {
			f.begun = append(f.begun, begun{k, r.Region})
		}
	}
}

// quiet judges, once everything has come to rest, that each flow which had
// something to carry carried it.
func (f *flows) quiet(out *Result) {
	sort.SliceStable(f.begun, func(i, k int) bool { return f.begun[i].typ < f.begun[k].typ })
	for _, b := range f.begun {
		out.Evaluated++
		if f.seen[join(b.from.Key, b.contract)] {
			continue
		}
		out.Breach(nil, func() string {
			return fmt.Sprintf("%s of %s may go to %s for %q, was written and never went: declared flow and observed flow differ", b.typ, b.from, b.to, b.purpose)
		})
	}
}
