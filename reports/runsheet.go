package reports

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/scenarios"
)

// Runsheet writes what everybody at a game day has in hand, as Markdown: what is
// expected to hold, who does what, when which fault strikes and how it is taken
// back. The instants are those of the live profile for a seed, since a game day
// runs in real time. Errors are those of w.
func Runsheet(w io.Writer, s *scenarios.Scenario, seed uint64) error {
	live := s.ForLive()
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "# Run sheet: %s\n\n%s\n", cellText(s.Title), cellText(runsheetLine(s, seed)))
	fmt.Fprintf(out, "\n## Hypothesis\n\n%s\n", cellText(s.Hypothesis))
	runsheetGround(out, live)
	runsheetPeople(out, s)
	runsheetTimeline(out, live, live.Plan(seed))
	runsheetStop(out, live)
	runsheetPromises(out, live)
	runsheetChecklist(out, live)
	return out.Flush()
}

func runsheetLine(s *scenarios.Scenario, seed uint64) string {
	text := fmt.Sprintf("Scenario %s, seed %d, live profile", s.ID, seed)
	if s.Live.Factor > 1 {
		text += fmt.Sprintf(" (holds, timers and cadences are a %s of those in the file)", part(s.Live.Factor))
	}
	return text + "."
}

// part names one n-th.
func part(n int64) string {
	switch n {
	case 2:
		return "half"
	case 3:
		return "third"
	case 4:
		return "quarter"
	}
	return fmt.Sprintf("%dth part", n)
}

func runsheetGround(w io.Writer, s *scenarios.Scenario) {
	fmt.Fprintf(w, "\n## Steady state\n\nWithin the first %s, with nothing broken: %s. Otherwise nothing is injected.\n",
		span(s.Baseline), cellText(steady(s.SteadyState)))
	fmt.Fprintf(w, "\n## Where\n\n%s\n", cellText(placed(s.Topology)))
	fmt.Fprintf(w, "\n## Load\n\n%s The load goes on until the last fault is gone, however long people wait. Then the system has %s to fall quiet.\n",
		cellText(loaded(s.Workload)), span(s.Drain))
}

// steady says what has to be true before anything is broken.
func steady(s scenarios.SteadyState) string {
	parts := []string{"the system runs"}
	if s.CommandsMin > 0 {
		parts = []string{fmt.Sprintf("at least %s", plural(s.CommandsMin, "command"))}
	}
	if s.AnsweredMin > 0 {
		parts = append(parts, percent(s.AnsweredMin)+" of the commands answered")
	}
	return and(parts)
}

func runsheetPeople(w io.Writer, s *scenarios.Scenario) {
	fmt.Fprint(w, "\n## People\n\n")
	markdownTable(w, []string{"role", "who", "does"}, [][]string{
		{"owner of the trial", cellText(orElse(s.Owner, "-")), "decides on go and no go; owns the findings"},
		{"lead", "", "gives the word before each fault, calls the abort"},
		{"operator", "", "at the keyboard: Enter, n, p, q"},
		{"observers", "one for each region", "say what they see, and when, before they are told"},
		{"scribe", "", "has every remark noted with its time (n TEXT)"},
	})
}

func runsheetTimeline(w io.Writer, s *scenarios.Scenario, p faults.Plan) {
	fmt.Fprint(w, "## Timeline\n\nCounted from the start. Whoever waits moves what has not begun; what holds ends at its time.\n\n")
	g := gazetteerOf(s.Topology)
	rows := [][]string{{"0 s", "", "baseline: nothing is broken", span(s.Baseline), cellText(steady(s.SteadyState)), "", ""}}
	for _, f := range p.Faults {
		e := expected(f)
		rows = append(rows, []string{span(f.At.Round(time.Millisecond)), cellText(fmt.Sprintf("%s (%s)", f.ID, f.Kind)), cellText(g.tells(f)),
			span(f.Hold.Round(time.Millisecond)), cellText(e.Text), cellText(fmt.Sprintf("by itself after its hold: %s", e.Revert)), cellText(g.abortIf(f))})
	}
	ends := max(s.Workload.Duration, p.LastRevert())
	rows = append(rows, []string{span(ends.Round(time.Millisecond)), "", "the load ends", "at most " + span(s.Drain), "everything falls quiet and all books agree", "", ""})
	markdownTable(w, []string{">at", "fault", "what it hits", ">hold", "what to expect", "how it is reverted", "abort if"}, rows)
}

func runsheetStop(w io.Writer, s *scenarios.Scenario) {
	fmt.Fprint(w, "## Stop conditions\n\n")
	for _, stop := range s.Stop {
		fmt.Fprintf(w, "- %s ends the run by itself\n", cellText(stop.Text))
	}
	fmt.Fprint(w, "- `q` or Ctrl-C takes every fault back, last in first out, and ends the run (exit 5)\n")
	fmt.Fprint(w, "- stop by hand if an \"abort if\" of the timeline comes true\n")
}

func runsheetPromises(w io.Writer, s *scenarios.Scenario) {
	fmt.Fprint(w, "\n## Promises judged\n\n")
	var rows [][]string
	for _, id := range s.Promises {
		p, ok := invariants.ByID(id)
		if !ok {
			continue
		}
		when := map[invariants.Mode]string{invariants.Always: "at every step", invariants.Quiet: "at the end"}[p.Mode]
		if p.Mode == invariants.Pair {
			when = "not here: it compares several runs"
		}
		rows = append(rows, []string{p.ID, cellText(p.Name), cellText(p.Title), when})
	}
	markdownTable(w, []string{"", "promise", "in a line", "judged"}, rows)
}

func runsheetChecklist(w io.Writer, s *scenarios.Scenario) {
	var regions []string
	for _, r := range s.Topology.Regions {
		regions = append(regions, r.Name)
	}
	fmt.Fprint(w, "## Before\n\n")
	for _, line := range []string{
		"`seatrial validate` accepts the scenario and `seatrial doctor` finds nothing left over",
		"everybody has this sheet and knows who gives the word and who may stop",
		"observers of " + cellText(and(regions)) + " have their screens open",
		"the dry run held: `seatrial gameday " + fence(cmp.Or(fileOf(s), s.ID)) + " --world virtual --auto`",
	} {
		fmt.Fprintf(w, "- [ ] %s\n", line)
	}
	fmt.Fprint(w, "\n## After\n\n")
	for _, line := range []string{
		"every fault is reverted and proved in the ledger",
		"times to detect and to recover are read out and agreed on",
		"each finding has an owner and a date",
		"history, rehearsal.md and report.html are kept (`--out`)",
	} {
		fmt.Fprintf(w, "- [ ] %s\n", line)
	}
}

// fileOf returns where a scenario was read, "" if it ships.
func fileOf(s *scenarios.Scenario) string {
	if strings.HasPrefix(s.Path, "library:") {
		return ""
	}
	return s.Path
}
