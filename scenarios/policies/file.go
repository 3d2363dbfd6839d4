// Package policies reads the file of a policy bundle: who may see which field
// where, and who may do what. docs/policy.md describes the format for those who
// write one; the bundle that scenarios use when they name none is default.yaml.
//
// Reading never starts anything; every mistake is reported with file, line,
// column and what to write instead. What the fields of an event are is up to the
// system on trial, so that names of fields are checked where it is known. Start
// at [Read].
package policies

import (
	"fmt"
	"slices"
	"time"

	"github.com/seatrial/seatrial/faults/strict"
	"github.com/seatrial/seatrial/sim/history"
)

// Schema is what the key schema of a policy file says.
const Schema = "seatrial/policy/v1"

// File is a policy as it was written, and where in the file it says so.
type File struct {
	history.Policy
	Path      string
	contracts map[[3]string]int // type, destination, purpose
	fields    map[[4]string]int // and field
	classes   map[[2]string]int // field, type
}

// Read returns the policy of a file. The path is used in errors, each of which
// has line, column and what to write instead ([strict.Problems]).
func Read(path string, b []byte) (*File, error) {
	var d draft
	if err := strict.Read(path, b, form, &d); err != nil {
		return nil, err
	}
	f := &File{Path: path, contracts: map[[3]string]int{}, fields: map[[4]string]int{}, classes: map[[2]string]int{}}
	d.fill(f)
	f.Hash = f.Digest()
	return f, nil
}

// Schemata returns the JSON Schema of a policy file, for editors.
func Schemata() map[string]any { return strict.Schema(form) }

// Line returns where a contract names a field; or where the contract stands, if
// it does not name it; or 0, if there is no such contract.
func (f *File) Line(typ, to, purpose, field string) int {
	if line, ok := f.fields[[4]string{typ, to, purpose, field}]; ok {
		return line
	}
	return f.contracts[[3]string{typ, to, purpose}]
}

// ClassLine returns where a field is classified, 0 if it is not.
func (f *File) ClassLine(field, typ string) int {
	if line, ok := f.classes[[2]string{field, typ}]; ok {
		return line
	}
	return f.classes[[2]string{field, ""}]
}

// draft is a file while it is read.
type draft struct {
	policy    history.Policy
	classes   []classDraft
	contracts []contractDraft
}

// word is a text and where it stands.
type word struct {
	text string
	line int
}

type classDraft struct {
	fields []word
	types  []string
	class  history.Class
}

type contractDraft struct {
	types       []word
	to, purpose string
	reader      string
	ways        [len(ways)][]word
}

// ways in which a contract lets fields go, in the order of its keys.
var ways = [...]string{"clear", "token", "sealed", "aggregate", "drop"}

// fill spreads what is written for several fields or types at once.
func (d *draft) fill(f *File) {
	f.Policy = d.policy
	for _, c := range d.classes {
		types := c.types
		if len(types) == 0 {
			types = []string{""}
		}
		for _, field := range c.fields {
			for _, typ := range types {
				class := c.class
				class.Field, class.Type = field.text, typ
				f.Classes = append(f.Classes, class)
				f.classes[[2]string{field.text, typ}] = field.line
			}
		}
	}
	for _, c := range d.contracts {
		for _, typ := range c.types {
			f.contracts[[3]string{typ.text, c.to, c.purpose}] = typ.line
			f.Contracts = append(f.Contracts, c.contract(typ.text, f))
		}
	}
}

func (c *contractDraft) contract(typ string, f *File) history.Contract {
	out := history.Contract{Type: typ, To: c.to, Purpose: c.purpose}
	for i, list := range c.ways {
		for _, w := range list {
			field := history.Field{Name: w.text, How: ways[i]}
			if field.How != "drop" {
				field.Reader = c.reader
			}
			out.Fields = append(out.Fields, field)
			f.fields[[4]string{typ, c.to, c.purpose, w.text}] = w.line
		}
	}
	return out
}

var (
	named  = strict.Checked(strict.Lift(strict.Text, func(w *word) *string { return &w.text }), func(n strict.Node, w *word) { w.line = n.Line() })
	tier   = strict.Choice[string]("tier", history.Tiers())
	words  = strict.List(strict.Text)
	places = strict.List(named)
)

// instant is a time of day in the form of RFC 3339, kept as ns since 1970.
var instant = strict.Scalar("an instant such as 2026-03-01T06:00:00Z", map[string]any{"type": "string", "format": "date-time"},
	func(s string) (int64, bool) {
		t, err := time.Parse(time.RFC3339, s)
		return t.UnixNano(), err == nil && t.Year() >= 1970 && t.Year() < 2200
	})

