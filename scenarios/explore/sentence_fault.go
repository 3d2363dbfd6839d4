package explore

import (
	"fmt"
	"strings"
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/faults/strict"
)

// clause says what a fault did; with for how long, if it is over.
func clause(f faults.Fault, over bool) string {
	what, more := happened(f)
	switch {
	case f.Kind == faults.PowerLoss && !over:
		what = "the power of " + f.Region + " was out"
	case over:
		what += " for " + length(f.Hold)
	}
	return what + more
}

// happened says what a fault did, and what is said behind its duration.
func happened(f faults.Fault) (what, more string) {
	here, both := f.Region, f.Region+" and "+f.Peer
	switch f.Kind {
	case faults.Duplicate, faults.Delay, faults.Reorder, faults.Drop, faults.BusOutage, faults.SlowConsumer:
		return happenedToBus(f)
	case faults.Partition:
		what = both + " could not talk to each other"
	case faults.OneWay:
		what = "nothing from " + f.Region + " reached " + f.Peer
	case faults.Partial:
		what = here + " could not talk to " + enumerate(f.Peers)
	case faults.Latency:
		what = "the link between " + both + " was " + length(f.Amount) + " slower"
	case faults.Loss:
		what = "the link between " + both + " lost " + share(f.Chance)
	case faults.Bandwidth:
		what = "the link between " + both + " carried only " + strict.FormatSpeed(f.Rate)
	case faults.LinkDown:
		what = "the link between " + both + " was down"
	case faults.LinkReset:
		what = "the connections between " + both + " were reset every " + length(f.Amount)
	case faults.SlowDisk:
		what = "the disk of " + here + " took " + length(f.Amount) + " longer to sync"
	case faults.ClockSkew, faults.ClockJump:
		what = clockWas(f)
	default:
		what = stopped(f)
	}
	return what, ""
}

// stopped says what stood still or was gone.
func stopped(f faults.Fault) string {
	switch f.Kind {
	case faults.Kill:
		return named(f.Target) + " was dead"
	case faults.PowerLoss:
		return "the power of " + f.Region + " failed"
	case faults.Pause:
		return named(f.Target) + " stood still"
	case faults.RegionKill:
		return "every process of " + f.Region + " was dead"
	case faults.RegionPause:
		return "every process of " + f.Region + " stood still"
	case faults.HubOutage:
		return "the aggregator was down"
	case faults.RegionOutage:
		return "all of " + f.Region + " was down and cut off"
	case faults.StolenCredential:
		return "somebody acted on " + f.Region + " with a credential of another region"
	case faults.ExpiredCredential:
		return "somebody acted on " + f.Region + " with a credential that had expired"
	case faults.CarrierDown:
		return "the carrier of " + f.Region + " answered nothing"
	case faults.SupplierOutage, faults.SupplierSlow, faults.SupplierThrottle, faults.SupplierError, faults.SupplierHalfDone,
		faults.SupplierReject, faults.SupplierPartial, faults.SupplierNoAck, faults.ASNLate, faults.ASNRepeated:
		return supplied(f)
	case faults.BundleLate, faults.BundleLost, faults.BundleCorrupt, faults.BundleSuperseded, faults.BundleForged:
		return bundles(f)
	case faults.HostileProducer:
		return "a program in " + f.Region + " masked nothing"
	case faults.BatchLate, faults.BatchResent, faults.BatchWrongTotals, faults.BatchGarbage, faults.AdapterHang:
		return batches(f)
	case faults.UnknownTier:
		return "a program in " + f.Region + " wrote what carries no tier"
	case faults.WrongSubscription:
		return "somebody asked " + f.Region + " for what no contract gives"
	case faults.DebugTap:
		return "somebody tapped what " + f.Region + " sends"
	case faults.VerboseLogging:
		return f.Region + " logged every command"
	case faults.CopyDrift:
		return "rows of the copy of " + f.Region + " were changed"
	case faults.ConfigDrift:
		return "somebody changed a limit of " + f.Region + " by hand"
	}
	return "the fault " + string(f.Kind) + " lasted"
}

