package scenarios

import (
	"slices"

	"github.com/seatrial/seatrial/sim/topology"
)

// Aggregator is the name of the hub's machine.
const Aggregator = "aggregator"

// Authority is the name of the machine that hands out policy bundles.
const Authority = "authority"

// Leases is the name of the machine that says who takes the commands of a region.
const Leases = "leases"

// kinds of machines that stand in every region: a machine is named kind/region.
var (
	podKinds     = []string{"pod", "planner", "dashboard", "egress", "audit"}                                                          // of the system: they crash
	outsideKinds = []string{"client", "warehouse", "carrier", "reader", "vault", "desk", "producer", "notary", "intruder", "operator"} // witnesses: they never crash
	followKinds  = []string{"planner", "dashboard", "egress", "audit"}                                                                 // consumers of the region's bus
	watchKinds   = []string{"monitor", "pager"}                                                                                        // of the system, where it is watched
	failKinds    = []string{"warden", "mirror", "standby"}                                                                             // of the system, where a region has a standby
	reconKinds   = []string{"register", "recon"}                                                                                       // of the system, where copies are compared
)

// Machines lists the processes of the system on a topology, the ones that a
// fault may stop: kind/region for each region, and the aggregator.
func Machines(t topology.Topology) []string {
	out := append(named(t, podKinds), Aggregator, Authority)
	if t.Watched {
		out = append(out, named(t, watchKinds)...)
	}
	if t.Reconciled {
		out = append(out, named(t, reconKinds)...)
	}
	if t.Failover {
		out = append(append(out, named(t, failKinds)...), Leases)
	}
	if t.Staged {
		out = append(out, named(t, []string{"stages"})...)
	}
	return out
}

// followers lists the kinds that follow the bus of a region.
func followers(t topology.Topology) []string {
	out := slices.Clone(followKinds)
	if t.Watched {
		out = append(out, "monitor")
	}
	if t.Reconciled {
		out = append(out, "register")
	}
	if t.Failover {
		out = append(out, "mirror")
	}
	return out
}

// processes are [Machines] and those of the supply, if there is one.
func processes(t topology.Topology, w *topology.Workload) []string {
	list := Machines(t)
	if w.Supply != nil {
		list = append(list, named(t, []string{"buyer"})...)
	}
	return list
}

// Parties lists the machines outside the system: they witness and never crash.
func Parties(t topology.Topology) []string {
	out := append(named(t, outsideKinds), "reader/"+t.Hub.Name, "desk/"+t.Hub.Name, "policy-office", "stranger")
	if t.Reconciled {
		out = append(out, named(t, []string{"meddler"})...)
	}
	return out
}

// adapters lists the machines that take files of partners, where there are any.
func adapters(t topology.Topology, w topology.Workload) []string {
	if !w.Batches.Any() {
		return nil
	}
	return named(t, []string{"adapter"})
}

// named returns kind/region for every pod region and kind.
func named(t topology.Topology, kinds []string) []string {
	var out []string
	for _, r := range t.Regions {
		for _, k := range kinds {
			out = append(out, k+"/"+r.Name)
		}
	}
	return out
}

// podRegions lists the regions without the hub.
func podRegions(t topology.Topology) []string {
	return t.Names()[:len(t.Regions)]
}
