package history

import (
	"fmt"
	"slices"
)

// tiers are the data classifications, lowest first.
var tiers = []string{"public", "internal", "confidential", "regulated", "restricted"}

func validTier(path, tier string) error {
	if slices.Contains(tiers, tier) {
		return nil
	}
	return wrongHeader(path, fmt.Sprintf("tier %q is unknown", tier), "write public, internal, confidential, regulated or restricted")
}

func (h *Header) validClasses() error {
	seen := map[string]bool{}
	for i, c := range h.Classes {
		path := fmt.Sprintf("classes[%d]", i)
		switch {
		case c.Field == "":
			return wrongHeader(path, "no field", "name the field")
		case seen[c.Field]:
			return wrongHeader(path, fmt.Sprintf("field %q is classified twice", c.Field), "classify each field once")
		}
		if err := validTier(path, c.Tier); err != nil {
			return err
		}
		seen[c.Field] = true
	}
	return nil
}

func (h *Header) validResidency() error {
	for i, r := range h.Residency {
		path := fmt.Sprintf("residency[%d]", i)
		if err := validTier(path, r.Tier); err != nil {
			return err
		}
		if r.Home != "" && !h.region(r.Home) {
			return h.unknownRegion(path, r.Home)
		}
		for _, name := range r.Regions {
			if !h.region(name) {
				return h.unknownRegion(path, name)
			}
		}
	}
	return nil
}

func (h *Header) validGrants() error {
	for i, g := range h.Grants {
		path := fmt.Sprintf("grants[%d]", i)
		switch {
		case g.Role == "" || len(g.Actions) == 0:
			return wrongHeader(path, "no role or no actions", "give both: who may do what")
		case g.ForNano < 0:
			return wrongHeader(path, fmt.Sprintf("for_ns %d is negative", g.ForNano), "say how long it lasts, or leave it out")
		}
		for _, name := range g.Regions {
			if !h.region(name) {
				return h.unknownRegion(path, name)
			}
		}
	}
	return nil
}
