package scenarios

import (
	"slices"

	"github.com/seatrial/seatrial/faults/strict"
)

// Points lists the points that the reference system marks.
func Points() []string {
	return []string{
		"relay-rewound", "relay-backlog", "command-repeated", "duplicate-ignored", "stale-rejected",
		"gap-parked", "gap-filled", "backordered", "backorder-filled", "order-cancelled",
		"carrier-asked-again", "carrier-repeat-answered", "epoch-started-again",
		"hub-duplicate-ignored", "hub-gap-seen", "egress-resent", "shed-with-receipt",
		"document-accepted", "document-quarantined", "document-mended",
		"snapshot-recovered", "delivered-late-order",
	}
}

// reachForm reads a point, or {point: x, set: true}.
var reachForm = strict.Either(
	strict.Lift(point, func(r *Reach) *string { return &r.Point }),
	strict.Object("a point", []strict.Key[Reach]{
		strict.At("point", "name of the point", point, func(r *Reach) *string { return &r.Point }).Needed(),
		strict.At("set", "once in the set of seeds is enough", strict.Flag, func(r *Reach) *bool { return &r.Set }),
	}, nil))

// point is a name. A system of your own marks its own points, so an unknown one
// is refused only if it looks like a known one misspelt.
var point = strict.Checked(name, func(n strict.Node, p *string) {
	if near := strict.Nearest(*p, Points()); near != "" && !slices.Contains(Points(), *p) {
		n.Report("did you mean \""+near+"\"?", "unknown point %q", *p)
	}
})
