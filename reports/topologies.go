package reports

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/seatrial/seatrial/scenarios/run"
)

// Topologies writes the comparison of topologies for a terminal: a figure a row, a
// topology a column, then what each does not keep. Errors are those of w.
func Topologies(w io.Writer, t *run.Topologies, style Style) error {
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "\n  %s\n", plain(t.Scenario.Title))
	paragraph(out, compared(t), "  ")
	fmt.Fprintln(out)
	cells := placings(t.Rows)
	for from := 0; from < len(t.Rows); from += abreast {
		if from > 0 {
			fmt.Fprintln(out)
		}
		topologiesGrid(t.Rows, cells, from, min(from+abreast, len(t.Rows))).write(out, style)
	}
	for i := range t.Rows {
		r := &t.Rows[i]
		lines := shortfalls(r)
		if len(lines) == 0 {
			continue
		}
		fmt.Fprintf(out, "\n  %s\n", r.Topology)
		for _, line := range lines {
			paragraph(out, line, "        ")
		}
	}
	fmt.Fprintln(out)
	for _, f := range topologyFigures {
		paragraph(out, f.name+": "+f.text+".", "  ")
	}
	paragraph(out, topologyWords, "  ")
	return out.Flush()
}

// abreast is how many topologies have room side by side.
const abreast = 4

// topologiesGrid is the table of some of the topologies, ranked among all.
func topologiesGrid(rows []run.Placed, cells [][]placedFigure, from, to int) *grid {
	head := []string{""}
	for i := from; i < to; i++ {
		head = append(head, ">"+strings.ToUpper(rows[i].Topology))
	}
	g := newGrid(head...)
	for i := range cells {
		row := []cell{{text: topologyFigures[i].name}}
		for _, c := range cells[i][from:to] {
			row = append(row, placedCell(c))
		}
		g.row(row...)
	}
	return g
}

// compared says what was run.
func compared(t *run.Topologies) string {
	return fmt.Sprintf("scenario %s, world %s, %s of each topology: the same load, the same faults", t.Scenario.ID, t.World, plural(t.Seeds, "seed"))
}

// topologyWords say how the table is read.
const topologyWords = "*: no other topology is better, where they differ. -: does not apply, or was not seen. No figure is weighed against another."

func placedCell(c placedFigure) cell {
	if c.Best {
		return cell{text: "* " + c.Text, tone: toneGood}
	}
	return cell{text: c.Text}
}

// shortfalls says what a topology does not keep, or could not be asked.
func shortfalls(r *run.Placed) []string {
	var out []string
	for _, b := range r.Broken {
		out = append(out, fmt.Sprintf("does not keep %s (%s): %s", b.Name, b.ID, plural(b.Breaches, "breach")))
	}
	if len(r.Unanswered) > 0 {
		out = append(out, "has no answer: "+strings.Join(r.Unanswered, ", "))
	}
	if len(r.Idle) > 0 {
		out = append(out, "does not apply, as nobody stands by: "+strings.Join(r.Idle, ", "))
	}
	if len(r.LeftOut) > 0 {
		out = append(out, "left out, as it is not there to be hit: "+strings.Join(r.LeftOut, ", "))
	}
	if r.Unproved > 0 {
		out = append(out, plural(r.Unproved, "fault")+" had no effect here")
	}
	if r.Stopped > 0 {
		out = append(out, plural(r.Stopped, "seed")+" ended early")
	}
	if r.Restless > 0 {
		out = append(out, plural(r.Restless, "seed")+" not at rest at the deadline: what was lost or did not recover may only be late")
	}
	return out
}

// TopologiesJSON writes the comparison as JSON, as docs/schema/topologies.schema.json
// says. Lists that are always there are [] when empty; what does not apply is null.
func TopologiesJSON(w io.Writer, t *run.Topologies) error {
	c := *t
	c.Scenario.Covers, c.Rows = some(c.Scenario.Covers), append([]run.Placed{}, c.Rows...)
	for i := range c.Rows {
		c.Rows[i].Fields = some(c.Rows[i].Fields)
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(&c)
}

// TopologiesCSV writes the comparison as CSV, a row for each topology; times are in
// microseconds, and what does not apply is empty.
func TopologiesCSV(w io.Writer, t *run.Topologies) error {
	out := csv.NewWriter(w)
	head := []string{"topology", "commands", "answered"}
	for _, f := range topologyFigures {
		head = append(head, f.key)
	}
	if err := out.Write(append(head, "held", "unanswered", "not_applicable", "broken")); err != nil {
		return err
	}
	for i := range t.Rows {
		r := &t.Rows[i]
		row := []string{r.Topology, strconv.FormatInt(r.Commands, 10), strconv.FormatInt(r.Answered, 10)}
		for k := range topologyFigures {
			row = append(row, topologyFigures[k].csvValue(r))
		}
		broken := make([]string, len(r.Broken))
		for k, b := range r.Broken {
			broken[k] = b.ID
		}
		row = append(row, strconv.Itoa(r.Held), strings.Join(r.Unanswered, " "), strings.Join(r.Idle, " "), strings.Join(broken, " "))
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}
