package invariants

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/seatrial/seatrial/sim/history"
)

// Aggregates is I-44: a figure that is released is right, and about so many that it
// tells nothing of one.
//
// ALWAYS, of each release (release, with Type, Source, SourcePos to Pos as the range
// of positions it sums up, Consumer as who keeps it, Qty):
//
//   - Qty is the number of events of the type that the keeper applied from that range
//     (apply);
//   - at least the bound of contributors have contributed. A contributor is a token
//     of the field customer of such an event (cross, with Body and the contracts);
//     only tokens under the same keys are counted together, as one customer has
//     another under others;
//   - what one release has and another has not, is nothing or as many again.
//
// Of each figure the last 65,536 events at least are kept; a release that begins
// before them cannot be judged.
//
// Each release is one evaluation.
var Aggregates = Promise{
	ID: "I-44", Name: "aggregates", Mode: Always, Safety: true,
	Title: "A released figure is right and speaks of many.",
	Sees:  history.Of(history.KindCross, history.KindApply, history.KindRelease),
	Needs: history.Of(history.KindRelease),
	New:   newAggregates,
}

const (
	inputsMax   = 1 << 17 // inputs of one type from one source, at which the older half is forgotten
	releasesMax = 256     // releases of them that are compared
)

type aggregates struct {
	hiding
	fewest    int
	counted   map[uint64]bool  // types of which a customer goes out as a token
	customers recent[customer] // by event
	sums      map[uint64]*sum  // by source, type and keeper
}

// customer is the token of a customer.
type customer struct{ keys, token uint64 }

// sum is what is known of one figure.
type sum struct {
	inputs   []input // ascending
	forgot   uint64  // position up to which inputs are forgotten
	closed   uint64  // where the last release ended that is forgotten with them
	released []extent
}

// input is an event that was applied.
type input struct {
	pos uint64
	who customer
}

// extent is a range of positions that was released.
type extent struct {
	from, until uint64
	ref         Ref
}

func newAggregates(h *history.Header) Checker {
	c := &aggregates{hiding: newHiding(h), counted: make(map[uint64]bool), fewest: int(h.Bounds.Contributors), customers: newRecent[customer](h.Bounds.HorizonNano), sums: make(map[uint64]*sum)}
	for _, k := range h.Contracts {
		for _, f := range k.Fields {
			if f.Name == "customer" && f.How == "token" {
				c.counted[history.Hash(k.Type)] = true
			}
		}
	}
	return c
}

func (c *aggregates) sum(r *history.Record) *sum {
	key := join(join(r.Source.Key, r.Type.Key), r.Consumer.Key)
	s := c.sums[key]
	if s == nil {
		s = new(sum)
		c.sums[key] = s
	}
	return s
}

func (c *aggregates) See(r *history.Record, out *Result) {
	switch {
	case r.Kind == history.KindRelease:
		c.release(r, out)
	case r.Kind == history.KindApply:
		if c.counted[r.Type.Key] {
			who, _ := c.customers.get(r.Event.Key) // none: an order that a standby took
			c.sum(r).add(input{pos: r.SourcePos, who: who})
		}
	case len(r.Body) > 0:
		c.each(r, false, func(s sighting) {
			if s.field == "customer" {
				keys, token := split(s.text)
				c.customers.add(s.event.Key, customer{keys: history.Hash(keys), token: history.Hash(token)}, r.At)
			}
		})
	}
}

func (s *sum) add(in input) {
	i, known := slices.BinarySearchFunc(s.inputs, in.pos, func(x input, pos uint64) int { return cmp.Compare(x.pos, pos) })
	if known || in.pos <= s.forgot {
		return
	}
	s.inputs = slices.Insert(s.inputs, i, in)
	if len(s.inputs) == inputsMax {
		s.forget(inputsMax / 2)
	}
}

// forget drops the n oldest inputs, and the releases that begin among them.
func (s *sum) forget(n int) {
	s.forgot = s.inputs[n-1].pos
	s.inputs = slices.Delete(s.inputs, 0, n)
	s.released = slices.DeleteFunc(s.released, func(p extent) bool {
		if p.from > s.forgot {
			return false
		}
		s.closed = max(s.closed, p.until)
		return true
	})
}

// within returns the inputs of a range.
func (s *sum) within(from, until uint64) []input {
	at := func(pos uint64) int {
		i, _ := slices.BinarySearchFunc(s.inputs, pos, func(x input, pos uint64) int { return cmp.Compare(x.pos, pos) })
		return i
	}
	return s.inputs[at(from):max(at(until+1), at(from))]
}

func (c *aggregates) release(r *history.Record, out *Result) {
	s := c.sum(r)
	now := extent{from: r.SourcePos, until: r.Pos, ref: refer(r)}
	for _, p := range s.released {
		if p.from == now.from && p.until == now.until {
			return // shown again
		}
	}
	if now.from <= max(s.forgot, s.closed) {
		out.Missing = fmt.Sprintf("a release sums up what came before position %d and is forgotten", max(s.forgot, s.closed)+1)
		return
	}
	out.Evaluated++
	inputs := s.within(now.from, now.until)
	if n := len(inputs); int64(n) != r.Qty {
		out.Breach(r, func() string { return fmt.Sprintf("%s says %d, and %d were applied", r.Entity, r.Qty, n) })
	} else if n := contributors(inputs); n < c.fewest {
		out.Breach(r, func() string { return fmt.Sprintf("%s is about %d, it takes %d to be released", r.Entity, n, c.fewest) })
	} else {
		c.difference(s, now, r, out)
	}
	if len(s.released) == releasesMax {
		s.released = slices.Delete(s.released, 0, 1)
	}
	s.released = append(s.released, now)
}

// difference compares a release with those before it that have a part of it.
func (c *aggregates) difference(s *sum, now extent, r *history.Record, out *Result) {
	for _, p := range s.released {
		if p.until < now.from || now.until < p.from {
			continue
		}
		for _, rest := range [...][]input{s.without(now, p), s.without(p, now)} {
			if n := contributors(rest); n > 0 && n < c.fewest {
				out.Breach(r, func() string {
					return fmt.Sprintf("%s and an earlier release differ by %d, it takes %d", r.Entity, n, c.fewest)
				}, p.ref)
				return
			}
		}
	}
}

// without returns the inputs of one range that are not in another.
func (s *sum) without(a, b extent) []input {
	var out []input
	for _, in := range s.within(a.from, a.until) {
		if in.pos < b.from || in.pos > b.until {
			out = append(out, in)
		}
	}
	return out
}

// contributors is how many have contributed, at least.
func contributors(inputs []input) int {
	seen := make(map[customer]bool)
	byKeys := make(map[uint64]int)
	most := 0
	for _, in := range inputs {
		if !seen[in.who] {
			seen[in.who] = true
			byKeys[in.who.keys]++
			most = max(most, byKeys[in.who.keys])
		}
	}
	return most
}

func (c *aggregates) Quiet(*Result) {}
