package reports

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"maps"
	"math"
	"slices"

	"github.com/seatrial/seatrial/bench"
	"github.com/seatrial/seatrial/scenarios/run"
)

//go:embed bench.css
var benchCSS string

//go:embed bench.html.tmpl
var benchHTML string

// The parts that it shares with the report of a run are defined there; a template
// that does not parse is a mistake in this package.
var benchTemplate = template.Must(template.Must(reportTemplate.Clone()).New("bench").Parse(benchHTML))

// benchPage is a page of charts and tables of benchmarks.
type benchPage struct {
	CSS         template.CSS
	Title, Lead string
	Sections    []benchSection
	Footer      string
}

// benchSection is a chart with the table of its figures.
type benchSection struct {
	Name, Text string
	Plot       *plot
	Curves     *curveChart
	Table      benchTable
}

// benchTable is a table whose first column names its rows.
type benchTable struct {
	Heads []string
	Rows  []benchRow
}

// benchRow is one row; its number is that of its line, 0 without one.
type benchRow struct {
	Number int
	Name   string
	Cells  []string
}

func (p *benchPage) write(w io.Writer) error {
	p.CSS = template.CSS(reportCSS + benchCSS)
	var b bytes.Buffer
	if err := benchTemplate.Execute(&b, p); err != nil {
		return fmt.Errorf("write page of benchmarks: %w", err)
	}
	_, err := w.Write(b.Bytes())
	return err
}

// Measured is what one file or one side of a comparison brings to the charts.
type Measured struct {
	Label  string // before, after, safe, unsafe ...
	Curves []bench.Curve
	Steps  []bench.Step
}

// MeasuredOf returns what a result brings: its curves, of a leg without one its
// percentiles (medians of the rounds), and its load steps.
func MeasuredOf(label string, r *bench.Result) Measured {
	m := Measured{Label: label, Curves: slices.Clone(r.Curves), Steps: r.Steps}
	for _, t := range r.Timings {
		has := slices.ContainsFunc(m.Curves, func(c bench.Curve) bool { return c.Leg == t.Leg })
		if t.Metric == bench.Rate || has {
			continue
		}
		c := bench.Curve{Leg: t.Leg}
		for _, p := range percentiles {
			if at := r.Timing(t.Leg, p.metric); at != nil {
				c.Points = append(c.Points, bench.CurvePoint{Percentile: p.at, Nanos: bench.Median(at.Samples)})
			}
		}
		m.Curves = append(m.Curves, c)
	}
	return m
}

// percentiles are those that a timing may have.
var percentiles = []struct {
	metric bench.Metric
	at     float64
}{{bench.P50, 50}, {bench.P90, 90}, {bench.P99, 99}, {bench.P999, 99.9}, {bench.P9999, 99.99}}

// Bench writes a page of charts: for each leg the percentile curves of all that was
// measured over each other, and throughput against latency where load steps were
// taken. If there is one measurement alone, its legs are laid over each other.
func Bench(w io.Writer, title string, measured []Measured) error {
	p := &benchPage{Title: clean(title), Lead: "Latency counts from the instant a send was intended. Read 99 % as: one in a hundred waited longer.",
		Footer: "Shapes can be compared between files; whether a difference is one, seatrial gate says, and only of what was measured in turn."}
	p.Sections = append(p.Sections, stepSections(measured)...)
	if len(measured) == 1 {
		p.Sections = append(p.Sections, curveSection("All legs", measured[0].Curves))
	} else {
		p.Sections = append(p.Sections, legSections(measured)...)
	}
	if p.Sections = slices.DeleteFunc(p.Sections, benchSection.empty); len(p.Sections) == 0 {
		return fmt.Errorf("write page of benchmarks: there is no latency in what was given; measure one, or give .hgrm files")
	}
	return p.write(w)
}

func (s benchSection) empty() bool { return s.Plot == nil && s.Curves == nil }

