package invariants

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seatrial/seatrial/sim/history"
)

// Residency is I-20: every copy lies where what it holds may lie.
//
// ALWAYS: a field that crosses a border (cross, with Fields), and what is put down
// away from its home (stash, with From), is of a tier that may lie in that region,
// by the residency of the header or of any policy of the run, and for a stash in
// that kind of store. What goes as a token or sealed is as sensitive as the
// lowering of a policy says. A field without a class may lie at home alone. Home
// is the region of the ledger that an event came from (source, as kind/region), or
// else the region that the crossing began in.
//
// Each such crossing and each such stash is one evaluation. Without residency in
// the header the answer is unknown.
var Residency = Promise{
	ID: "I-20", Name: "residency", Mode: Always, Safety: true,
	Title: "Every copy lies where what it holds may lie.",
	Sees:  history.Of(history.KindCross, history.KindStash),
	New:   newResidency,
}

type residency struct {
	ways    map[uint64]string // by type, destination, purpose and field
	classes map[uint64]string // tier by type and field, and by field alone
	lowered map[uint64]string // tier by tier and way
	places  []history.Residency
	regions []string
	seen    table[bool] // by list of fields and route: whether all of them may
}

func newResidency(h *history.Header) Checker {
	c := &residency{ways: make(map[uint64]string), classes: make(map[uint64]string), lowered: make(map[uint64]string), regions: h.Regions}
	c.enter(h.Contracts, h.Classes, h.Residency)
	for i := range h.Policies {
		p := &h.Policies[i]
		c.enter(p.ContractsAmong(h.Regions), p.Classes, p.Residency)
		for _, l := range p.Lowering {
			c.lowered[join(history.Hash(l.Tier), history.Hash(l.How))] = l.To
		}
	}
	return c
}

func (c *residency) enter(contracts []history.Contract, classes []history.Class, places []history.Residency) {
	for _, k := range contracts {
		for _, f := range k.Fields {
			key := join(contractKey(history.Hash(k.Type), history.Hash(k.To), history.Hash(k.Purpose)), history.Hash(f.Name))
			if c.ways[key] != "clear" { // the plainest way that any version has
				c.ways[key] = f.How
			}
		}
	}
	for _, k := range classes {
		c.classes[join(history.Hash(k.Type), history.Hash(k.Field))] = k.Tier
	}
	c.places = append(c.places, places...)
}

func (c *residency) See(r *history.Record, out *Result) {
	if len(c.places) == 0 {
		out.Missing = "the header does not say where what is of a tier may lie"
		return
	}
	if r.Kind == history.KindStash {
		c.stash(r, out)
		return
	}
	if len(r.Fields) == 0 || r.From.Key == r.To.Key {
		return
	}
	out.Evaluated++
	route := contractKey(r.Type.Key, r.To.Key, r.Purpose.Key)
	key := join(join(route, r.From.Key), r.Source.Key)
	for _, f := range r.Fields {
		key = join(key, history.Hash(f))
	}
	if c.seen.ref(key) != nil {
		return // found to be right before
	}
	home := c.home(r)
	for _, f := range r.Fields {
		if tier := c.tier(r, route, f); !c.mayLie(tier, home, r.To.Text, "") {
			out.Breach(r, func() string {
				return fmt.Sprintf("%s of %s is %s at home in %s, and went to %s", f, r.Type, orUnclassified(tier), home, r.To)
			})
			return
		}
	}
	c.seen.put(key, true)
}

// home returns the region that what crosses is at home in.
func (c *residency) home(r *history.Record) string {
	if i := strings.LastIndexByte(r.Source.Text, '/'); i >= 0 && slices.Contains(c.regions, r.Source.Text[i+1:]) {
		return r.Source.Text[i+1:]
	}
	return r.From.Text
}

func (c *residency) stash(r *history.Record, out *Result) {
	if r.From.IsZero() {
		return
	}
	out.Evaluated++
	if !c.mayLie(r.Tier.Text, r.From.Text, r.Region.Text, r.Type.Text) {
		out.Breach(r, func() string {
			return fmt.Sprintf("a %s in %s holds what is %s at home in %s", r.Type, r.Region, orUnclassified(r.Tier.Text), r.From)
		})
	}
}

func orUnclassified(tier string) string {
	if tier == "" {
		return "unclassified"
	}
	return tier
}

// tier returns how sensitive a field still is that crosses; "" = nobody knows.
func (c *residency) tier(r *history.Record, route uint64, field string) string {
	name := history.Hash(field)
	tier, ok := c.classes[join(r.Type.Key, name)]
	if !ok {
		tier = c.classes[join(history.Hash(""), name)]
	}
	if to, ok := c.lowered[join(history.Hash(tier), history.Hash(c.ways[join(route, name)]))]; ok {
		return to
	}
	return tier
}

// mayLie reports whether what is of a tier may lie in a store of a region; "" is
// any store.
func (c *residency) mayLie(tier, home, region, store string) bool {
	return home == region || slices.ContainsFunc(c.places, func(p history.Residency) bool {
		return p.Tier == tier && (p.Home == "" || p.Home == home) && slices.Contains(p.Regions, region) &&
			(store == "" || len(p.Stores) == 0 || slices.Contains(p.Stores, store))
	})
}

func (c *residency) Quiet(*Result) {}
