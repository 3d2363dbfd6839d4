package reports

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/scenarios/run"
)

// Rehearsal writes the report of a game day as Markdown: what was expected of
// each fault and what was observed, how long it took to notice it and to be well
// again, what people noted, what to follow up, and the verdict. Errors are those
// of w.
func Rehearsal(w io.Writer, r *run.Rehearsal) error {
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "# Game day: %s\n\n**%s:** %s\n\n%s\n", cellText(r.Scenario.Title), outcomeOf(r.Result), cellText(finding(r.Result)), cellText(dayLine(r)))
	fmt.Fprintf(out, "\n## Hypothesis\n\n%s\n", cellText(r.Scenario.Hypothesis))
	fmt.Fprint(out, "\n## Expected and observed\n\n")
	var rows [][]string
	for _, s := range sightings(r) {
		rows = append(rows, []string{cellText(s.ID), cellText(s.Text), cellText(s.Expected), cellText(s.Observed), cellText(s.Detect), cellText(s.Recover), cellText(s.Ledger)})
	}
	markdownTable(out, []string{"fault", "what happened", "expected", "observed", "noticed after", "well again after", "ledger"}, rows)
	fmt.Fprintf(out, "%s\n", cellText(howMeasured))
	fmt.Fprint(out, "\n## Findings\n\n")
	for _, f := range rehearsalFindings(r) {
		fmt.Fprintf(out, "- %s\n", cellText(f))
	}
	fmt.Fprintln(out)
	dayNotes(out, r)
	fmt.Fprint(out, "## Promises\n\n")
	rows = nil
	for _, f := range r.Result.Promises {
		rows = append(rows, []string{f.ID, cellText(f.Name), markdownVerdict(f.Verdict), evaluated(f), cellText(breachOrWhy(f))})
	}
	markdownTable(out, []string{"", "promise", "verdict", ">evaluated", "first breach, or why there is no answer"}, rows)
	if ids := leftOut(r); len(ids) > 0 {
		fmt.Fprintf(out, "Not judged: %s; they compare several runs, and a game day is one.\n\n", and(ids))
	}
	fmt.Fprintf(out, "Exit status %s. Repeat with\n\n```\n%s\n```\n", exitText(r.Result.Exit), fence(repeatOf(r.Result)))
	return out.Flush()
}

// RehearsalText writes the same for a terminal, without what the report of the
// run itself says. Errors are those of w.
func RehearsalText(w io.Writer, r *run.Rehearsal, style Style) error {
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "%s\n", style.paint("GAME DAY", toneHead))
	paragraph(out, dayLine(r), "  ")
	fmt.Fprintln(out)
	paragraph(out, "hypothesis: "+r.Scenario.Hypothesis, "  ")
	fmt.Fprintln(out)
	g := newGrid("FAULT", "NOTICED AFTER", "WELL AGAIN AFTER")
	for _, s := range sightings(r) {
		g.row(cell{text: s.ID}, cell{text: s.Detect}, cell{text: s.Recover})
		g.note("expected: "+s.Expected, "observed: "+s.Observed, "ledger: "+s.Ledger+".")
	}
	g.write(out, style)
	fmt.Fprintln(out)
	paragraph(out, howMeasured, "  ")
	if len(r.Remarks) > 0 {
		fmt.Fprintf(out, "\n  Notes\n")
	}
	for _, n := range r.Remarks {
		paragraph(out, instant(n.At)+": "+n.Text, "    ")
	}
	fmt.Fprintf(out, "\n  Findings\n")
	for _, f := range rehearsalFindings(r) {
		paragraph(out, "- "+f, "    ")
	}
	if ids := leftOut(r); len(ids) > 0 {
		paragraph(out, fmt.Sprintf("Not judged: %s; they compare several runs, and a game day is one.", and(ids)), "  ")
	}
	return out.Flush()
}

const howMeasured = "Noticed is the first sign, where the fault strikes, that left the range of the baseline after the injection. " +
	"Well again is from the revert until the last of them was back in that range."

// dayLine says how the day went.
func dayLine(r *run.Rehearsal) string {
	parts := []string{"scenario " + r.Result.Scenario.ID, "world " + r.Result.World, "live profile"}
	for _, one := range r.Result.Runs {
		parts = append(parts, fmt.Sprintf("seed %d", one.Seed), span(time.Duration(one.VirtualNS).Round(100*time.Millisecond))+" in all")
	}
	if r.Auto {
		parts = append(parts, "nobody was waited for")
	}
	if w := waited(r); w > 0 {
		parts = append(parts, "waited "+span(w.Round(100*time.Millisecond))+" for the operator")
	}
	if r.Watched > 0 {
		parts = append(parts, fmt.Sprintf("stopped, and watched for %s after the last revert", span(r.Watched)))
	}
	return strings.Join(parts, ", ")
}

func waited(r *run.Rehearsal) (sum time.Duration) {
	for _, w := range r.Waits {
		sum += max(0, w.To-w.From)
	}
	return sum
}

func dayNotes(w io.Writer, r *run.Rehearsal) {
	if len(r.Remarks) == 0 {
		return
	}
	fmt.Fprint(w, "## Notes\n\n")
	var rows [][]string
	for _, n := range r.Remarks {
		rows = append(rows, []string{instant(n.At), cellText(n.Text)})
	}
	markdownTable(w, []string{">at", "note"}, rows)
}

