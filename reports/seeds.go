package reports

import (
	"slices"
	"strings"
	"time"

	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/scenarios/run"
)

// seedList is the part of the page about single seeds.
type seedList struct {
	Marks []seedRow // all of them, in their order; none if there are too many
	Rows  []seedRow // the ones that did not hold first
	Left  string    // how many rows are missing
}

type seedRow struct {
	Seed                                                uint64
	Class, Verdict, Hash, Events, Commands, Length, Why string
}

// seedRowsMax and seedMarksMax keep the page readable: beyond them the JSON has
// the rest.
const (
	seedRowsMax  = 500
	seedMarksMax = 600
)

func seedsOf(r *run.Result) seedList {
	var list seedList
	if len(r.Runs) > 1 && len(r.Runs) <= seedMarksMax {
		list.Marks = seedRows(r.Runs)
	}
	sorted := slices.Clone(r.Runs)
	slices.SortStableFunc(sorted, func(a, b run.Run) int { return verdictRank(a.Verdict) - verdictRank(b.Verdict) })
	if len(sorted) > seedRowsMax {
		list.Left = plural(len(sorted)-seedRowsMax, "more seed")
		sorted = sorted[:seedRowsMax]
	}
	list.Rows = seedRows(sorted)
	return list
}

func seedRows(runs []run.Run) []seedRow {
	var rows []seedRow
	for _, one := range runs {
		rows = append(rows, seedRow{Seed: one.Seed, Class: one.Verdict.String(), Verdict: one.Verdict.String(), Hash: clean(one.TraceHash),
			Events: count(one.Events), Commands: count(one.Commands), Length: instant(time.Duration(one.VirtualNS)), Why: seedWhy(one)})
	}
	return rows
}

// verdictRank puts the worst first.
func verdictRank(v invariants.Verdict) int {
	switch v {
	case invariants.Violated:
		return 0
	case invariants.Held:
		return 2
	}
	return 1
}

// seedWhy says why a seed did not hold: its own reasons, or the promises that
// broke.
func seedWhy(one run.Run) string {
	if one.Stopped != "" {
		return clean(one.Stopped)
	}
	if len(one.Reasons) > 0 {
		return clean(one.Reasons[0])
	}
	var ids []string
	for _, f := range one.Promises {
		if f.Verdict != invariants.Held && one.Verdict == f.Verdict {
			ids = append(ids, clean(f.ID))
		}
	}
	return strings.Join(ids, ", ")
}
