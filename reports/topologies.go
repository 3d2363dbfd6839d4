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

// Topologies writes the comparison of topologies for a terminal: a row each, then
// what each does not keep. Errors are those of w.
func Topologies(w io.Writer, t *run.Topologies, style Style) error {
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "\n  %s\n", plain(t.Scenario.Title))
	paragraph(out, fmt.Sprintf("scenario %s, world %s, %s of each topology: the same load, the same faults", t.Scenario.ID, t.World, plural(t.Seeds, "seed")), "  ")
	fmt.Fprintln(out)
	g := newGrid("TOPOLOGY", ">P50", ">P99", ">ANSWERED", ">FIGURES", ">RECOVERED", ">BYTES OUT", ">FIELDS", ">HELD")
	for i := range t.Rows {
		r := &t.Rows[i]
		g.row(cell{text: r.Topology}, cell{text: micros(r.Write.P50)}, cell{text: micros(r.Write.P99)}, cell{text: answered(r)}, cell{text: micros(r.Freshness.P99)},
			cell{text: recovered(r.Recovered)}, cell{text: count(r.Bytes)}, cell{text: count(len(r.Fields))}, heldCell(r))
		g.note(shortfalls(r)...)
	}
	g.write(out, style)
	fmt.Fprintln(out)
	for _, line := range topologyWords {
		paragraph(out, line, "  ")
	}
	return out.Flush()
}

// topologyWords say what the columns are.
var topologyWords = []string{
	"P50, P99: from a client's order to its confirmation, faults included. answered: commands that got an answer, a refusal among them. figures: 99 of 100 that were shown were no older.",
	"recovered: the longest time from the end of a fault until work was as before. fields: that left a region, by event type. No column is weighed against another.",
}

func answered(r *run.Placed) string {
	if r.Commands == 0 {
		return "-"
	}
	return trimmed(100*float64(r.Answered)/float64(r.Commands)) + "%"
}

func heldCell(r *run.Placed) cell {
	c := cell{text: share(r.Held, r.Held+len(r.Broken)+len(r.Unanswered)), tone: toneGood}
	if len(r.Broken) > 0 {
		c.tone = toneBad
	}
	return c
}

// shortfalls says what a topology does not keep, or could not be asked.
func shortfalls(r *run.Placed) []string {
	var out []string
	for _, b := range r.Broken {
		out = append(out, fmt.Sprintf("does not keep %s (%s): %s", b.Name, b.ID, plural(b.Breaches, "breach")))
	}
	if len(r.Unanswered) > 0 {
		out = append(out, "does not apply, or has no answer: "+strings.Join(r.Unanswered, ", "))
	}
	if r.Unproved > 0 {
		out = append(out, plural(r.Unproved, "fault")+" had no effect here")
	}
	return out
}

// TopologiesJSON writes the comparison as JSON.
func TopologiesJSON(w io.Writer, t *run.Topologies) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(t)
}

// TopologiesCSV writes the comparison as CSV, a row for each topology; times are in
// microseconds.
func TopologiesCSV(w io.Writer, t *run.Topologies) error {
	out := csv.NewWriter(w)
	if err := out.Write([]string{"topology", "write_p50_us", "write_p99_us", "commands", "answered", "figures_p99_us", "recovered_us", "crossed_bytes", "fields", "held", "broken"}); err != nil {
		return err
	}
	number := func(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
	for i := range t.Rows {
		r := &t.Rows[i]
		back, broken := "", make([]string, len(r.Broken))
		if r.Recovered != nil {
			back = strconv.FormatInt(r.Recovered.Microseconds(), 10)
		}
		for k, b := range r.Broken {
			broken[k] = b.ID
		}
		if err := out.Write([]string{r.Topology, number(r.Write.P50), number(r.Write.P99), strconv.FormatInt(r.Commands, 10), strconv.FormatInt(r.Answered, 10),
			number(r.Freshness.P99), back, strconv.FormatInt(r.Bytes, 10), strconv.Itoa(len(r.Fields)), strconv.Itoa(r.Held), strings.Join(broken, " ")}); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}
