package reports

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"io"

	"github.com/seatrial/seatrial/scenarios/run"
)

//go:embed topologies.css
var topologiesCSS string

//go:embed topologies.html.tmpl
var topologiesHTML string

// The parts that it shares with the report of a run are defined there; a template
// that does not parse is a mistake in this package.
var topologiesTemplate = template.Must(template.Must(reportTemplate.Clone()).New("topologies").Parse(topologiesHTML))

// topologiesPage is a comparison of topologies as one page.
type topologiesPage struct {
	CSS                            template.CSS
	ID, Title, Expected, Ran, Open string
	Heads                          []string
	Rows                           []topologiesRow
	Charts                         []dotChart
	Kept                           []keptIn
	Repeat                         string
}

// topologiesRow is one figure in every topology.
type topologiesRow struct {
	Name, Text string
	Cells      []placedFigure
}

// keptIn is what a topology keeps and what not.
type keptIn struct {
	Name, Held string
	Broken     []string
	Others     []string
}

// dotChart is one figure of all topologies on an axis.
type dotChart struct {
	Title, Note, Summary string
	Filled               bool // drawn from zero on
	Dots                 []chartDot
	Ticks                []tick
}

// chartDot is one topology; At is a percentage of the axis, "" where it has no figure.
type chartDot struct {
	Name, At, Value string
	Best            bool
}

// TopologiesHTML writes a comparison as one self-contained page: the table with the
// place of each topology, how long writes took and how many were answered, and the
// promises that each does not keep. Errors are those of w.
func TopologiesHTML(w io.Writer, t *run.Topologies) error {
	p := &topologiesPage{CSS: template.CSS(reportCSS + topologiesCSS), ID: clean(t.Scenario.ID), Title: clean(t.Scenario.Title),
		Expected: clean(t.Scenario.Hypothesis), Ran: compared(t), Repeat: clean(t.Repeat)}
	for i := range t.Rows {
		r := &t.Rows[i]
		p.Heads = append(p.Heads, r.Topology)
		p.Kept = append(p.Kept, keptOf(r))
		if r.Open() {
			p.Open = "Not everything was tried in every topology: of those in which a fault had no effect, a seed ended early, or nobody asked for anything, nothing is known."
		}
	}
	for i, cells := range placings(t.Rows) {
		f := &topologyFigures[i]
		p.Rows = append(p.Rows, topologiesRow{Name: f.name, Text: f.text, Cells: cells})
		switch f.key {
		case "write_p99_us":
			p.Charts = append(p.Charts, timeChart(f, t.Rows, cells))
		case "answered_share":
			p.Charts = append(p.Charts, shareChart(f, t.Rows, cells))
		}
	}
	var b bytes.Buffer
	if err := topologiesTemplate.Execute(&b, p); err != nil {
		return fmt.Errorf("write comparison of %s: %w", t.Scenario.ID, err)
	}
	_, err := w.Write(b.Bytes())
	return err
}

func keptOf(r *run.Placed) keptIn {
	lines := shortfalls(r)
	return keptIn{Name: r.Topology, Held: share(r.Held, r.Held+len(r.Broken)+len(r.Unanswered)), Broken: lines[:len(r.Broken)], Others: lines[len(r.Broken):]}
}

// timeChart draws a latency on a log scale, without a zero.
func timeChart(f *figure, rows []run.Placed, cells []placedFigure) dotChart {
	c := dotChart{Title: "99 of 100 writes took no longer", Note: "Equal steps of the scale are equal ratios. Less is better."}
	var values []float64
	for i := range rows {
		if v, _, ok := f.of(&rows[i]); ok && v > 0 {
			values = append(values, v)
		}
	}
	if len(values) == 0 {
		values = []float64{1}
	}
	a := axisOf(values, false, micros)
	c.draw(f, rows, cells, a.at)
	c.Ticks = a.ticks()
	return c
}

// shareChart draws a share from none to all.
func shareChart(f *figure, rows []run.Placed, cells []placedFigure) dotChart {
	c := dotChart{Title: "Commands that were answered", Note: "Of all that were sent, refusals among them. More is better.", Filled: true}
	c.draw(f, rows, cells, func(v float64) float64 { return 100 * v })
	for _, at := range []string{"0", "25", "50", "75", "100"} {
		c.Ticks = append(c.Ticks, tick{At: at, Label: at + "%", Minor: at == "25" || at == "75"})
	}
	return c
}

func (c *dotChart) draw(f *figure, rows []run.Placed, cells []placedFigure, place func(float64) float64) {
	c.Summary = c.Title + ":"
	for i := range rows {
		v, text, ok := f.of(&rows[i])
		d := chartDot{Name: rows[i].Topology, Value: text, Best: cells[i].Best}
		if ok && (v > 0 || c.Filled) {
			d.At = unit(place(v))
		}
		c.Dots = append(c.Dots, d)
		c.Summary += " " + d.Name + " " + text
		if i < len(rows)-1 {
			c.Summary += ","
		}
	}
}
