package invariants

import "github.com/seatrial/seatrial/sim/history"

// rulebook is which fields each version of the policy lets go, by the header.
type rulebook struct {
	ways   map[uint64]map[string]string // by version and route: how each field goes
	routes map[uint64][]uint64          // by version, in the order of the header
	ruled  map[uint64]bool              // versions that the header has
}

func newRulebook(h *history.Header) rulebook {
	b := rulebook{ways: make(map[uint64]map[string]string), routes: make(map[uint64][]uint64), ruled: make(map[uint64]bool)}
	b.enter(0, h.Contracts)
	for i := range h.Policies {
		b.enter(h.Policies[i].Version, h.Policies[i].ContractsAmong(h.Regions))
	}
	return b
}

func (b *rulebook) enter(version uint64, contracts []history.Contract) {
	b.ruled[version] = true
	for _, k := range contracts {
		route := contractKey(history.Hash(k.Type), history.Hash(k.To), history.Hash(k.Purpose))
		fields := b.ways[join(version, route)]
		if fields == nil {
			fields = make(map[string]string)
			b.ways[join(version, route)] = fields
			b.routes[version] = append(b.routes[version], route)
		}
		for _, f := range k.Fields {
			if f.How != "drop" {
				fields[f.Name] = f.How
			}
		}
	}
}

// version returns the number under which the header has the contracts of a
// version; contracts without one are those of every version.
func (b *rulebook) version(v uint64) uint64 {
	if b.ruled[v] {
		return v
	}
	return 0
}

// allows reports whether a version lets a field of an event go.
func (b *rulebook) allows(version uint64, r *history.Record, field string) bool {
	_, ok := b.ways[join(b.version(version), contractKey(r.Type.Key, r.To.Key, r.Purpose.Key))][field]
	return ok
}

// loosens reports whether a version lets something go that another keeps, or in
// the clear what that one hides.
func (b *rulebook) loosens(from, to uint64) bool {
	from, to = b.version(from), b.version(to)
	for _, route := range b.routes[to] {
		before := b.ways[join(from, route)]
		for field, how := range b.ways[join(to, route)] {
			if was, ok := before[field]; !ok || was != how && how == "clear" {
				return true
			}
		}
	}
	return false
}

// clocks says which clocks are further off than was agreed.
type clocks struct {
	most   int64 // skew_ns
	within int64 // policy_ns
	hub    uint64
	skews  map[uint64]int64 // by region
	back   map[uint64]int64 // by region: when its clock was right again
	ever   bool             // one was further off than was agreed
}

func newClocks(h *history.Header) clocks {
	return clocks{most: h.Bounds.SkewNano, within: h.Bounds.PolicyNano, hub: history.Hash(h.Hub), skews: make(map[uint64]int64), back: make(map[uint64]int64)}
}

func (c *clocks) see(r *history.Record) {
	if c.off(r.Region.Key) {
		c.back[r.Region.Key] = r.At
	}
	c.skews[r.Region.Key] = r.Qty
	c.ever = c.ever || c.off(r.Region.Key)
}

// right reports whether the clocks of the region of a record, and of the hub, are
// as right as was agreed, and were for so long that what went by them is on record.
func (c *clocks) right(r *history.Record) bool {
	for _, region := range [2]uint64{r.Region.Key, c.hub} {
		if back, ever := c.back[region]; c.off(region) || ever && r.At <= back+c.within {
			return false
		}
	}
	return true
}

func (c *clocks) off(region uint64) bool {
	s := c.skews[region]
	return max(s, -s) > c.most
}
