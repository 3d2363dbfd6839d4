package history

import (
	"errors"
	"fmt"
)

func validTier(path, tier string) error {
	if _, ok := ParseTier(tier); ok {
		return nil
	}
	return wrongHeader(path, fmt.Sprintf("tier %q is unknown", tier), "write public, internal, confidential, regulated or restricted")
}

func (h *Header) validClasses() error {
	seen := map[[2]string]bool{}
	for i, c := range h.Classes {
		path := fmt.Sprintf("classes[%d]", i)
		switch {
		case c.Field == "":
			return wrongHeader(path, "no field", "name the field")
		case seen[[2]string{c.Field, c.Type}]:
			return wrongHeader(path, fmt.Sprintf("field %q is classified twice", c.Field), "classify each field once per type")
		}
		if err := validTier(path, c.Tier); err != nil {
			return err
		}
		seen[[2]string{c.Field, c.Type}] = true
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

// validPolicies checks what a header says about the versions of a policy: a
// name, a number, a hash that is the policy's own, and rules that are sound by
// themselves.
func (h *Header) validPolicies() error {
	seen := map[string]bool{}
	for i := range h.Policies {
		p := &h.Policies[i]
		path, key := fmt.Sprintf("policies[%d]", i), fmt.Sprintf("%s %d", p.Name, p.Version)
		switch {
		case p.Name == "" || p.Version == 0:
			return wrongHeader(path, "no name or no version", "give both; versions count from 1")
		case seen[key]:
			return wrongHeader(path, fmt.Sprintf("version %d of %q is there twice", p.Version, p.Name), "give each version once")
		case p.TTLNano < 0 || p.EffectiveNano < 0:
			return wrongHeader(path, "ttl_ns or effective_ns is negative", "give a length of time and an instant, or leave them out")
		case p.Hash != "" && p.Hash != p.Digest():
			return wrongHeader(path, "the hash is not that of the policy", "leave the hash out, or export policy and hash together")
		}
		inner := Header{Regions: h.Regions, Hub: h.Hub, Classes: p.Classes, Residency: p.Residency, Contracts: p.ContractsAmong(nil), Grants: p.Grants}
		for _, check := range []func(*Header) error{(*Header).validContracts, (*Header).validClasses, (*Header).validResidency, (*Header).validGrants} {
			if err := check(&inner); err != nil {
				return within(path, err)
			}
		}
		seen[key] = true
	}
	return nil
}

// within puts a path in front of where a header is wrong.
func within(path string, err error) error {
	var wrong *HeaderError
	if errors.As(err, &wrong) {
		return wrongHeader(path+"."+wrong.Path, wrong.What, wrong.Remedy)
	}
	return err
}
