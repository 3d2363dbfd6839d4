package scenarios

import (
	"cmp"
	"fmt"

	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/topology"
)

// Header returns the rules by which a history of this scenario is judged. Only
// the canaries depend on the seed. World and System are left to whoever runs it.
func (s *Scenario) Header(seed uint64) *history.Header {
	var rules []history.Policy
	for _, p := range s.Published() {
		rules = append(rules, p.Policy)
	}
	contracts := s.contracts()
	h := &history.Header{
		Schema:    history.Schema,
		Scenario:  s.ID,
		Seed:      seed,
		Regions:   podRegions(s.Topology),
		Hub:       s.Topology.Hub.Name,
		Consumers: consumers(s.Topology, exported(s.Topology.Hub.Name, contracts)),
		Stock:     stock(s.Topology, s.Workload),
		Contracts: contracts,
		Classes:   rules[0].Classes,
		Residency: rules[0].Residency,
		Policies:  rules,
		States:    States(),
		Terminal:  Terminal(),
		Progress:  Progress(),
		Canaries:  canaries(s.Topology, seed, s.Workload.Disguise),
		Grants:    Grants(s.Granted()),
		Audited:   audited(rules),
		Owners:    s.owners(),
		Watch:     s.Monitor,
		Bounds:    s.bounds(),
	}
	withRules(h, standingRules()...)
	s.withSupply(h)
	s.withCopies(h)
	s.withFailover(h)
	s.withStages(h)
	return h
}

// withSupply adds the rules about suppliers, where there are any.
func (s *Scenario) withSupply(h *history.Header) {
	if s.Workload.Supply == nil {
		return
	}
	h.Agreements, h.Sagas = s.agreements(), s.sagas()
	h.States = append(h.States, purchaseStates()...)
	h.Terminal = append(h.Terminal, "Closed", "Shed", "Compensated")
	for _, r := range h.Regions {
		h.Consumers = append(h.Consumers, history.Consumer{Name: "buyer/" + r, Region: r, Sources: []string{"pod/" + r}, Entities: []string{"sku"}})
	}
}

// audited is what must be on record; a change of who may do what where one is published.
func audited(rules []history.Policy) []string {
	for i := range rules {
		if rules[i].Access != rules[0].Access {
			return append(Audited(), RightsInForce)
		}
	}
	return Audited()
}

// Article returns the name of the n-th article, from 1: s-0001.
func Article(n int) string { return fmt.Sprintf("s-%04d", n) }

// consumers says who must apply which events exactly once.
func consumers(t topology.Topology, exported []string) []history.Consumer {
	var out []history.Consumer
	var pods []string
	for _, r := range podRegions(t) {
		pods = append(pods, "pod/"+r)
		out = append(out,
			history.Consumer{Name: "planner/" + r, Region: r, Sources: []string{"pod/" + r}, Entities: []string{"sku"}},
			history.Consumer{Name: "dashboard/" + r, Region: r, Sources: []string{"pod/" + r}})
	}
	return append(out, history.Consumer{Name: Aggregator, Region: t.Hub.Name, Sources: pods, Types: exported})
}

// stock says what stood on the shelves before the first command.
func stock(t topology.Topology, w topology.Workload) []history.Stock {
	out := make([]history.Stock, 0, len(t.Regions)*w.SKUs)
	for _, r := range podRegions(t) {
		for n := 1; n <= w.SKUs; n++ {
			out = append(out, history.Stock{Region: r, SKU: Article(n), Qty: w.Stock})
		}
	}
	return out
}

// bounds returns the limits of the promises; what the scenario leaves open and
// the workload declares comes from there.
func (s *Scenario) bounds() history.Bounds {
	b := history.Bounds{
		QueueMax:     s.Bounds.QueueMax,
		ParkedMax:    s.Bounds.ParkedMax,
		Allowance:    s.Bounds.Allowance,
		DriftMax:     s.Bounds.Drift,
		DriftNano:    int64(s.Bounds.DriftTime),
		BrokenPPM:    s.Bounds.Broken,
		Available:    s.Bounds.Available,
		Slower:       s.Bounds.Slower,
		UnevenNano:   int64(s.Bounds.Uneven),
		CrossShare:   s.Bounds.CrossShare,
		ConvergeNano: int64(s.Bounds.Converge),
		HorizonNano:  int64(s.Workload.Horizon),
		PolicyNano:   int64(s.Bounds.Policy),
		SkewNano:     int64(cmp.Or(s.Bounds.Skew, skewUsual)),
		AckNano:      int64(s.Workload.Batches.Ack),
		AnswerNano:   int64(s.Workload.Batches.Answer),
	}
	if b.QueueMax == 0 {
		b.QueueMax = int64(s.Workload.QueueMax)
	}
	return b
}