// form describes a policy file.
var form = strict.Object("a policy", append(aboutKeys(), ruleKeys()...), nil)

func aboutKeys() []strict.Key[draft] {
	return []strict.Key[draft]{
		strict.Into("schema", "format of the file", strict.Choice[string]("schema", []string{Schema}), func(*draft, string) {}).Needed(),
		strict.At("name", "name of the bundle; its versions replace each other", strict.Text,
			func(d *draft) *string { return &d.policy.Name }).Needed(),
		strict.Into("version", "number of this version, higher than that of every earlier one", strict.Whole[int64](1, 1<<53),
			func(d *draft, n int64) { d.policy.Version = uint64(n) }).Needed(),
		strict.At("effective", "not in force before this instant; at once if left out", instant,
			func(d *draft) *int64 { return &d.policy.EffectiveNano }),
		strict.Into("ttl", "unconfirmed for longer, what is confidential and above stays at home", strict.Duration,
			func(d *draft, ttl time.Duration) { d.policy.TTLNano = int64(ttl) }).Needed(),
		strict.At("regulations", "the regulations it knows; whatever is under another one stays at home", words,
			func(d *draft) *[]string { return &d.policy.Regulations }),
		strict.At("access", "who may do what, as Cedar policies", strict.Text,
			func(d *draft) *string { return &d.policy.Access }),
	}
}

func ruleKeys() []strict.Key[draft] {
	return []strict.Key[draft]{
		strict.At("fields", "how sensitive each field is, and whose", strict.List(classForm),
			func(d *draft) *[]classDraft { return &d.classes }).Needed(),
		strict.At("residency", "where what is of a tier may lie besides its home", strict.List(residencyForm),
			func(d *draft) *[]history.Residency { return &d.policy.Residency }),
		strict.At("processing", "where what is of a tier may be used besides its home, and what for", strict.List(processingForm),
			func(d *draft) *[]history.Processing { return &d.policy.Processing }),
		strict.At("lowering", "how sensitive a field still is that goes in a way that hides its value", strict.List(loweringForm),
			func(d *draft) *[]history.Lowering { return &d.policy.Lowering }),
		strict.At("contracts", "which fields of which event may go where, what for, and how", strict.List(contractForm),
			func(d *draft) *[]contractDraft { return &d.contracts }),
		strict.At("grants", "which roles may act, and where", strict.List(grantForm),
			func(d *draft) *[]history.Grant { return &d.policy.Grants }),
	}
}

var classForm = strict.Object("a class of fields", []strict.Key[classDraft]{
	strict.At("fields", "names of the fields", places, func(c *classDraft) *[]word { return &c.fields }).Needed(),
	strict.At("types", "in these event types only; in every type without a class of its own if left out", words,
		func(c *classDraft) *[]string { return &c.types }),
	strict.At("tier", "how sensitive they are", tier, func(c *classDraft) *string { return &c.class.Tier }).Needed(),
	strict.At("account", "whose they are", strict.Choice[string]("account", []string{"enterprise", "customer", "supplier", "carrier"}),
		func(c *classDraft) *string { return &c.class.Account }).Needed(),
	strict.At("regulations", "regulations they are under", words, func(c *classDraft) *[]string { return &c.class.Regulations }),
	strict.At("purposes", "what they may be read for outside of their home; for nothing if left out", words,
		func(c *classDraft) *[]string { return &c.class.Purposes }),
}, nil)

var residencyForm = strict.Object("a rule of residency", []strict.Key[history.Residency]{
	strict.At("tier", "data classification", tier, func(r *history.Residency) *string { return &r.Tier }).Needed(),
	strict.At("home", "of this region only; of any if left out", strict.Text, func(r *history.Residency) *string { return &r.Home }),
	strict.At("regions", "regions in which it may lie", words, func(r *history.Residency) *[]string { return &r.Regions }).Needed(),
	strict.At("stores", "kinds of store it may lie in there; any if left out", words, func(r *history.Residency) *[]string { return &r.Stores }),
}, nil)

var processingForm = strict.Object("a rule of processing", []strict.Key[history.Processing]{
	strict.At("tier", "data classification", tier, func(r *history.Processing) *string { return &r.Tier }).Needed(),
	strict.At("home", "of this region only; of any if left out", strict.Text, func(r *history.Processing) *string { return &r.Home }),
	strict.At("regions", "regions in which it may be used", words, func(r *history.Processing) *[]string { return &r.Regions }).Needed(),
	strict.At("purposes", "what for; anything if left out", words, func(r *history.Processing) *[]string { return &r.Purposes }),
}, nil)

