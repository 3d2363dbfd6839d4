package reports

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/scenarios/run"
)

// MarkdownMax is the most a Markdown report may take, in bytes, with whatever
// stood in its file before: step summaries above 1 MiB are refused.
const MarkdownMax = 1_000_000

// AppendMarkdown appends the Markdown of results to a file, which is made if it
// is not there, and keeps the file under [MarkdownMax].
func AppendMarkdown(path string, results []*run.Result) error {
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return fmt.Errorf("append markdown: %w", err)
	}
	stat, err := f.Stat()
	if err == nil {
		err = Markdown(f, results, MarkdownMax-int(stat.Size()))
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return fmt.Errorf("append markdown to %s: %w", path, err)
	}
	return nil
}

// truncatedNote stands where results had no room.
const truncatedNote = "\n_%s shortened, %d left out: the summary is full. The JSON and HTML reports have everything._\n"

// Markdown writes results for a CI step summary, in at most room bytes: a table
// of all results if there are several, then each of them, the ones that did not
// hold first. Results that do not fit are cut to their sentence and command, or
// left out, and a note says so; with no room for the note either, nothing is
// written. Errors are those of w.
func Markdown(w io.Writer, results []*run.Result, room int) error {
	room -= len(truncatedNote) + 20
	if room <= 0 {
		return nil
	}
	var b bytes.Buffer
	if len(results) > 1 {
		overview(&b, results)
	}
	if b.Len() > room {
		b.Reset()
	}
	shortened, left := fill(&b, worstFirst(results), room)
	if shortened+left > 0 {
		fmt.Fprintf(&b, truncatedNote, plural(shortened, "result"), left)
	}
	_, err := w.Write(b.Bytes())
	return err
}

// fill writes each result in full as long as the rest still fits in short.
func fill(b *bytes.Buffer, results []*run.Result, room int) (shortened, left int) {
	shorts, rest := make([][]byte, len(results)), 0
	for i, r := range results {
		shorts[i] = markdownShort(r)
		rest += len(shorts[i])
	}
	for i, r := range results {
		rest -= len(shorts[i])
		full := markdownOf(r)
		switch {
		case b.Len()+len(full)+rest <= room:
			b.Write(full)
		case b.Len()+len(shorts[i]) <= room:
			b.Write(shorts[i])
			shortened++
		default:
			left++
		}
	}
	return shortened, left
}

func worstFirst(results []*run.Result) []*run.Result {
	rank := map[outcome]int{violated: 0, broken: 1, stopped: 2, inconclusive: 3, slower: 4, held: 5}
	sorted := slices.Clone(results)
	slices.SortStableFunc(sorted, func(a, b *run.Result) int { return rank[outcomeOf(a)] - rank[outcomeOf(b)] })
	return sorted
}

func overview(w io.Writer, results []*run.Result) {
	counts := map[outcome]int{}
	for _, r := range results {
		counts[outcomeOf(r)]++
	}
	fmt.Fprintf(w, "## Sea Trial: %s\n\n", tallyLine(counts, len(results)))
	rows := [][]string{}
	for _, r := range results {
		t := tallyOf(r)
		rows = append(rows, []string{cellText(r.Scenario.ID + marks(r)), strong(outcomeOf(r)), count(t.seeds),
			fmt.Sprintf("%d/%d", t.held, len(r.Promises)), count(t.evaluated), count(t.proved) + "/" + count(t.injected)})
	}
	markdownTable(w, []string{"scenario", "outcome", ">seeds", ">promises held", ">evaluated", ">faults proved"}, rows)
}

// strong makes what did not hold stand out, and nothing else.
func strong(o outcome) string {
	if o == held {
		return "held"
	}
	return "**" + o.String() + "**"
}

// markdownShort is a result reduced to its sentence and command.
func markdownShort(r *run.Result) []byte {
	return fmt.Appendf(nil, "\n### %s\n\n%s\n\n```\n%s\n```\n", cellText(r.Scenario.ID), cellText(clip(Sentence(r), 400)), fence(clip(plain(repeatOf(r)), 400)))
}

func markdownOf(r *run.Result) []byte {
	var b bytes.Buffer
	t := tallyOf(r)
	fmt.Fprintf(&b, "\n### %s: %s\n\n**%s:** %s\n\n", cellText(r.Scenario.ID), cellText(r.Scenario.Title), outcomeOf(r), cellText(finding(r)))
	for _, reason := range r.Reasons {
		fmt.Fprintf(&b, "- %s\n", cellText(reason))
	}
	for _, f := range append(slices.Clone(t.violated), t.unknown...) {
		markdownEvidence(&b, t, f)
	}
	for _, line := range unjudged(r) {
		fmt.Fprintf(&b, "\n%s\n", cellText(line))
	}
	fmt.Fprintf(&b, "\n```\n%s\n```\n", fence(repeatOf(r)))
	fmt.Fprintf(&b, "\n<details><summary>%s, %s, %s</summary>\n\n", plural(len(r.Promises), "promise"), plural(len(t.faults), "fault"),
		plural(len(wholePaths(r)), "latency path"))
	fmt.Fprintf(&b, "%s\n\n", cellText(ranLine(r, t)))
	markdownTables(&b, r, t)
	b.WriteString("\n</details>\n")
	return b.Bytes()
}

