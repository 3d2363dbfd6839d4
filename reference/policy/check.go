package policy

import (
	"fmt"
	"slices"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim/history"
)

// Fault is something in a bundle that nobody can decide by, and where it is.
type Fault struct {
	Type, To, Purpose string // of the contract; "" = it is in none
	Field             string // of the contract, or classified; "" = none
	What              string // with what to do about it
}

// Error returns what is wrong and where.
func (f *Fault) Error() string {
	switch {
	case f.To != "" && f.Field != "":
		return fmt.Sprintf("contract of %s to %s for %s: field %q %s", f.Type, f.To, f.Purpose, f.Field, f.What)
	case f.Purpose != "" || f.To != "":
		return fmt.Sprintf("contract of %s to %s for %s: %s", f.Type, f.To, f.Purpose, f.What)
	case f.Field != "" && f.Type != "":
		return fmt.Sprintf("field %q of %s %s", f.Field, f.Type, f.What)
	case f.Field != "":
		return fmt.Sprintf("field %q %s", f.Field, f.What)
	}
	return f.What
}

// Check returns the first fault of a bundle, or nil. A bundle with a fault is
// refused as a whole, since a part of it may be looser than the whole.
func Check(b *Bundle) error {
	if faults := Faults(b); len(faults) > 0 {
		return fmt.Errorf("check bundle %q %d: %w", b.Name, b.Version, faults[0])
	}
	return nil
}

// effectiveMax is the latest instant from which a bundle can be in force, in
// the year 2200.
const effectiveMax = 7_258_118_400_000_000_000

// Faults lists what nobody can decide by: an unknown tier, way, field, store or
// regulation, a field without a class, two answers to one question.
func Faults(b *Bundle) []*Fault {
	var l faultList
	switch {
	case b.Name == "" || b.Version == 0:
		l.add(Fault{What: "it has no name or no version: give both, versions count from 1"})
	case b.TTLNano <= 0:
		l.add(Fault{What: "it has no ttl: say for how long it may be used without being confirmed"})
	case b.EffectiveNano < 0 || b.EffectiveNano > effectiveMax:
		l.add(Fault{What: "it is effective at no instant from 1970 to 2200: give one, or leave it out"})
	}
	l.classes(b)
	l.catalogue(b)
	l.places(b)
	l.contracts(b)
	l.grants(b)
	return l
}

type faultList []*Fault

func (l *faultList) add(f Fault) { *l = append(*l, &f) }

func (l *faultList) classes(b *Bundle) {
	seen := map[[2]string]bool{}
	for _, c := range b.Classes {
		key, at := [2]string{c.Field, c.Type}, Fault{Field: c.Field, Type: c.Type}
		switch {
		case seen[key]:
			at.What = "is classified twice: keep one of them"
		case c.Type != "" && event.FieldsOf(c.Type) == nil:
			at.What = "is classified for a type that nobody agreed on: correct the type"
		case !inCatalogue(c):
			at.What = "is classified and in no event: correct the name, or drop it"
		default:
			at.What = unknownTier(c.Tier)
		}
		for _, r := range c.Regulations {
			if !slices.Contains(b.Regulations, r) {
				at.What = fmt.Sprintf("is under regulation %q, which the bundle does not know: list it under regulations", r)
			}
		}
		if at.What != "" {
			l.add(at)
		}
		seen[key] = true
	}
}

func inCatalogue(c history.Class) bool {
	for _, typ := range event.Types() {
		if (c.Type == "" || c.Type == typ) && slices.Contains(event.FieldsOf(typ), c.Field) {
			return true
		}
	}
	return false
}

// catalogue finds fields without a tier; each once.
func (l *faultList) catalogue(b *Bundle) {
	seen := map[string]bool{}
	for _, typ := range event.Types() {
		for _, f := range event.FieldsOf(typ) {
			if _, ok := classOf(b, typ, f); !ok && !seen[f] {
				seen[f] = true
				l.add(Fault{Field: f, Type: typ, What: "is not classified: give it a tier under fields"})
			}
		}
	}
}

// unknownTier says what is wrong with the name of a tier, or "".
func unknownTier(name string) string {
	if _, ok := history.ParseTier(name); ok {
		return ""
	}
	return fmt.Sprintf("tier %q is unknown: want public, internal, confidential, regulated or restricted", name)
}

func (l *faultList) places(b *Bundle) {
	for _, r := range b.Residency {
		if wrong := unknownTier(r.Tier); wrong != "" {
			l.add(Fault{What: "residency: " + wrong})
		}
		for _, s := range r.Stores {
			if !slices.Contains(Stores(), s) {
				l.add(Fault{What: fmt.Sprintf("residency of %s: store %q is unknown: want one of %v", r.Tier, s, Stores())})
			}
		}
	}
	for _, r := range b.Processing {
		if wrong := unknownTier(r.Tier); wrong != "" {
			l.add(Fault{What: "processing: " + wrong})
		}
	}
	seen := map[[2]string]bool{}
	for _, r := range b.Lowering {
		from, okFrom := history.ParseTier(r.Tier)
		to, okTo := history.ParseTier(r.To)
		how, okHow := parseWay(r.How)
		switch {
		case !okFrom || !okTo || !okHow || how == wayClear || how == wayDrop || to > from:
			l.add(Fault{What: fmt.Sprintf("lowering of %q by %q to %q: want a tier, token or sealed, and a lower tier", r.Tier, r.How, r.To)})
		case seen[[2]string{r.Tier, r.How}]:
			l.add(Fault{What: fmt.Sprintf("lowering of %s by %s is there twice: keep one of them", r.Tier, r.How)})
		}
		seen[[2]string{r.Tier, r.How}] = true
	}
}

func (l *faultList) contracts(b *Bundle) {
	seen := map[[3]string]bool{}
	for _, c := range b.Contracts {
		key, at := [3]string{c.Type, c.To, c.Purpose}, Fault{Type: c.Type, To: c.To, Purpose: c.Purpose}
		switch {
		case c.To == "" || c.Purpose == "":
			at.What = "no destination or no purpose: give both"
		case seen[key]:
			at.What = "there is another one: write what may go in one of them"
		case event.FieldsOf(c.Type) == nil:
			at.What = "nobody agreed on this type: correct it"
		}
		if seen[key] = true; at.What != "" {
			l.add(at)
			continue
		}
		l.fields(c)
	}
}

func (l *faultList) fields(c history.Contract) {
	seen := map[string]bool{}
	for _, f := range c.Fields {
		at := Fault{Type: c.Type, To: c.To, Purpose: c.Purpose, Field: f.Name}
		id, ok := fieldOf(f.Name)
		how, known := parseWay(f.How)
		switch {
		case !ok:
			at.What = "is in no event that may cross: correct the name, or drop it"
		case !slices.Contains(event.FieldsOf(c.Type), f.Name):
			at.What = "is in no event of this type: drop it"
		case seen[f.Name]:
			at.What = "is named twice: let it go in one way"
		case !known:
			at.What = fmt.Sprintf("goes %q: want clear, token, sealed or drop", f.How)
		case how == wayToken && !id.text():
			at.What = "is a number and cannot be a token: let it go clear, or drop it"
		}
		if seen[f.Name] = true; at.What != "" {
			l.add(at)
		}
	}
}

// grants finds grants that let nobody do anything.
func (l *faultList) grants(b *Bundle) {
	for _, g := range b.Grants {
		if g.Role == "" || len(g.Actions) == 0 || g.ForNano < 0 {
			l.add(Fault{What: fmt.Sprintf("grant of %q: it has no role or no actions, or ends before it begins: say who may do what", g.Role)})
		}
	}
}