func breachOrWhy(f invariants.Finding) string {
	switch f.Verdict {
	case invariants.Violated:
		return strings.TrimPrefix(firstText(f.First), ", first ")
	case invariants.Held:
		return ""
	}
	return f.Why
}

func leftOut(r *run.Rehearsal) (ids []string) {
	for _, p := range r.Result.LeftOut {
		ids = append(ids, p.ID)
	}
	return ids
}

// sighting is one fault as people talk about it afterwards.
type sighting struct {
	ID, Text, Expected, Observed, Detect, Recover, Ledger string
}

func sightings(r *run.Rehearsal) []sighting {
	g := gazetteerOf(r.Scenario.Topology)
	var out []sighting
	for i := range r.Faults {
		o := &r.Faults[i]
		s := sighting{ID: o.Fault.ID, Text: g.tells(o.Fault), Expected: expected(o.Fault).Text, Observed: observed(o), Detect: "-", Recover: "-", Ledger: ledgerLine(r, o)}
		if first, after, ok := o.Detected(); ok {
			s.Detect = fmt.Sprintf("%s, by %s", seconds(after), first.Sign)
			s.Recover = recoveredText(o)
		}
		out = append(out, s)
	}
	return out
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.2f s", d.Seconds()) }

func recoveredText(o *run.Observed) string {
	took, ok := o.WellAfter()
	switch {
	case !ok:
		return "not while it was watched"
	case took == 0:
		return "before the revert"
	}
	return seconds(took)
}

// observed says what showed while a fault held.
func observed(o *run.Observed) string {
	if o.Injected == 0 {
		return "It was not injected."
	}
	var parts []string
	seen := map[string]bool{}
	for _, s := range o.Symptoms {
		if !seen[s.Sign+s.Where] && len(parts) < 6 {
			parts = append(parts, fmt.Sprintf("%s (%s, up to %s)", s.Sign, s.Where, count(s.Peak)))
		}
		seen[s.Sign+s.Where] = true
	}
	text := "Nothing left its normal range."
	if len(parts) > 0 {
		text = capital(and(parts)) + "."
	}
	if len(o.Before) > 0 {
		text += fmt.Sprintf(" Before it, %s showed already.", signsOf(o.Before))
	}
	if len(o.Beside) > 0 {
		text += fmt.Sprintf(" Beside it: %s.", and(slices.Clone(o.Beside)))
	}
	return text
}

func signsOf(list []run.Symptom) string {
	var names []string
	for _, s := range list {
		if !slices.Contains(names, s.Sign) {
			names = append(names, s.Sign)
		}
	}
	return and(names)
}

// ledgerLine is the entry of the fault ledger, in words.
func ledgerLine(r *run.Rehearsal, o *run.Observed) string {
	if o.Injected == 0 {
		return "requested, not injected"
	}
	parts := []string{"injected at " + instant(o.Injected), plural(o.Effects, "effect")}
	if o.Proved {
		parts = append(parts, "proved")
	} else {
		parts = append(parts, "NOT PROVED")
	}
	switch {
	case !o.Reverted:
		parts = append(parts, "NOT REVERTED")
	case r.Watched > 0:
		parts = append(parts, fmt.Sprintf("reverted at %s, proved: nothing touched in the %s after", instant(o.Ended), span(r.Watched)))
	default:
		parts = append(parts, fmt.Sprintf("reverted at %s, proved: nothing touched until the end", instant(o.Ended)))
	}
	return strings.Join(parts, ", ")
}

// rehearsalFindings lists what to follow up: what broke, what nobody could see,
// what did not come back, and what was not tried.
func rehearsalFindings(r *run.Rehearsal) []string {
	var out []string
	for _, f := range r.Result.Promises {
		if f.Verdict == invariants.Violated {
			out = append(out, fmt.Sprintf("%s was violated%s", label(f), firstText(f.First)))
		}
	}
	var skipped []string
	for i := range r.Faults {
		o := &r.Faults[i]
		if o.Injected == 0 {
			skipped = append(skipped, o.Fault.ID)
			continue
		}
		out = append(out, faultFindings(o)...)
	}
	if len(skipped) > 0 {
		out = append(out, fmt.Sprintf("%s: not injected, so nothing is known", and(skipped)))
	}
	if len(out) == 0 {
		out = append(out, "none: every fault showed as expected and was gone after it")
	}
	return out
}

func faultFindings(o *run.Observed) (out []string) {
	e := expected(o.Fault)
	say := func(format string, args ...any) { out = append(out, o.Fault.ID+": "+fmt.Sprintf(format, args...)) }
	if !o.Proved {
		say("it touched nothing; the trial of it proves nothing")
	}
	if !o.Reverted {
		say("it still touched something after it was taken back")
	}
	_, after, noticed := o.Detected()
	switch {
	case len(e.Signs) > 0 && !noticed && o.Proved && len(o.Before) == 0:
		say("nobody could have noticed it: no sign left its normal range")
	case len(e.Signs) > 0 && noticed && !slices.ContainsFunc(o.Symptoms, func(s run.Symptom) bool { return slices.Contains(e.Signs, s.Sign) }):
		say("expected to show as %s, it showed as %s", strings.Join(e.Signs, " or "), signsOf(o.Symptoms))
	case noticed && after > o.Fault.Hold && len(o.Before) == 0: // or what showed already hid it
		say("it was noticed only after it was gone")
	}
	if _, ok := o.WellAfter(); noticed && !ok {
		say("what it caused was still showing at the end")
	}
	return out
}
