package policy

import "slices"

// Change is a decision that two matrices answer differently.
type Change struct {
	Homes   []string // for which it changes in the same way
	Type    string   // of a field; "" = of a store
	To      string
	Purpose string
	Field   string
	Tier    string // of a store
	Store   string
	Before  string // the way, or "yes" or "no"
	After   string
}

// Loosens reports whether more is to be seen after the change than before.
func (c *Change) Loosens() bool {
	if c.Type == "" {
		return c.After == "yes"
	}
	before, _ := parseWay(c.Before)
	after, _ := parseWay(c.After)
	return after < before
}

// Changes lists what is answered differently after than before. Homes for which
// an answer changes alike are listed together.
func Changes(before, after *Matrix) []Change {
	var out changes
	fieldsBefore, fieldsAfter := before.ways(), after.ways()
	for _, k := range append(slices.Clone(before.Crossings), after.Crossings...) {
		key := [5]string{k.Type, k.Home, k.To, k.Purpose, k.Field}
		was, is := or(fieldsBefore[key], Drop), or(fieldsAfter[key], Drop)
		if was != is {
			out.add(Change{Homes: []string{k.Home}, Type: k.Type, To: k.To, Purpose: k.Purpose, Field: k.Field, Before: was, After: is})
		}
	}
	heldBefore, heldAfter := before.stores(), after.stores()
	for _, h := range append(slices.Clone(before.Holdings), after.Holdings...) {
		place := [4]string{h.Tier, h.Home, h.Region, h.Purpose}
		for _, s := range Stores() {
			was, is := heldBefore.may(place, s), heldAfter.may(place, s)
			if was != is {
				out.add(Change{Homes: []string{h.Home}, To: h.Region, Purpose: h.Purpose, Tier: h.Tier, Store: s, Before: was, After: is})
			}
		}
	}
	return out.list
}

func (m *Matrix) ways() map[[5]string]string {
	out := map[[5]string]string{}
	for _, c := range m.Crossings {
		out[[5]string{c.Type, c.Home, c.To, c.Purpose, c.Field}] = c.How
	}
	return out
}

// holdings are the kinds of store by tier, home, region and purpose.
type holdings map[[4]string][]string

func (m *Matrix) stores() holdings {
	out := holdings{}
	for _, h := range m.Holdings {
		out[[4]string{h.Tier, h.Home, h.Region, h.Purpose}] = h.Stores
	}
	return out
}

// may answers for a purpose that is not named as for any other.
func (l holdings) may(place [4]string, store string) string {
	list, named := l[place]
	if !named {
		place[3] = OtherPurpose
		list = l[place]
	}
	if slices.Contains(list, store) {
		return "yes"
	}
	return "no"
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// changes gathers changes that differ in their home alone.
type changes struct {
	list []Change
	at   map[[7]string]int
}

func (l *changes) add(c Change) {
	key := [7]string{c.Type, c.To, c.Purpose, c.Field, c.Tier, c.Store, c.Before + " " + c.After}
	i, known := l.at[key]
	switch {
	case !known && l.at == nil:
		l.at = map[[7]string]int{}
		fallthrough
	case !known:
		l.at[key] = len(l.list)
		l.list = append(l.list, c)
	case !slices.Contains(l.list[i].Homes, c.Homes[0]):
		l.list[i].Homes = append(l.list[i].Homes, c.Homes[0])
	}
}
