package scenarios

import (
	"slices"
	"strings"

	"github.com/seatrial/seatrial/faults/strict"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/topology"
)

// usualOwners is the registry of the reference: every kind of stream, adapter and
// process, who answers for it, whom to call, how it is brought back, and where that
// is tried (I-36, R135).
func usualOwners() []history.Owner {
	return []history.Owner{
		{Of: "pod", Owner: "order-management", Rota: "orders-oncall", Recovery: "restart; it recovers from its ledger and begins a new epoch", Test: "pod-kill-loop"},
		{Of: "planner", Owner: "planning", Rota: "planning-oncall", Recovery: "restart; it goes on from its mark", Test: "duplicates-after-crash"},
		{Of: "dashboard", Owner: "operations", Rota: "operations-oncall", Recovery: "restart; it goes on from its mark", Test: "slow-dashboard"},
		{Of: "egress", Owner: "data-protection", Rota: "platform-oncall", Recovery: "restart; it asks the hub where to go on", Test: "hub-cut-43s"},
		{Of: "audit", Owner: "compliance", Rota: "platform-oncall", Recovery: "restart; it reads its last stretch again", Test: "export-approval"},
		{Of: "bus", Owner: "integration-platform", Rota: "platform-oncall", Recovery: "restart; the relays of the region feed it again", Test: "bus-power-loss"},
		{Of: "aggregator", Owner: "planning", Rota: "planning-oncall", Recovery: "restart; regions resend what it misses", Test: "aggregator-down"},
		{Of: "authority", Owner: "data-protection", Rota: "platform-oncall", Recovery: "restart; it offers every bundle again", Test: "policy-authority-down"},
		{Of: "adapter", Owner: "integration-platform", Rota: "platform-oncall", Recovery: "restart; it reads from its ledger what it decided, the partner sends again", Test: "erp-batches"},
		{Of: "buyer", Owner: "replenishment", Rota: "orders-oncall", Recovery: "restart; it folds its ledger and calls again under the same keys", Test: "po-rejected"},
		{Of: "monitor", Owner: "operations", Rota: "operations-oncall", Recovery: "restart; it folds its ledger", Test: "monitor-silent"},
		{Of: "register", Owner: "order-management", Rota: "orders-oncall", Recovery: "restart; it goes on from its mark, and reconciliation sets right what it lost", Test: "drifting-copies"},
		{Of: "recon", Owner: "order-management", Rota: "orders-oncall", Recovery: "restart; its next run begins anew", Test: "drifting-copies"},
		{Of: "leases", Owner: "integration-platform", Rota: "platform-oncall", Recovery: "restart; all leases count as just asked for", Test: "region-lost"},
		{Of: "warden", Owner: "order-management", Rota: "orders-oncall", Recovery: "restart; it asks for the lease, and goes on handing back", Test: "region-lost"},
		{Of: "mirror", Owner: "data-protection", Rota: "platform-oncall", Recovery: "restart; it asks the standby where to go on", Test: "region-lost"},
		{Of: "standby", Owner: "order-management", Rota: "orders-oncall", Recovery: "restart; what it took stands in its ledger", Test: "region-lost"},
		{Of: "stages", Owner: "operations", Rota: "operations-oncall", Recovery: "restart; its stage stands in its ledger, and it looks at everything anew", Test: "stages-up-and-down"},
		{Of: "pager", Owner: "operations", Rota: "operations-oncall", Recovery: "restart; what it raised stands in its ledger", Test: "monitor-silent"},
	}
}

// ownerFile is one entry of the registry before it was checked.
type ownerFile struct {
	history.Owner
	place strict.Mapping
}

var ownerForm = strict.Object("an owner", []strict.Key[ownerFile]{
	strict.At("of", "a kind such as planner, or one such as planner/tx", strict.Text, func(o *ownerFile) *string { return &o.Of }).Needed(),
	strict.At("owner", "the team that answers for it", strict.Text, func(o *ownerFile) *string { return &o.Owner.Owner }).Needed(),
	strict.At("rota", "who is called at night", strict.Text, func(o *ownerFile) *string { return &o.Rota }).Needed(),
	strict.At("recovery", "the procedure that brings it back", strict.Text, func(o *ownerFile) *string { return &o.Recovery }).Needed(),
	strict.At("test", "when that was tried, or by which scenario", strict.Text, func(o *ownerFile) *string { return &o.Test }).Needed(),
}, func(m strict.Mapping, o *ownerFile) { o.place = m })

// own takes the entries of the file, and reports those that are of nothing there is
// and what nobody owns.
func (f *file) own(t topology.Topology) {
	there := owned(t)
	for _, o := range f.owners {
		f.Owners = append(f.Owners, o.Owner)
		if !oneOf(o.Of, there) {
			o.place.Key("of").Report(strict.Suggest(o.Of, there), "nothing is called %q here", o.Of)
		}
		for _, x := range []struct{ key, text string }{{"owner", o.Owner.Owner}, {"rota", o.Rota}, {"recovery", o.Recovery}, {"test", o.Test}} {
			if strings.TrimSpace(x.text) == "" {
				o.place.Key(x.key).Report("say who or how", "%s of %q is empty: whom is anybody to call?", x.key, o.Of)
			}
		}
	}
}

// owned lists what must have an owner: every machine and every bus, by kind and by
// name.
func owned(t topology.Topology) []string {
	var out []string
	for _, n := range append(Machines(t), named(t, []string{"bus"})...) {
		kind, _, _ := strings.Cut(n, "/")
		out = append(out, n, kind)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// owners returns the registry of the run: the usual one, and before it what the
// scenario says.
func (s *Scenario) owners() []history.Owner {
	out := slices.Clone(s.Owners)
	for _, o := range usualOwners() {
		if !slices.ContainsFunc(out, func(x history.Owner) bool { return x.Of == o.Of }) {
			out = append(out, o)
		}
	}
	return out
}
