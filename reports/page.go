package reports

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/scenarios/requirement"
	"github.com/seatrial/seatrial/scenarios/run"
)

// page is everything the HTML report shows, in words and coordinates. The
// template only places it.
type page struct {
	CSS      template.CSS
	Title    string
	Word     string // Violated
	Class    string // held, violated or unknown: which sign and colour
	Sentence string
	Broken   []promiseRow
	Reasons  []string
	WhyNot   string // heading of the reasons
	Repeat   string
	Scenario run.ScenarioRef
	Ran      string
	Defects  string
	Unsafe   bool
	LeftOut  []string
	Gauges   []gauge

	Placed  string
	Loaded  string
	Chart   *chart
	Ordeals []ordeal
	Covers  []cover

	Promises   []promiseRow
	Timeline   *timeline
	Curves     *curveChart
	Latency    []latencyRow
	Parts      []latencyRow // of paths, by region
	Thresholds []thresholdRow
	Faults     []faultRow
	Recovered  bool // the ledger says how long the recoveries took
	FaultSeed  uint64
	Accounts   []accountRow
	AccountsOf uint64
	Reach      []reachRow
	Seeds      seedList
	Counters   []counterRow
	Costs      []costRow
	Tool       run.Tool
	Exit       string
}

// gauge is a figure a manager asks for first.
type gauge struct {
	Name, Value, Note, Class string
}

// ordeal is a fault of the plan, in words.
type ordeal struct {
	From, To, Text string
}

type cover struct {
	ID, Text string
}

// pageOf builds the page of r. The scenario gives places their names; without
// it the page says less.
func pageOf(r *run.Result, s *scenarios.Scenario) *page {
	t := tallyOf(r)
	o := outcomeOf(r)
	p := &page{CSS: template.CSS(reportCSS), Title: fmt.Sprintf("%s: %s", o, clean(r.Scenario.Title)), Word: sentenceCase(o.String()),
		Class: outcomeClass(o), Sentence: strings.ReplaceAll(capital(finding(r)), "(I-", "(I\u2011"), Repeat: repeatOf(r), Scenario: r.Scenario,
		Ran: capital(ranLine(r, t)), Defects: strings.Join(r.Defects, ", "), Tool: r.Tool, Exit: exitText(r.Exit)}
	p.WhyNot = "Why there is no verdict"
	if o == violated || o == slower {
		p.WhyNot = "Why it did not hold"
	}
	for _, reason := range r.Reasons {
		p.Reasons = append(p.Reasons, clean(reason))
	}
	p.Unsafe, p.LeftOut, p.Recovered = r.Unsafe(), unjudged(r), t.recoveries()
	g := gazetteer{}
	if s != nil {
		g = gazetteerOf(s.Topology)
		p.Placed, p.Loaded = placed(s.Topology), loaded(s.Workload)
		p.Chart = chartOf(s.Topology, planned(t))
	}
	p.Promises = promiseRows(r, t)
	for _, row := range p.Promises {
		if row.Class == "violated" {
			p.Broken = append(p.Broken, row)
		}
	}
	p.Gauges = gauges(r, t)
	ledger, seed := ledgerOf(r)
	p.Ordeals, p.Covers = ordeals(ledger, g), covers(r.Scenario.Covers)
	p.Timeline, p.Curves = timelineOf(r, g), curvesOf(r.Detail)
	p.Latency, p.Parts = latencyRows(r, p.Curves)
	p.Thresholds = thresholdRows(r)
	p.Faults, p.FaultSeed = faultRows(ledger, t, g), seed
	p.Accounts, p.AccountsOf = accountRows(r.Detail)
	p.Reach = reachRows(r, t)
	p.Seeds = seedsOf(r)
	p.Counters = counterRows(r.Counters)
	p.Costs = costRows(r.Costs)
	return p
}

func sentenceCase(s string) string { return s[:1] + strings.ToLower(s[1:]) }

func outcomeClass(o outcome) string {
	switch o {
	case held:
		return "held"
	case violated, broken:
		return "violated"
	}
	return "unknown"
}

