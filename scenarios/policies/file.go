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
	"encoding/json"
	"fmt"
	"maps"
	"slices"

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
	tiers     map[string]int    // first rule of residency or processing
}

// Read returns the policy of a file. The path is used in errors, each of which
// has line, column and what to write instead ([strict.Problems]).
func Read(path string, b []byte) (*File, error) {
	var d draft
	if err := strict.Read(path, b, form, &d); err != nil {
		return nil, err
	}
	f := &File{Path: path, contracts: map[[3]string]int{}, fields: map[[4]string]int{}, classes: map[[2]string]int{}, tiers: map[string]int{}}
	d.fill(f)
	f.Hash = f.Digest()
	return f, nil
}

// JSONSchema returns the JSON Schema of a policy file, as editors read it. It is
// the file docs/schema/policy.schema.json.
func JSONSchema() []byte {
	schema := map[string]any{
		"$schema": "https://json-schema.org/draft/2020-12/schema",
		"$id":     "https://github.com/seatrial/seatrial/docs/schema/policy.schema.json",
	}
	maps.Copy(schema, strict.Schema(form))
	b, err := json.MarshalIndent(schema, "", "  ")
	if err != nil {
		panic("policies: encode the schema: " + err.Error()) // maps, lists, texts and numbers always have a JSON form
	}
	return append(b, '\n')
}

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

// TierLine returns where residency or processing first speak of a tier, 0 if
// they do not.
func (f *File) TierLine(tier string) int { return f.tiers[tier] }

// draft is a file while it is read.
type draft struct {
	policy     history.Policy
	classes    []classDraft
	contracts  []contractDraft
	residency  []placed[history.Residency]
	processing []placed[history.Processing]
}

// placed is a rule and where it stands.
type placed[R any] struct {
	rule R
	line int
}

// placing reads a rule with its line.
func placing[R any](form strict.Form[R]) strict.Form[placed[R]] {
	return strict.Checked(strict.Lift(form, func(p *placed[R]) *R { return &p.rule }), func(n strict.Node, p *placed[R]) { p.line = n.Line() })
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
var ways = [...]string{"clear", "token", "sealed", "drop"}

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
	for _, r := range d.residency {
		f.Residency = append(f.Residency, r.rule)
		f.note(r.rule.Tier, r.line)
	}
	for _, r := range d.processing {
		f.Processing = append(f.Processing, r.rule)
		f.note(r.rule.Tier, r.line)
	}
	for _, c := range d.contracts {
		for _, typ := range c.types {
			f.contracts[[3]string{typ.text, c.to, c.purpose}] = typ.line
			f.Contracts = append(f.Contracts, c.contract(typ.text, f))
		}
	}
}

// note keeps the first line that speaks of a tier.
func (f *File) note(tier string, line int) {
	if at, ok := f.tiers[tier]; !ok || line < at {
		f.tiers[tier] = line
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
