package policy

import (
	"slices"

	"github.com/seatrial/seatrial/sim/history"
)

// Place is where a decider stands: a region, among those that there are.
type Place struct {
	Region  string
	Regions []string // every region, the hub among them
}

// Stores lists the kinds of store that something can lie in.
func Stores() []string {
	return []string{"ledger", "bus", "read-model", "cache", "queue", "dead-letter", "log", "metric", "trace", "backup", "replica"}
}

// MayLie reports whether something of a tier and home may lie in a store of a
// region. At home it may.
func MayLie(b *Bundle, tier Tier, home, region, store string) bool {
	return tier.Known() && (home == region || slices.ContainsFunc(b.Residency, func(r history.Residency) bool {
		return r.Tier == tier.String() && (r.Home == "" || r.Home == home) && slices.Contains(r.Regions, region) &&
			(len(r.Stores) == 0 || slices.Contains(r.Stores, store))
	}))
}

// MayUse reports whether something of a tier and home may be used in a region
// for a purpose. At home it may.
func MayUse(b *Bundle, tier Tier, home, region, purpose string) bool {
	return tier.Known() && (home == region || slices.ContainsFunc(b.Processing, func(r history.Processing) bool {
		return r.Tier == tier.String() && (r.Home == "" || r.Home == home) && slices.Contains(r.Regions, region) &&
			(len(r.Purposes) == 0 || slices.Contains(r.Purposes, purpose))
	}))
}

// lowered returns the tier of what goes of a value in a way that hides it.
func lowered(b *Bundle, tier Tier, how way) Tier {
	for _, l := range b.Lowering {
		if l.Tier == tier.String() && l.How == wayNames[how] {
			to, _ := history.ParseTier(l.To)
			return to
		}
	}
	return tier
}

// mayCross returns why a field may not go, or "". Residency, processing and the
// field's own purposes win over the contract.
func mayCross(b *Bundle, c history.Class, how way, home, to, purpose string) string {
	tier, _ := history.ParseTier(c.Tier)
	left := lowered(b, tier, how)
	switch {
	case home == to || to == history.Home:
		return ""
	case how != waySealed && !slices.Contains(c.Purposes, purpose):
		return ReasonPurpose
	case !slices.ContainsFunc(Stores(), func(s string) bool { return MayLie(b, left, home, to, s) }):
		return ReasonResidency
	case !MayUse(b, left, home, to, purpose):
		return ReasonProcessing
	}
	return ""
}
