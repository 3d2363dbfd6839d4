package policy

import (
	"fmt"
	"slices"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim/history"
)

// Bundle is one version of the rules: plain data, see [history.Policy].
type Bundle = history.Policy

// Tier is a data classification, see [history.Tier].
type Tier = history.Tier

// Ways in which a field may go, the most visible first.
const (
	Clear     = "clear"     // as it is
	Token     = "token"     // a keyed pseudonym
	Aggregate = "aggregate" // only as part of a figure of many
	Sealed    = "sealed"    // encrypted, opened at home alone
	Drop      = "drop"      // not at all
)

// way is how a field goes; the larger, the less is seen of it. The zero value
// is drop's place in no list: see [ways].
type way uint8

const (
	wayClear way = iota + 1
	wayToken
	wayAggregate
	waySealed
	wayDrop
)

var wayNames = [...]string{"", Clear, Token, Aggregate, Sealed, Drop}

func parseWay(name string) (way, bool) {
	at := slices.Index(wayNames[:], name)
	return way(max(at, 0)), at > 0
}

// Check returns the first thing in a bundle that nobody can decide by: an
// unknown tier, way, field or regulation, a field without a class, two contracts
// for one thing. Such a bundle is refused as a whole, since a part of it may be
// looser than the whole.
func Check(b *Bundle) error {
	if b.Name == "" || b.Version == 0 {
		return fmt.Errorf("check bundle: no name or no version: give both, versions count from 1")
	}
	if b.TTLNano <= 0 {
		return fmt.Errorf("check bundle %s %d: no ttl: say for how long it may be used without being confirmed", b.Name, b.Version)
	}
	for _, check := range []func(*Bundle) error{checkClasses, checkCatalogue, checkPlaces, checkContracts} {
		if err := check(b); err != nil {
			return fmt.Errorf("check bundle %s %d: %w", b.Name, b.Version, err)
		}
	}
	return nil
}

func checkClasses(b *Bundle) error {
	seen := map[[2]string]bool{}
	for _, c := range b.Classes {
		key := [2]string{c.Field, c.Type}
		switch {
		case seen[key]:
			return fmt.Errorf("field %q is classified twice", c.Field)
		case c.Type != "" && event.FieldsOf(c.Type) == nil:
			return fmt.Errorf("field %q is classified for type %q, which nobody agreed on", c.Field, c.Type)
		case !inCatalogue(c):
			return fmt.Errorf("field %q is classified and in no event", c.Field)
		}
		if err := checkTier(c.Tier); err != nil {
			return fmt.Errorf("field %q: %w", c.Field, err)
		}
		for _, r := range c.Regulations {
			if !slices.Contains(b.Regulations, r) {
				return fmt.Errorf("field %q is under regulation %q, which the bundle does not know", c.Field, r)
			}
		}
		seen[key] = true
	}
	return nil
}

func inCatalogue(c history.Class) bool {
	for _, typ := range event.Types() {
		if (c.Type == "" || c.Type == typ) && slices.Contains(event.FieldsOf(typ), c.Field) {
			return true
		}
	}
	return false
}

// checkCatalogue refuses a bundle that leaves a field without a tier.
func checkCatalogue(b *Bundle) error {
	for _, typ := range event.Types() {
		for _, f := range event.FieldsOf(typ) {
			if _, ok := classOf(b, typ, f); !ok {
				return fmt.Errorf("field %q of %s is not classified", f, typ)
			}
		}
	}
	return nil
}

func checkTier(name string) error {
	if _, ok := history.ParseTier(name); !ok {
		return fmt.Errorf("tier %q is unknown: want public, internal, confidential, regulated or restricted", name)
	}
	return nil
}

func checkPlaces(b *Bundle) error {
	for _, r := range b.Residency {
		if err := checkTier(r.Tier); err != nil {
			return fmt.Errorf("residency: %w", err)
		}
		for _, s := range r.Stores {
			if !slices.Contains(Stores(), s) {
				return fmt.Errorf("residency of %s: store %q is unknown", r.Tier, s)
			}
		}
	}
	for _, r := range b.Processing {
		if err := checkTier(r.Tier); err != nil {
			return fmt.Errorf("processing: %w", err)
		}
	}
	for _, l := range b.Lowering {
		from, okFrom := history.ParseTier(l.Tier)
		to, okTo := history.ParseTier(l.To)
		how, okHow := parseWay(l.How)
		if !okFrom || !okTo || !okHow || how == wayClear || how == wayDrop || to > from {
			return fmt.Errorf("lowering of %q by %q to %q: want a tier, token, sealed or aggregate, and a lower tier", l.Tier, l.How, l.To)
		}
	}
	return nil
}

func checkContracts(b *Bundle) error {
	seen := map[[3]string]bool{}
	for _, c := range b.Contracts {
		key := [3]string{c.Type, c.To, c.Purpose}
		err := checkFields(c)
		switch {
		case c.To == "" || c.Purpose == "":
			err = fmt.Errorf("no destination or no purpose")
		case seen[key]:
			err = fmt.Errorf("there is another one")
		}
		if err != nil {
			return fmt.Errorf("contract of %s to %s for %s: %w", c.Type, c.To, c.Purpose, err)
		}
		seen[key] = true
	}
	return nil
}

func checkFields(c history.Contract) error {
	carried := event.FieldsOf(c.Type)
	if carried == nil {
		return fmt.Errorf("nobody agreed on this type")
	}
	seen := map[string]bool{}
	for _, f := range c.Fields {
		id, ok := fieldOf(f.Name)
		how, known := parseWay(f.How)
		switch {
		case !ok:
			return fmt.Errorf("field %q is in no event that may cross", f.Name)
		case !slices.Contains(carried, f.Name):
			return fmt.Errorf("field %q is in no event of this type", f.Name)
		case seen[f.Name]:
			return fmt.Errorf("field %q is named twice", f.Name)
		case !known:
			return fmt.Errorf("field %q goes %q: want clear, token, aggregate, sealed or drop", f.Name, f.How)
		case how == wayToken && !id.text():
			return fmt.Errorf("field %q is a number and cannot be a token", f.Name)
		}
		seen[f.Name] = true
	}
	return nil
}

// classOf returns the class of a field in a type: the one for this type, or
// else the one for every type.
func classOf(b *Bundle, typ, name string) (history.Class, bool) {
	var general history.Class
	found := false
	for _, c := range b.Classes {
		switch {
		case c.Field == name && c.Type == typ:
			return c, true
		case c.Field == name && c.Type == "":
			general, found = c, true
		}
	}
	return general, found
}