func exitText(exit int) string {
	meaning := map[int]string{run.ExitHeld: "every promise held", run.ExitViolated: "a promise or a threshold was violated",
		run.ExitInconclusive: "inconclusive", run.ExitGate: "slower than its base", run.ExitStopped: "stopped early",
		run.ExitHarness: "the harness failed", run.ExitInvalid: "invalid input"}
	if m, ok := meaning[exit]; ok {
		return fmt.Sprintf("%d (%s)", exit, m)
	}
	return strconv.Itoa(exit)
}

func planned(t tally) []faults.Fault {
	var out []faults.Fault
	for _, f := range t.faults {
		out = append(out, f.Fault)
	}
	return out
}

func gauges(r *run.Result, t tally) []gauge {
	out := []gauge{
		{"promises held", fmt.Sprintf("%d/%d", t.held, len(r.Promises)), "", classIf(t.held < len(r.Promises), worst(t))},
		{"times put to the test", short(t.evaluated), "premise occurred", ""},
	}
	if t.injected > 0 {
		out = append(out, gauge{"faults proved", fmt.Sprintf("%s/%s", count(t.proved), count(t.injected)), "effect was seen", classIf(t.proved < t.injected, "unknown")})
	}
	out = append(out, gauge{"seeds", count(t.seeds), repeatable(r), ""})
	if t.commands > 0 {
		out = append(out, gauge{"commands", short(uint64(t.commands)), "sent by clients", ""})
	}
	if t.virtualNS > 0 {
		out = append(out, gauge{"time lived", span(time.Duration(t.virtualNS).Round(time.Second)), "in " + html(micros(r.WallSeconds*1e6)), ""})
	}
	if q, ok := r.Latency["order_commit"]; ok {
		out = append(out, gauge{"order commit, p99", html(micros(q.P99)), "p50 " + html(micros(q.P50)), ""})
	}
	return out
}

// repeatable says what a seed fixes.
func repeatable(r *run.Result) string {
	if r.RealTime {
		return "the same load and plan; timing is real"
	}
	return "each can be repeated"
}

func classIf(yes bool, class string) string {
	if yes {
		return class
	}
	return ""
}

func worst(t tally) string {
	if len(t.violated) > 0 {
		return "violated"
	}
	return "unknown"
}

// short writes a large number with three digits: 2.60 M.
func short(n uint64) string {
	switch {
	case n < 100_000:
		return count(n)
	case n < 999_500:
		return three(float64(n)/1e3) + " k"
	case n < 999_500_000:
		return three(float64(n)/1e6) + " M"
	}
	return three(float64(n)/1e9) + " G"
}

// html gives microseconds their sign.
func html(s string) string { return strings.ReplaceAll(s, " us", " µs") }

// ordeals lists the faults in the order in which they strike.
func ordeals(ledger []run.FaultReport, g gazetteer) []ordeal {
	sorted := slices.Clone(ledger)
	slices.SortStableFunc(sorted, func(a, b run.FaultReport) int { return cmp.Compare(a.Fault.At, b.Fault.At) })
	var out []ordeal
	for _, f := range sorted {
		out = append(out, ordeal{From: span(f.Fault.At.Round(100 * time.Millisecond)), To: span(f.Fault.Hold.Round(time.Millisecond)), Text: g.tells(f.Fault)})
	}
	return out
}

// ledgerOf returns the faults of the run that is drawn, or of the first.
func ledgerOf(r *run.Result) ([]run.FaultReport, uint64) {
	switch {
	case r.Detail != nil:
		return r.Detail.Faults, r.Detail.Seed
	case len(r.Runs) > 0:
		return r.Runs[0].Faults, r.Runs[0].Seed
	}
	return nil, 0
}

func covers(ids []string) []cover {
	var out []cover
	for _, id := range ids {
		row, _ := requirement.ByID(id)
		out = append(out, cover{ID: clean(id), Text: row.Text})
	}
	return out
}
