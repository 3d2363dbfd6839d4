package policy

import (
	"slices"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim/history"
)

// Label is what a published contract says of a field, as AsyncAPI extensions:
// x-classification, x-residency, x-owner, x-purpose.
type Label struct {
	Field          string
	Classification string   // its tier
	Residency      []string // "home", and the regions in which it may lie besides
	Owner          string   // the account
	Purpose        []string // what it may be read for outside of its home; empty = for nothing
}

// Labels returns the labels of the fields that a type may carry, in the order of
// the catalogue; none for a type that nobody agreed on.
func Labels(b *Bundle, typ string) []Label {
	var out []Label
	for _, name := range event.FieldsOf(typ) {
		c, _ := classOf(b, typ, name)
		l := Label{Field: name, Classification: c.Tier, Residency: []string{history.Home}, Owner: c.Account, Purpose: slices.Clone(c.Purposes)}
		for _, r := range b.Residency {
			if r.Tier == c.Tier && r.Home == "" {
				l.Residency = append(l.Residency, r.Regions...)
			}
		}
		slices.Sort(l.Residency[1:])
		l.Residency = slices.Compact(l.Residency)
		out = append(out, l)
	}
	return out
}

// TierOf returns the tier of a type: the join of the tiers of its fields. It is
// zero, and nothing may be done with it, for a type that nobody agreed on.
func TierOf(b *Bundle, typ string) Tier {
	var out Tier
	for _, l := range Labels(b, typ) {
		tier, _ := history.ParseTier(l.Classification)
		out = out.Join(tier)
	}
	return out
}
