package specimen

import (
	"strconv"
	"time"

	"github.com/seatrial/seatrial/sim/history"
)

// Every so many orders the policy is published: its three versions one after the
// other, then the last again and again, which confirms it. A region that is cut off
// misses one, and may go on for as long as confirmed lasts.
const (
	publishEvery = 600
	confirmed    = 15 * time.Minute
)

var (
	planning, returnHome = history.N("demand-planning"), history.N("return-home")
	policyName           = history.N("specimen")
)

// policies returns the versions of the policy: the second also lets the time of an
// order go, the third takes that back.
func policies() []history.Policy {
	var out []history.Policy
	for v := uint64(1); v <= 3; v++ {
		p := history.Policy{Name: policyName.Text, Version: v, TTLNano: int64(confirmed), Classes: classes(), Residency: residency(),
			Lowering: []history.Lowering{
				{Tier: "confidential", How: "token", To: "internal"}, {Tier: "confidential", How: "sealed", To: "internal"},
				{Tier: "restricted", How: "token", To: "internal"}},
			Contracts: contracts(orderFields(v))}
		p.Hash = p.Digest()
		out = append(out, p)
	}
	return out
}

// orderFields returns the fields of an order that a version lets go.
func orderFields(version uint64) []string {
	if version == 2 {
		return []string{"units", "entity", "customer", "terms", "time"}
	}
	return []string{"units", "entity", "customer", "terms"}
}

// contracts lets an order go to the hub, and what it hides come home again; and
// that it was delivered.
func contracts(fields []string) []history.Contract {
	how := map[string]string{"entity": "token", "customer": "token", "terms": "sealed"}
	out := []history.Contract{
		{Type: orderCreated.Text, To: hub.Text, Purpose: planning.Text},
		{Type: orderCreated.Text, To: history.Home, Purpose: returnHome.Text, Fields: []history.Field{
			{Name: "entity", How: "token", Reader: "desk"}, {Name: "terms", How: "sealed", Reader: "desk"}}},
		{Type: deliveredType.Text, To: hub.Text, Purpose: planning.Text, Fields: []history.Field{
			{Name: "entity", How: "token", Reader: "aggregator"}, {Name: "line", How: "clear", Reader: "aggregator"}}},
	}
	for _, f := range fields {
		way := how[f]
		if way == "" {
			way = "clear"
		}
		out[0].Fields = append(out[0].Fields, history.Field{Name: f, How: way, Reader: "aggregator"})
	}
	out[0].Fields = append(out[0].Fields, history.Field{Name: "ship_to", How: "drop"})
	return out
}

func classes() []history.Class {
	return []history.Class{{Field: "units", Tier: "internal"}, {Field: "line", Tier: "internal"}, {Field: "time", Tier: "internal"},
		{Field: "entity", Tier: "confidential"}, {Field: "terms", Tier: "confidential"}, {Field: "customer", Tier: "restricted"}}
}

// residency lets what is internal lie anywhere, and what is confidential where the
// region has its standby.
func residency() []history.Residency {
	out := []history.Residency{{Tier: "internal", Regions: append([]string{hub.Text}, regionNames...)}}
	for i, name := range regionNames {
		out = append(out, history.Residency{Tier: "confidential", Home: name, Regions: []string{nextRegion(i)}})
	}
	return out
}

// publish lets the policy office publish, and the regions take what comes.
func (h *History) publish() {
	if h.placed%publishEvery != 1 {
		return
	}
	n := h.placed / publishEvery
	p := &h.policies[min(n, len(h.policies)-1)]
	op := history.N("publication/" + strconv.Itoa(n+1))
	h.bundle(hub, p, op, "published")
	for _, r := range h.regions {
		if r.cut > 0 {
			continue
		}
		h.bundle(r.name, p, op, "received").Consumer = r.edge.name
		if r.edge.policy != p {
			r.edge.policy = p
			h.bundle(r.name, p, op, "in-force").Consumer = r.edge.name
		}
	}
}

func (h *History) bundle(where history.Name, p *history.Policy, op history.Name, what string) *history.Record {
	b := h.say(history.KindBundle, where)
	b.Stream, b.Version, b.Label, b.Qty, b.Op, b.Reason = policyName, p.Version, history.N(p.Hash), p.TTLNano, op, what
	return b
}
