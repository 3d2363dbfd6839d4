package faults

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/seatrial/seatrial/faults/strict"
)

// Schema is the first line of a plan's file.
const Schema = "seatrial/plan/v1"

// planFile is a plan as a file has it.
type planFile struct {
	Schema string
	Plan   Plan
}

// LoadPlan reads a plan from a YAML or JSON file. The path is only used in
// errors, which are [strict.Problems] with line, column and remedy. The faults
// come out in the order of [Plan.Sort].
func LoadPlan(path string, b []byte) (Plan, error) {
	var file planFile
	if err := strict.Read(path, b, planForm, &file); err != nil {
		return Plan{}, err
	}
	file.Plan.Sort()
	return file.Plan, nil
}

var planForm = strict.Object("a plan", []strict.Key[planFile]{
	strict.At("schema", "format of the file", strict.Choice[string]("schema", []string{Schema}),
		func(p *planFile) *string { return &p.Schema }).Needed(),
	strict.At("scenario", "id of the scenario it is a plan of", strict.Text,
		func(p *planFile) *string { return &p.Plan.Scenario }).Needed(),
	strict.At("scenario_file", "file of the scenario, if it is not one of the library", strict.Text,
		func(p *planFile) *string { return &p.Plan.File }),
	strict.At("seed", "seed of the run", strict.Seed,
		func(p *planFile) *uint64 { return &p.Plan.Seed }).Needed(),
	strict.At("faults", "what goes wrong, with fixed instants; may be empty", strict.List(faultForm),
		func(p *planFile) *[]Fault { return &p.Plan.Faults }).Needed(),
}, unique)

var faultForm = strict.Object("a fault", Keys(), Complete)

// unique reports ids that are used twice.
func unique(m strict.Mapping, p *planFile) {
	seen := map[string]bool{}
	for _, f := range p.Plan.Faults {
		if f.ID != "" && seen[f.ID] {
			m.Key("faults").Report("give each fault an id of its own", "two faults with the id %q", f.ID)
		}
		seen[f.ID] = true
	}
}

// Encode returns the plan as a YAML file that [LoadPlan] reads back.
func (p Plan) Encode() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "schema: %s\nscenario: %s\n", Schema, quoted(p.Scenario))
	if p.File != "" {
		fmt.Fprintf(&b, "scenario_file: %s\n", quoted(p.File))
	}
	fmt.Fprintf(&b, "seed: %d\nfaults:", p.Seed)
	if len(p.Faults) == 0 {
		b.WriteString(" []")
	}
	b.WriteByte('\n')
	for _, f := range p.Faults {
		b.WriteString("  - " + f.String() + "\n")
	}
	return []byte(b.String())
}

// String returns the fault as one line of a plan.
func (f Fault) String() string {
	parts := []string{"id: " + quoted(f.ID), "fault: " + quoted(string(f.Kind)),
		"at: " + strict.FormatDuration(f.At), "hold: " + strict.FormatDuration(f.Hold)}
	spec, _ := Of(f.Kind)
	for _, w := range words {
		if slices.Contains(spec.takes(), w.Name) && w.given(f) {
			parts = append(parts, w.Name+": "+w.format(f))
		}
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

var plain = regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9_./-]*$`)

// quoted returns a text as YAML has it; what could be read as anything else is
// put into quotes.
func quoted(s string) string {
	if plain.MatchString(s) && !slices.Contains([]string{"true", "false", "null"}, strings.ToLower(s)) {
		return s
	}
	b, _ := json.Marshal(s) // a string always has a JSON form, and JSON is YAML
	return string(b)
}

func quotedList(list []string) string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = quoted(s)
	}
	return "[" + strings.Join(out, ", ") + "]"
}
