package explore

import (
	"slices"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/scenarios"
)

// feature is one thing that a drawn trial has or has not.
type feature struct {
	name  string
	apply func(d *die, c *Case) // edits a case that nobody else has
}

// features lists them in the order in which they are applied: what stands where,
// what is asked of it, what goes wrong.
func features(base *scenarios.Scenario) []feature {
	out := slices.Concat(groundFeatures, loadFeatures, policyFeatures, actFeatures)
	out = append(out, feature{"script/own", func(d *die, c *Case) { script(d, c, base) }})
	for _, kind := range faults.Kinds() {
		out = append(out, feature{"fault/" + string(kind), func(d *die, c *Case) { strew(d, c, kind) }})
	}
	for _, p := range patterns {
		out = append(out, feature{"pattern/" + p.name, func(d *die, c *Case) { weave(d, c, p) }})
	}
	return out
}

// Features lists what a drawn trial may have or not, by name: fault/kill,
// pattern/flap, scarce ...
func Features() []string {
	var out []string
	for _, f := range features(nil) {
		out = append(out, f.name)
	}
	return out
}
