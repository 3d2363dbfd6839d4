package reports

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/seatrial/seatrial/scenarios"
)

// RunsheetText writes the run sheet for a terminal: hypothesis, steady state,
// timeline and stop conditions. [Runsheet] has the rest. Errors are those of w.
func RunsheetText(w io.Writer, s *scenarios.Scenario, seed uint64, style Style) error {
	live := s.ForLive()
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "%s  %s\n", style.paint("RUN SHEET", toneHead), plain(s.Title))
	paragraph(out, runsheetLine(s, seed), "  ")
	fmt.Fprintln(out)
	paragraph(out, "hypothesis: "+s.Hypothesis, "  ")
	paragraph(out, fmt.Sprintf("steady state within %s: %s", span(live.Baseline), steady(live.SteadyState)), "  ")
	paragraph(out, "promises: "+strings.Join(live.Promises, " "), "  ")
	fmt.Fprintln(out)
	g := newGrid(">AT", ">HOLD", "FAULT", "KIND", "ABORT IF")
	names := gazetteerOf(live.Topology)
	for _, f := range live.Plan(seed).Faults {
		g.row(cell{text: span(f.At.Round(time.Millisecond))}, cell{text: span(f.Hold.Round(time.Millisecond))}, cell{text: f.ID},
			cell{text: string(f.Kind)}, cell{text: names.abortIf(f)})
		g.note(names.tells(f)+".", "expect: "+expected(f).Text)
	}
	g.write(out, style)
	fmt.Fprintf(out, "\n  stop conditions\n")
	for _, stop := range live.Stop {
		paragraph(out, stop.Text+" ends the run by itself", "    ")
	}
	paragraph(out, "q or Ctrl-C takes every fault back, last in first out, and ends the run", "    ")
	fmt.Fprintln(out)
	return out.Flush()
}