var loweringForm = strict.Object("a lowering", []strict.Key[history.Lowering]{
	strict.At("tier", "of the value", tier, func(l *history.Lowering) *string { return &l.Tier }).Needed(),
	strict.At("how", "the way it goes", strict.Choice[string]("way", []string{"token", "sealed", "aggregate"}),
		func(l *history.Lowering) *string { return &l.How }).Needed(),
	strict.At("to", "of what goes", tier, func(l *history.Lowering) *string { return &l.To }).Needed(),
}, func(m strict.Mapping, l *history.Lowering) {
	from, _ := history.ParseTier(l.Tier)
	if to, _ := history.ParseTier(l.To); to > from {
		m.Key("to").Report("name a lower tier", "%s is higher than %s", l.To, l.Tier)
	}
})

var contractForm = strict.Object("a contract", append([]strict.Key[contractDraft]{
	strict.At("types", "event types", places, func(c *contractDraft) *[]word { return &c.types }).Needed(),
	strict.At("to", "region they go to", strict.Text, func(c *contractDraft) *string { return &c.to }).Needed(),
	strict.At("purpose", "what for", strict.Text, func(c *contractDraft) *string { return &c.purpose }).Needed(),
	strict.At("reader", "who reads the fields there", strict.Text, func(c *contractDraft) *string { return &c.reader }).Needed(),
}, wayKeys()...), func(m strict.Mapping, c *contractDraft) {
	seen := map[string]bool{}
	for _, list := range c.ways {
		for _, w := range list {
			if seen[w.text] {
				m.Report("let it go in one way", "field %q is named twice", w.text)
			}
			seen[w.text] = true
		}
	}
})

func wayKeys() []strict.Key[contractDraft] {
	docs := [len(ways)]string{"fields that go as they are", "fields that go as a keyed pseudonym", "fields that go encrypted, opened at home alone",
		"fields that go only as part of a figure of many", "fields that do not go; the same as naming them nowhere"}
	var out []strict.Key[contractDraft]
	for i, w := range ways {
		out = append(out, strict.At(w, docs[i], places, func(c *contractDraft) *[]word { return &c.ways[i] }))
	}
	return out
}

var grantForm = strict.Object("a grant", []strict.Key[history.Grant]{
	strict.At("role", "who", strict.Text, func(g *history.Grant) *string { return &g.Role }).Needed(),
	strict.At("actions", "may do what", words, func(g *history.Grant) *[]string { return &g.Actions }).Needed(),
	strict.At("regions", "where; in their own region if left out", words, func(g *history.Grant) *[]string { return &g.Regions }),
	strict.At("approved", "somebody else must have approved it", strict.Flag, func(g *history.Grant) *bool { return &g.Approved }),
	strict.Into("for", "it ends by itself after this long", strict.Duration, func(g *history.Grant, d time.Duration) { g.ForNano = int64(d) }),
}, nil)

// Rename returns a copy of a policy in which a region is called otherwise, with
// the hash of the copy.
func Rename(p history.Policy, from, to string) history.Policy {
	swap := func(list []string) []string {
		out := slices.Clone(list)
		for i := range out {
			if out[i] == from {
				out[i] = to
			}
		}
		return out
	}
	p.Classes, p.Lowering = slices.Clone(p.Classes), slices.Clone(p.Lowering)
	p.Residency, p.Processing = slices.Clone(p.Residency), slices.Clone(p.Processing)
	p.Contracts, p.Grants = slices.Clone(p.Contracts), slices.Clone(p.Grants)
	for i := range p.Residency {
		p.Residency[i].Regions = swap(p.Residency[i].Regions)
	}
	for i := range p.Processing {
		p.Processing[i].Regions = swap(p.Processing[i].Regions)
	}
	for i := range p.Contracts {
		p.Contracts[i].To = swap([]string{p.Contracts[i].To})[0]
		p.Contracts[i].Fields = slices.Clone(p.Contracts[i].Fields)
	}
	for i := range p.Grants {
		p.Grants[i].Regions = swap(p.Grants[i].Regions)
	}
	p.Hash = p.Digest()
	return p
}

// At returns a line as it stands before a finding: "policy.yaml:12".
func (f *File) At(line int) string { return fmt.Sprintf("%s:%d", f.Path, line) }
