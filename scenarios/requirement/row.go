// Package requirement is the catalogue of what a resilient, private,
// multi-region supply chain has to show: 136 rows, one line each, every row
// with the promises that would show it.
//
// A scenario names the rows it covers; the coverage report sets the two against
// each other and lists what nobody has shown yet. The rows are data: the package
// never runs and never judges anything. Start at [All].
package requirement

import (
	_ "embed"
	"slices"
)

// Kind says what sort of thing a row asks for.
type Kind string

// The kinds of rows.
const (
	Pattern  Kind = "pattern"  // a way to build it
	Control  Kind = "control"  // a safeguard that must be in force
	Metric   Kind = "metric"   // a figure that must be measured and true
	Failure  Kind = "failure"  // a thing that goes wrong and must be survived
	Test     Kind = "test"     // a trial that must be held
	Question Kind = "question" // something an operator must be able to answer
	Goal     Kind = "goal"     // what the rest is for
)

// Kinds returns every kind, in the order in which reports list them.
func Kinds() []Kind {
	return []Kind{Pattern, Control, Metric, Failure, Test, Question, Goal}
}

// Row is one requirement.
type Row struct {
	ID       string   // R001 to R136
	Kind     Kind     // one of Kinds
	Area     string   // the group it belongs to, for headings
	Text     string   // what a run has to show, at most 110 characters
	Promises []string // the promises that show it (I-01 to I-47), ascending; empty if only a measurement can
}

//go:embed rows.tsv
var table string

// A table that does not parse is a mistake in this package; a test reads it.
var (
	rows = mustParse(table)
	byID = index(rows)
)

func mustParse(text string) []Row {
	parsed, err := parse(text)
	if err != nil {
		panic(err)
	}
	return parsed
}

func index(rows []Row) map[string]int {
	at := make(map[string]int, len(rows))
	for i, row := range rows {
		at[row.ID] = i
	}
	return at
}

// All returns every row, ascending by ID. The caller may keep and change it.
func All() []Row {
	all := make([]Row, len(rows))
	for i, row := range rows {
		all[i] = row.clone()
	}
	return all
}

// ByID returns the row of an ID such as R036, and false if there is none.
func ByID(id string) (Row, bool) {
	i, ok := byID[id]
	if !ok {
		return Row{}, false
	}
	return rows[i].clone(), true
}

func (r Row) clone() Row {
	r.Promises = slices.Clone(r.Promises)
	return r
}
