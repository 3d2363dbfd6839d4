package reports

import (
	"maps"
	"slices"
	"strings"

	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/scenarios/run"
)

// The rows of the page's tables, as text.

type promiseRow struct {
	ID, Name, Title, Class, Verdict string
	Evaluated, Breaches, Where      string
	Evidence                        []string
}

type latencyRow struct {
	Path, Count, P50, P90, P99, P999, Max string
	Number                                int // of its line in the chart, 0 if it has none
}

type thresholdRow struct {
	Path, Wanted, Measured, Class, Text string
}

type faultRow struct {
	ID, Kind, Text, From, Held, Effects, Status, Class, Why, Seeds, Recovered string
}

type accountRow struct {
	Queue, Accepted, Applied, Parked, DeadLetter, Shed, InFlight, OffBy, Duplicates string
	Off                                                                             bool
}

type reachRow struct {
	Point, Demand, Seeds, Count, Class, Text string
}

type counterRow struct {
	Name, Value string
}

// promiseRows lists what broke first, then what has no answer, then the rest.
func promiseRows(r *run.Result, t tally) []promiseRow {
	var rows []promiseRow
	for _, v := range []invariants.Verdict{invariants.Violated, invariants.Unknown, invariants.Held} {
		for _, f := range r.Promises {
			if f.Verdict == v {
				rows = append(rows, promiseRow{ID: clean(f.ID), Name: clean(f.Name), Title: strings.TrimSuffix(clean(f.Title), "."), Class: v.String(), Verdict: v.String(),
					Evaluated: evaluated(f), Breaches: count(f.Breaches), Where: where(t, f), Evidence: evidence(f)})
			}
		}
	}
	return rows
}

// latencyRows lists the whole paths, and apart from them their parts.
func latencyRows(r *run.Result, c *curveChart) (whole, parts []latencyRow) {
	numbers := map[string]int{}
	if c != nil {
		for _, l := range c.Lines {
			numbers[l.Path] = l.Number
		}
	}
	for _, path := range wholePaths(r) {
		row := latencyRowOf(path, r.Latency[path])
		row.Number = numbers[row.Path]
		whole = append(whole, row)
		for _, part := range partsOf(r, path) {
			parts = append(parts, latencyRowOf(part, r.Latency[part]))
		}
	}
	return whole, parts
}

func latencyRowOf(path string, q run.Quantiles) latencyRow {
	return latencyRow{Path: clean(path), Count: count(q.Count), P50: html(micros(q.P50)), P90: html(micros(q.P90)),
		P99: html(micros(q.P99)), P999: html(micros(q.P999)), Max: html(micros(q.Max))}
}

func thresholdRows(r *run.Result) []thresholdRow {
	var rows []thresholdRow
	for _, th := range r.Thresholds {
		row := thresholdRow{Path: clean(th.Path), Wanted: clean(th.Text), Measured: html(measured(th)), Class: "held", Text: "kept"}
		if !th.OK {
			row.Class, row.Text = "violated", "missed"
		}
		rows = append(rows, row)
	}
	return rows
}

// faultRows is the ledger of one run, and how often each fault was proved over
// all seeds.
func faultRows(ledger []run.FaultReport, t tally, g gazetteer) []faultRow {
	var rows []faultRow
	for _, f := range ledger {
		row := faultRow{ID: clean(f.Fault.ID), Kind: clean(string(f.Fault.Kind)), Text: g.tells(f.Fault), From: instant(f.Injected),
			Held: span(f.Fault.Hold), Effects: count(f.Effects), Status: status(f), Class: "held", Why: clean(f.Why), Recovered: html(recovered(f.Recovered))}
		if !f.Requested {
			row.From = instant(f.Fault.At)
		}
		if !f.Proved || !f.Reverted {
			row.Class = "unknown"
		}
		for _, sum := range t.faults {
			if sum.Fault.ID == f.Fault.ID {
				row.Seeds = share(sum.Proved, sum.Asked)
			}
		}
		rows = append(rows, row)
	}
	return rows
}

func accountRows(d *run.Detail) (rows []accountRow, seed uint64) {
	if d == nil {
		return nil, 0
	}
	for _, a := range d.Accounts {
		rows = append(rows, accountRow{Queue: clean(a.Queue), Accepted: count(a.Accepted), Applied: count(a.Applied), Parked: count(a.Parked),
			DeadLetter: count(a.DeadLetter), Shed: count(a.Shed), InFlight: count(max(0, a.InFlight)), OffBy: count(unexplained(a)),
			Duplicates: count(a.Duplicates), Off: unexplained(a) != 0})
	}
	return rows, d.Seed
}

func reachRows(r *run.Result, t tally) []reachRow {
	var rows []reachRow
	for _, p := range r.Reach {
		row := reachRow{Point: clean(p.Point), Demand: demand(p), Seeds: share(p.Seeds, t.seeds), Count: count(p.Count), Class: "held", Text: "reached"}
		if !p.OK {
			row.Class, row.Text = "unknown", "not reached"
		}
		rows = append(rows, row)
	}
	return rows
}

func counterRows(counters map[string]int64) []counterRow {
	var rows []counterRow
	for _, name := range slices.Sorted(maps.Keys(counters)) {
		rows = append(rows, counterRow{Name: clean(name), Value: count(counters[name])})
	}
	return rows
}