// legSections lays what was measured of each leg over each other.
func legSections(measured []Measured) []benchSection {
	legs := map[string][]bench.Curve{}
	for _, m := range measured {
		for _, c := range m.Curves {
			leg := c.Leg
			c.Leg = m.Label
			legs[leg] = append(legs[leg], c)
		}
	}
	var out []benchSection
	for _, leg := range slices.Sorted(maps.Keys(legs)) {
		out = append(out, curveSection(leg, legs[leg]))
	}
	return out
}

// curveSection lays curves over each other, in their order, and lists their figures.
func curveSection(name string, curves []bench.Curve) benchSection {
	byName, names := map[string][]run.Point{}, []string{}
	s := benchSection{Name: clean(name), Table: benchTable{Heads: []string{"", "count", "50 %", "90 %", "99 %", "99.9 %", "99.99 %"}}}
	for i := range curves {
		c := &curves[i]
		if len(c.Points) == 0 || byName[c.Leg] != nil {
			continue
		}
		for _, p := range c.Points {
			byName[c.Leg] = append(byName[c.Leg], run.Point{Percentile: min(p.Percentile, reaches(c)), Micros: p.Nanos / 1e3})
		}
		s.Table.Rows = append(s.Table.Rows, curveRow(len(names)%curveColors+1, c.Leg, c))
		names = append(names, c.Leg)
	}
	s.Curves = overlay("Latency by percentile", names, byName)
	return s
}

// reaches returns the percentile of the longest of so many latencies: beyond it a
// curve would be drawn of nothing.
func reaches(c *bench.Curve) float64 {
	if c.Count < 1 {
		return 100
	}
	return 100 * (1 - 1/float64(c.Count+1))
}

func curveRow(number int, name string, c *bench.Curve) benchRow {
	row := benchRow{Number: number, Name: clean(name), Cells: []string{"-"}}
	if c.Count > 0 {
		row.Cells[0] = count(c.Count)
	}
	for _, p := range percentiles {
		row.Cells = append(row.Cells, nanos(c.At(p.at)))
	}
	return row
}

func nanos(ns float64) string { return micros(ns / 1e3) }

// stepSections draws throughput against p99, a line for each leg of each file.
func stepSections(measured []Measured) []benchSection {
	s := benchSection{Name: "Throughput against latency", Text: "Each dot is a load step. A line that bends up has met its limit; a dot that fell behind names what was offered.",
		Table: benchTable{Heads: []string{"", "offered", "answered", "50 %", "99 %", "pacer 99 %"}}}
	var trails []trail
	for _, m := range measured {
		for _, leg := range legsOf(m.Steps) {
			t := trail{name: leg}
			if len(measured) > 1 {
				t.name = m.Label + " " + leg
			}
			for _, step := range m.Steps {
				if step.Leg == leg {
					t.points = append(t.points, spot{x: step.Rate, y: step.P99, label: beyond(step)})
					s.Table.Rows = append(s.Table.Rows, benchRow{Number: len(trails)%curveColors + 1, Name: clean(t.name),
						Cells: []string{perSecond(step.Offered), perSecond(step.Rate), nanos(step.P50), nanos(step.P99), nanos(step.Late)}})
				}
			}
			trails = append(trails, t)
		}
	}
	s.Plot = plotOf("Throughput against latency", "answered per second", "99 % waited no longer than", trails, false, perSecond, nanos)
	return []benchSection{s}
}

// beyond names what was offered, if less was answered.
func beyond(s bench.Step) string {
	if s.Rate >= 0.95*s.Offered {
		return ""
	}
	return "of " + perSecond(s.Offered)
}

func legsOf(steps []bench.Step) []string {
	var out []string
	for _, s := range steps {
		if !slices.Contains(out, s.Leg) {
			out = append(out, s.Leg)
		}
	}
	return out
}

func perSecond(v float64) string {
	if v >= 100 {
		return count(int64(math.Round(v))) + "/s"
	}
	return three(v) + "/s"
}
