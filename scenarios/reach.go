package scenarios

import (
	"slices"

	"github.com/seatrial/seatrial/faults/strict"
)

// Points lists the points of the reference system that a scenario can ask for:
// those that some run passes. What each of them means is in the reference's own
// catalogue, which also has the others.
func Points() []string {
	return []string{
		"command-repeated", "key-expired", "set-aside", "shed-with-receipt", "backordered", "backorder-filled",
		"order-cancelled", "line-deallocated", "count-put-off", "short-pick", "carrier-asked-again",
		"warehouse-asked-again", "scan-early", "delivered-late-order", "epoch-started-again", "relay-backlog",
		"relay-rewound", "snapshot-recovered", "duplicate-ignored", "stale-rejected", "gap-parked", "gap-filled",
		"egress-resent", "keys-rotated", "vault-opened", "vault-opened-filed", "vault-refused", "hub-gap-seen", "hub-gap-filled", "hub-duplicate-ignored", "client-repeats",
		"client-gave-up", "document-accepted", "document-quarantined", "document-mended", "task-repeated",
		"egress-refused", "tier-unknown", "subscription-refused", "bundle-in-force", "bundle-refused", "bundle-overtaken",
		"decided-again", "decision-kept", "policy-expired", "bundle-not-taken", "stranger-ignored",
		"shelf-short", "scan-repeated", "scan-rekeyed", "carrier-half-done", "carrier-repeat-answered",
		"batch-order-taken", "batch-quarantined", "batch-mended", "batch-repeated", "batch-answered-again", "batch-order-known", "control-gap",
		"route-denied", "adapter-recovered", "erp-repeats", "erp-gave-up",
		"figures-stale", "alert-raised", "alert-resolved", "monitor-rests",
		"purchase-refused", "purchase-displaced", "purchase-expedited", "purchase-parked", "purchase-shed", "purchase-rejected",
		"purchase-timed-out", "purchase-given-up", "planner-notified", "late-success", "document-ignored", "ship-notice-repeated",
		"supplier-timeout", "supplier-asked-again", "supplier-throttled", "breaker-open", "breaker-probes", "breaker-closed",
		"supplier-half-done", "supplier-repeat-answered", "supplier-cancelled", "supplier-in-part", "supplier-rest-shipped", "purchase-in-part", "rest-came", "change-asked", "purchase-changed", "change-refused",
		"row-altered", "row-repaired", "copy-behind", "row-moved-on", "run-clean",
		"command-sent-elsewhere", "client-sent-elsewhere", "takeover-granted", "takeover-withheld", "withheld-residency", "withheld-bundle", "withheld-stale",
		"standby-opened", "standby-closed", "command-taken-elsewhere", "failback-begun", "intake-handed", "failback-ended", "hands-on-record",
		"stage-freeze-analytics", "stage-queue-suppliers", "stage-reroute", "stage-changed", "stages-rest",
		"analytics-frozen", "analytics-resumed", "suppliers-queued", "suppliers-resumed", "reroute",
		"act-executed", "act-refused", "paused", "glass-broken", "replayed", "rights-changed",
	}
}

// reachForm reads a point, or {point: x, set: true, world: virtual}.
var reachForm = strict.Either(
	strict.Lift(point, func(r *Reach) *string { return &r.Point }),
	strict.Object("a point", []strict.Key[Reach]{
		strict.At("point", "name of the point", point, func(r *Reach) *string { return &r.Point }).Needed(),
		strict.At("world", "asked for in this world alone, as other worlds cannot bring it about", name, func(r *Reach) *string { return &r.World }),
		strict.At("full", "not asked for in the live profile, which is too short for it", strict.Flag, func(r *Reach) *bool { return &r.Full }),
		strict.At("set", "once in the set of seeds is enough", strict.Flag, func(r *Reach) *bool { return &r.Set }),
	}, nil))

// point is a name. A system of your own marks its own points, so an unknown one
// is refused only if it looks like a known one misspelt.
var point = strict.Checked(name, func(n strict.Node, p *string) {
	if near := strict.Nearest(*p, Points()); near != "" && !slices.Contains(Points(), *p) {
		n.Report("did you mean \""+near+"\"?", "unknown point %q", *p)
	}
})
