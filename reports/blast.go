package reports

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/scenarios/run"
)

// Blast writes for a terminal how far each fault reaches: for each of them, alone, what
// every region noticed, and the promises that it breaks. Errors are those of w.
func Blast(w io.Writer, b *run.Blast, style Style) error {
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "\n  %s\n", plain(b.Scenario.Title))
	paragraph(out, fmt.Sprintf("scenario %s, world %s, topology %s, %s: each fault alone, against the same load without any",
		b.Scenario.ID, b.World, b.Topology, plural(b.Seeds, "seed")), "  ")
	fmt.Fprintln(out)
	g := newGrid("FAULT", "REGION", ">COMMANDS", ">ANSWERED", ">WRITE P99", ">RATIO", ">FIGURES", ">RATIO", "NOTICED")
	g.blastRows("(none)", &b.Without)
	for i := range b.Faults {
		f := &b.Faults[i]
		g.blastRows(f.Fault, f)
	}
	g.write(out, style)
	fmt.Fprintln(out)
	paragraph(out, blastWords, "  ")
	return out.Flush()
}

// blastWords say what the columns are.
const blastWords = "answered: commands that got an answer, a refusal among them. write p99: of orders that were confirmed. figures: 99 of 100 figures of the region were no older when somebody elsewhere was shown them. " +
	"ratio: to the run without a fault. noticed: a smaller share was answered, or a ratio of 1.5 or more."

// blastRows adds a row for each region, and under the last one what was broken.
func (g *grid) blastRows(name string, s *run.Single) {
	for i := range s.Regions {
		r := &s.Regions[i]
		noticed := cell{text: strings.Join(r.Noticed, ", ")}
		switch {
		case len(r.Noticed) > 0:
			noticed.tone = toneBad
		case s.Fault != "":
			noticed.text = "nothing"
		}
		share := "-"
		if r.Commands > 0 {
			share = answeredShare(r.Answered, r.Commands)
		}
		g.row(cell{text: name}, cell{text: r.Region}, cell{text: count(r.Commands)}, cell{text: share}, cell{text: seenLatency(r.WriteP99)}, cell{text: ratioText(r.Writes)},
			cell{text: seenLatency(r.ShownP99)}, cell{text: ratioText(r.Shown)}, noticed)
		name = ""
	}
	g.note(blastNotes(s)...)
}

// blastNotes say what a fault is and what it breaks.
func blastNotes(s *run.Single) []string {
	var out []string
	if s.Text != "" {
		out = append(out, s.Text)
	}
	for _, b := range s.Broken {
		out = append(out, fmt.Sprintf("breaks %s (%s): %s", b.Name, b.ID, plural(b.Breaches, "breach")))
	}
	kept := "keeps " + share(s.Held, s.Held+len(s.Broken)+len(s.Unanswered)) + " promises"
	if len(s.Unanswered) > 0 {
		kept += "; without an answer: " + strings.Join(s.Unanswered, ", ")
	}
	out = append(out, kept)
	if radius := scenarios.Radius(s.Reaches); radius.Declared() {
		out = append(out, reach(radius, s.Beyond))
	}
	if s.Unproved > 0 {
		out = append(out, "had no effect in "+plural(s.Unproved, "seed"))
	}
	return out
}

// reach says how far a fault may reach, and what went beyond it.
func reach(radius scenarios.Radius, beyond []string) string {
	may := "may reach " + strings.Join(radius, ", ")
	if len(radius) == 0 {
		may = "may reach nobody"
	}
	if len(beyond) > 0 {
		return may + ", and reaches " + strings.Join(beyond, ", ")
	}
	return may + ", and reaches nothing beyond"
}

// seenLatency writes a latency, and a dash where there was none.
func seenLatency(us float64) string {
	if us <= 0 {
		return "-"
	}
	return micros(us)
}

func ratioText(v *float64) string {
	if v == nil {
		return "-"
	}
	return three(*v) + "x"
}

// BlastJSON writes it as JSON, as docs/schema/blast.schema.json says.
func BlastJSON(w io.Writer, b *run.Blast) error {
	c := *b
	c.Scenario.Covers, c.Faults = some(c.Scenario.Covers), some(c.Faults)
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(&c)
}
