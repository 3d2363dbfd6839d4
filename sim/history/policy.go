package history

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
)

// Policy is one version of the rules of what may lie where, what may go where
// and who may do what, as its author wrote it: a bundle. Everything in it
// allows; what it does not name is not allowed. Instants are by wall clocks.
type Policy struct {
	Name          string `json:"name"`
	Version       uint64 `json:"version"`                // from 1; a higher one replaces a lower one
	Hash          string `json:"hash,omitempty"`         // of [Policy.Canonical], in hex; not part of it
	EffectiveNano int64  `json:"effective_ns,omitempty"` // not in force before, ns since 1970; 0 = at once
	TTLNano       int64  `json:"ttl_ns"`                 // unconfirmed for longer, what is confidential and above stays at home

	Regulations []string     `json:"regulations,omitempty"` // the regulations it knows; whatever is under another one is refused
	Classes     []Class      `json:"classes,omitempty"`
	Residency   []Residency  `json:"residency,omitempty"`
	Processing  []Processing `json:"processing,omitempty"`
	Lowering    []Lowering   `json:"lowering,omitempty"`
	Contracts   []Contract   `json:"contracts,omitempty"`
	Grants      []Grant      `json:"grants,omitempty"`
	Access      string       `json:"access,omitempty"` // Cedar policies: who may do what
}

// Processing says where what is of a tier may be used besides its home region,
// and what for.
type Processing struct {
	Tier     string   `json:"tier"`
	Home     string   `json:"home,omitempty"` // of this region only; "" = of any
	Regions  []string `json:"regions"`
	Purposes []string `json:"purposes,omitempty"` // empty = any
}

// Lowering says how sensitive a field still is that goes in a way that hides
// its value. A way that is not listed for a tier lowers nothing.
type Lowering struct {
	Tier string `json:"tier"`
	How  string `json:"how"` // token, sealed, aggregate
	To   string `json:"to"`
}

// Home stands, in a contract of a policy, for the region that something came
// from: what was let out may be given back.
const Home = "home"

// ContractsAmong returns the contracts of a policy with [Home] spelled out, as
// they stand in a header: one for each of the regions.
func (p *Policy) ContractsAmong(regions []string) []Contract {
	var out []Contract
	for _, c := range p.Contracts {
		if c.To != Home {
			out = append(out, c)
			continue
		}
		for _, r := range regions {
			c.To = r
			out = append(out, c)
		}
	}
	return out
}

// Canonical returns the bytes that a policy is hashed and signed as: JSON with
// keys and lists in a fixed order. Two policies that say the same have the same
// bytes, however their authors ordered them.
func (p *Policy) Canonical() []byte {
	c := p.sorted()
	c.Hash = ""
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(c); err != nil {
		panic("history: encode a policy: " + err.Error()) // numbers and texts always encode
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n"))
}

// Digest returns the hash of a policy: SHA-256 of its canonical bytes, in hex.
func (p *Policy) Digest() string {
	sum := sha256.Sum256(p.Canonical())
	return hex.EncodeToString(sum[:])
}

// sorted returns the policy with every list in its fixed order and every set
// without repetitions.
func (p *Policy) sorted() Policy {
	c := *p
	c.Regulations = set(p.Regulations)
	c.Classes = ordered(p.Classes, func(k *Class) { k.Purposes, k.Regulations = set(k.Purposes), set(k.Regulations) },
		func(k Class) []string { return []string{k.Field, k.Type} })
	c.Residency = ordered(p.Residency, func(r *Residency) { r.Regions, r.Stores = set(r.Regions), set(r.Stores) },
		func(r Residency) []string {
			return slices.Concat([]string{r.Tier, r.Home}, r.Regions, []string{""}, r.Stores)
		})
	c.Processing = ordered(p.Processing, func(r *Processing) { r.Regions, r.Purposes = set(r.Regions), set(r.Purposes) },
		func(r Processing) []string {
			return slices.Concat([]string{r.Tier, r.Home}, r.Regions, []string{""}, r.Purposes)
		})
	c.Lowering = ordered(p.Lowering, func(*Lowering) {}, func(l Lowering) []string { return []string{l.Tier, l.How, l.To} })
	c.Contracts = ordered(p.Contracts, func(k *Contract) {
		k.Fields = ordered(k.Fields, func(*Field) {}, func(f Field) []string { return []string{f.Name, f.How, f.Reader} })
	}, func(k Contract) []string { return []string{k.Type, k.To, k.Purpose} })
	c.Grants = ordered(p.Grants, func(g *Grant) { g.Actions, g.Regions = set(g.Actions), set(g.Regions) },
		func(g Grant) []string {
			return slices.Concat([]string{g.Role}, g.Actions, []string{""}, g.Regions)
		})
	return c
}

// set returns the words of a list in order, each once; nil if there is none.
func set(list []string) []string {
	if len(list) == 0 {
		return nil
	}
	return slices.Compact(slices.Sorted(slices.Values(list)))
}

// ordered returns a copy of a list with each entry settled, in the order of its
// keys. Entries of equal keys keep their order.
func ordered[E any](list []E, settle func(*E), key func(E) []string) []E {
	if len(list) == 0 {
		return nil
	}
	out := slices.Clone(list)
	for i := range out {
		settle(&out[i])
	}
	slices.SortStableFunc(out, func(a, b E) int { return slices.CompareFunc(key(a), key(b), cmp.Compare[string]) })
	return out
}