func markdownEvidence(w io.Writer, t tally, f invariants.Finding) {
	fmt.Fprintf(w, "\n**%s** %s", cellText(label(f)), f.Verdict)
	if at := where(t, f); at != "" {
		fmt.Fprintf(w, ", first: %s", at)
	}
	lines := evidence(f)
	for i := range lines {
		lines[i] = fence(lines[i])
	}
	fmt.Fprintf(w, "\n\n```\n%s\n```\n", strings.Join(lines, "\n"))
}

func markdownTables(w io.Writer, r *run.Result, t tally) {
	var rows [][]string
	for _, f := range r.Promises {
		rows = append(rows, []string{f.ID, cellText(f.Name), markdownVerdict(f.Verdict), evaluated(f), count(f.Breaches)})
	}
	markdownTable(w, []string{"", "promise", "verdict", ">evaluated", ">breaches"}, rows)
	rows = nil
	for _, f := range t.faults {
		row := []string{cellText(f.Fault.ID), cellText(string(f.Fault.Kind)), share(f.Proved, f.Asked), share(f.Reverted, f.Asked), count(f.Effects)}
		if t.recoveries() {
			row = append(row, recovered(f.Recovered))
		}
		rows = append(rows, row)
	}
	head := []string{"fault", "kind", ">proved", ">reverted", ">effects"}
	if t.recoveries() {
		head = append(head, ">recovered after")
	}
	markdownTable(w, head, rows)
	markdownCosts(w, r)
	rows = nil
	for _, p := range r.Reach {
		reached := "reached"
		if !p.OK {
			reached = "**NOT REACHED**"
		}
		rows = append(rows, []string{cellText(p.Point), demand(p), share(p.Seeds, t.seeds), count(p.Count), reached})
	}
	markdownTable(w, []string{"must reach", "in", ">seeds", ">times", ""}, rows)
	rows = nil
	for _, path := range wholePaths(r) {
		q := r.Latency[path]
		rows = append(rows, []string{cellText(path), count(q.Count), micros(q.P50), micros(q.P90), micros(q.P99), micros(q.P999), micros(q.Max)})
	}
	markdownTable(w, []string{"latency", ">count", ">p50", ">p90", ">p99", ">p99.9", ">max"}, rows)
	rows = nil
	for _, th := range r.Thresholds {
		kept := "kept"
		if !th.OK {
			kept = "**MISSED**"
		}
		rows = append(rows, []string{cellText(th.Path), cellText(th.Text), measured(th), kept})
	}
	markdownTable(w, []string{"threshold", "wanted", ">measured", ""}, rows)
}

func markdownVerdict(v invariants.Verdict) string {
	if v == invariants.Held {
		return "held"
	}
	return "**" + strings.ToUpper(v.String()) + "**"
}

// markdownTable writes a table; a head that begins with > is a column of
// figures. A table without rows is not written.
func markdownTable(w io.Writer, head []string, rows [][]string) {
	if len(rows) == 0 {
		return
	}
	line, rule := "|", "|"
	for _, h := range head {
		name, figures := strings.CutPrefix(h, ">")
		line += " " + name + " |"
		if figures {
			rule += "---:|"
		} else {
			rule += "---|"
		}
	}
	fmt.Fprintf(w, "%s\n%s\n", line, rule)
	for _, row := range rows {
		fmt.Fprintf(w, "| %s |\n", strings.Join(row, " | "))
	}
	fmt.Fprintln(w)
}

var markdownEscapes = strings.NewReplacer(`\`, `\\`, "|", `\|`, "<", "&lt;", ">", "&gt;", "&", "&amp;", "`", "\\`", "*", `\*`, "_", `\_`,
	"[", `\[`, "]", `\]`, "#", `\#`, "~", `\~`, "@", "&#64;")

// cellText returns s so that Markdown shows it as it is, on one line: it makes
// no table cell, no mark-up, no mention.
func cellText(s string) string { return markdownEscapes.Replace(clean(s)) }

// fence returns s so that it cannot end a block of code.
func fence(s string) string { return strings.ReplaceAll(clean(s), "```", "'''") }