// batches says what became of a partner's files.
func batches(f faults.Fault) string {
	switch f.Kind {
	case faults.BatchLate:
		return "files of the ERP of " + f.Region + " came late"
	case faults.BatchResent:
		return "files of the ERP of " + f.Region + " came twice"
	case faults.BatchWrongTotals:
		return "files of the ERP of " + f.Region + " were miscounted"
	case faults.BatchGarbage:
		return "the ERP of " + f.Region + " sent garbage"
	}
	return "the adapter of " + f.Region + " stood still"
}

// supplied says what a supplier did.
func supplied(f faults.Fault) string {
	who := "the supplier of " + f.Region
	if f.Target != "" {
		who = named(f.Target)
	}
	switch f.Kind {
	case faults.SupplierOutage:
		return who + " was out"
	case faults.SupplierSlow:
		return who + " answered too late"
	case faults.SupplierThrottle:
		return who + " told its callers to come later"
	case faults.SupplierError:
		return "most calls to " + who + " failed"
	case faults.SupplierHalfDone:
		return who + " took orders and did not answer"
	case faults.SupplierReject:
		return who + " rejected what it had taken"
	case faults.SupplierPartial:
		return who + " took only a part of orders"
	case faults.SupplierNoAck:
		return who + " acknowledged nothing and shipped"
	case faults.ASNLate:
		return who + " told of goods after they came"
	}
	return who + " told of goods twice"
}

// bundles says what became of policy bundles.
func bundles(f faults.Fault) string {
	switch f.Kind {
	case faults.BundleLate:
		return "policies came to " + f.Region + " " + length(f.Amount) + " late"
	case faults.BundleLost:
		return "policies for " + f.Region + " were lost"
	case faults.BundleCorrupt:
		return "policies came to " + f.Region + " garbled"
	case faults.BundleSuperseded:
		return "policies came to " + f.Region + " in the wrong order"
	}
	return "somebody sent " + f.Region + " policies of his own"
}

func happenedToBus(f faults.Fault) (what, more string) {
	bus, to := "the bus of "+f.Region, ""
	if f.Target != "" {
		to = " to " + named(f.Target)
	}
	switch f.Kind {
	case faults.Duplicate:
		return bus + " delivered " + share(f.Chance) + " again" + to, ""
	case faults.Delay:
		return bus + " delivered " + share(f.Chance) + " " + length(f.Amount) + " late" + to, ""
	case faults.Reorder:
		return bus + " delivered " + share(f.Chance) + " out of order" + to, ""
	case faults.Drop:
		return bus + " lost " + share(f.Chance) + to, ""
	case faults.SlowConsumer:
		return named(f.Target) + " took " + length(f.Amount) + " longer for every message", ""
	}
	if f.Lossy {
		more = " and lost what it had not synced"
	}
	return bus + " was down", more
}

func clockWas(f faults.Fault) string {
	clock := "the clock of " + f.Region
	switch {
	case f.Kind == faults.ClockJump && f.Amount < 0:
		return clock + " was set " + length(-f.Amount) + " back"
	case f.Kind == faults.ClockJump:
		return clock + " was set " + length(f.Amount) + " ahead"
	case f.Amount < 0:
		return clock + " was " + length(-f.Amount) + " slow"
	}
	return clock + " was " + length(f.Amount) + " fast"
}

// share says how many messages are hit.
func share(ppm uint32) string {
	if ppm >= 1_000_000 {
		return "every message"
	}
	return strings.TrimSuffix(strict.FormatShare(ppm), "%") + " % of the messages"
}

// length writes a duration for people: 3 s, 500 ms, 1 min 30 s.
func length(d time.Duration) string {
	var parts []string
	for _, unit := range []struct {
		of   time.Duration
		name string
	}{{time.Hour, "h"}, {time.Minute, "min"}} {
		if n := d / unit.of; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, unit.name))
			d -= n * unit.of
		}
	}
	switch {
	case d >= time.Second || d == 0 && len(parts) == 0:
		parts = append(parts, trimmed(d.Seconds())+" s")
	case d >= time.Millisecond:
		parts = append(parts, trimmed(float64(d)/1e6)+" ms")
	case d > 0:
		parts = append(parts, trimmed(float64(d)/1e3)+" us")
	}
	return strings.Join(parts, " ")
}

func trimmed(v float64) string {
	return strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%.3f", v), "0"), ".")
}
