package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/faults/strict"
	"github.com/seatrial/seatrial/sim/topology"
)

// misplaced returns the first thing of f that the topology does not have, as
// the word of a file that says it.
func misplaced(t topology.Topology, w *topology.Workload, f faults.Fault) *faults.FieldError {
	switch f.Kind {
	case faults.BatchLate, faults.BatchResent, faults.BatchWrongTotals, faults.BatchGarbage, faults.AdapterHang:
		var there []string
		if w.Batches.Any() {
			there = podRegions(t)
		}
		return unnamed(f, "region", f.Region, "region with an ERP (workload.batches)", there)
	case faults.Kill, faults.Pause:
		return unnamed(f, "target", f.Target, "machine", append(processes(t, w), adapters(t, *w)...))
	case faults.SupplierOutage, faults.SupplierSlow, faults.SupplierThrottle, faults.SupplierError, faults.SupplierHalfDone,
		faults.SupplierReject, faults.SupplierPartial, faults.SupplierNoAck, faults.ASNLate, faults.ASNRepeated:
		return unsupplied(t, w, f)
	case faults.HubOutage:
		return unnamed(f, "target", f.Target, "aggregator", []string{Aggregator})
	case faults.Partition, faults.Latency, faults.Loss, faults.Bandwidth, faults.LinkDown, faults.LinkReset:
		return unlinked(t, f, "between", "between", true)
	case faults.OneWay:
		return unlinked(t, f, "from", "to", false)
	case faults.Partial, faults.RegionOutage:
		return unmet(t, f)
	case faults.PowerLoss, faults.RegionKill, faults.RegionPause, faults.ClockSkew, faults.ClockJump, faults.SlowDisk:
		return unnamed(f, "region", f.Region, "region", t.Names())
	case faults.CarrierDown:
		if err := unnamed(f, "region", f.Region, "region with a carrier", podRegions(t)); err != nil {
			return err
		}
		return unnamed(f, "target", f.Target, "carrier", []string{"carrier/" + f.Region})
	case faults.BundleLate, faults.BundleLost, faults.BundleCorrupt, faults.BundleSuperseded, faults.BundleForged,
		faults.HostileProducer, faults.UnknownTier, faults.WrongSubscription, faults.DebugTap, faults.VerboseLogging, faults.ConfigDrift:
		if err := unnamed(f, "region", f.Region, "region with an edge", podRegions(t)); err != nil {
			return err
		}
		return unnamed(f, "target", f.Target, "authority", []string{Authority})
	}
	if f.Kind == faults.CopyDrift {
		var there []string
		if t.Reconciled {
			there = podRegions(t)
		}
		return unnamed(f, "region", f.Region, "region with a copy (reconcile)", there)
	}
	if f.Kind == faults.StolenCredential || f.Kind == faults.ExpiredCredential {
		return unnamed(f, "region", f.Region, "region with a pod", podRegions(t))
	}
	return offBus(t, f)
}

// unsupplied checks the region and the supplier of a fault about one.
func unsupplied(t topology.Topology, w *topology.Workload, f faults.Fault) *faults.FieldError {
	if w.Supply == nil {
		return &faults.FieldError{Fault: f.ID, Word: "region", What: "no region has a supplier", Fix: "add workload.supply"}
	}
	if err := unnamed(f, "region", f.Region, "region with a supplier", podRegions(t)); err != nil {
		return err
	}
	var desks []string
	for _, s := range topology.Suppliers() {
		desks = append(desks, s+"/"+f.Region)
	}
	return unnamed(f, "target", f.Target, "supplier", desks)
}

// offBus checks the region and the consumer of a bus.
func offBus(t topology.Topology, f faults.Fault) *faults.FieldError {
	if err := unnamed(f, "region", f.Region, "region with a bus", podRegions(t)); err != nil || f.Target == "" {
		return err
	}
	var there []string
	for _, k := range followers(t) {
		there = append(there, k+"/"+f.Region)
	}
	if slices.Contains(there, f.Target) {
		return nil
	}
	kind := strings.TrimSuffix(f.Target, "/"+f.Region)
	return &faults.FieldError{Fault: f.ID, Word: "consumer", What: fmt.Sprintf("region %q has no consumer %q", f.Region, kind),
		Fix: strict.Suggest(kind, followers(t))}
}

// unlinked checks both ends of a link, and that there is one.
func unlinked(t topology.Topology, f faults.Fault, from, to string, both bool) *faults.FieldError {
	if err := unnamed(f, from, f.Region, "region", t.Names()); err != nil {
		return err
	}
	if err := unnamed(f, to, f.Peer, "region", t.Names()); err != nil {
		return err
	}
	if f.Region == "" || f.Peer == "" {
		return nil // said already: the ends are missing
	}
	_, there := t.Link(f.Region, f.Peer)
	_, back := t.Link(f.Peer, f.Region)
	if there && (back || !both) {
		return nil
	}
	return &faults.FieldError{Fault: f.ID, Word: to, What: fmt.Sprintf("there is no link between %s and %s", f.Region, f.Peer),
		Fix: "name two regions that are linked"}
}

// unmet checks a region and its peers.
func unmet(t topology.Topology, f faults.Fault) *faults.FieldError {
	if err := unnamed(f, "region", f.Region, "region", t.Names()); err != nil {
		return err
	}
	for _, p := range f.Peers {
		if err := unnamed(f, "peers", p, "region", t.Names()); err != nil {
			return err
		}
	}
	return nil
}

// unnamed reports a name that is not one of those there are; an empty name is
// the kind's own affair.
func unnamed(f faults.Fault, word, name, what string, names []string) *faults.FieldError {
	if name == "" || slices.Contains(names, name) {
		return nil
	}
	return &faults.FieldError{Fault: f.ID, Word: word, What: fmt.Sprintf("unknown %s %q", what, name),
		Fix: strict.Suggest(name, names)}
}
