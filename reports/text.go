package reports

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/scenarios/run"
)

// Text writes the report of a result for a terminal: the verdict in a sentence,
// then what it rests on, at last the command that repeats it. Lines are ASCII
// and at most 100 columns wide, except the command, which is never broken.
// Errors are those of w.
func Text(w io.Writer, r *run.Result, style Style) error {
	out := bufio.NewWriter(w)
	t := tallyOf(r)
	headline(out, r, style)
	fmt.Fprintf(out, "\n  %s\n", plain(r.Scenario.Title))
	paragraph(out, ranLine(r, t), "  ")
	for _, section := range []func(io.Writer, *run.Result, tally, Style){
		textReasons, textPromises, textLeftOut, textFaults, textCosts, textReach, textLatency, textThresholds, textAccounts,
	} {
		section(out, r, t, style)
	}
	fmt.Fprintf(out, "\nRepeat with\n  %s\n", plain(repeatOf(r)))
	return out.Flush()
}

// Tally writes one line per result and a count of outcomes: the end of a run of
// many scenarios.
func Tally(w io.Writer, results []*run.Result, style Style) error {
	out := bufio.NewWriter(w)
	g := newGrid("SCENARIO", "OUTCOME", ">SEEDS", ">HELD", ">EVALUATED", "REPEAT")
	g.loose = true
	counts := map[outcome]int{}
	for _, r := range results {
		o, t := outcomeOf(r), tallyOf(r)
		counts[o]++
		repeat := ""
		if o != held {
			repeat = repeatOf(r)
		}
		g.row(cell{text: r.Scenario.ID + marks(r)}, cell{strings.ToLower(o.String()), toneOf(o, toneNone)}, cell{text: count(t.seeds)},
			cell{text: fmt.Sprintf("%d/%d", t.held, len(r.Promises))}, cell{text: count(t.evaluated)}, cell{text: repeat})
	}
	g.write(out, style)
	fmt.Fprintf(out, "\n%s\n", tallyLine(counts, len(results)))
	return out.Flush()
}

func tallyLine(counts map[outcome]int, all int) string {
	parts := []string{fmt.Sprintf("%d of %s held", counts[held], plural(all, "scenario"))}
	for _, o := range []outcome{violated, broken, stopped, inconclusive, slower} {
		if counts[o] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", counts[o], strings.ToLower(o.String())))
		}
	}
	return strings.Join(parts, ", ") + "."
}

func toneOf(o outcome, good tone) tone {
	switch o {
	case held:
		return good
	case violated, broken:
		return toneBad
	}
	return toneOpen
}

func headline(w io.Writer, r *run.Result, style Style) {
	o := outcomeOf(r)
	lines := wrap(Sentence(r), pageWidth)
	word := o.String()
	lines[0] = style.paint(word, toneOf(o, toneGood)) + strings.TrimPrefix(lines[0], word)
	fmt.Fprintln(w, strings.Join(lines, "\n"))
}

// ranLine says what was run: scenario, world, seeds, load and time.
func ranLine(r *run.Result, t tally) string {
	parts := append([]string{"scenario " + r.Scenario.ID, "world " + r.World}, circumstances(r)...)
	switch {
	case r.World == "":
		parts = []string{"a history of " + r.Scenario.ID} // of a system that knows no seed
	case len(r.Runs) > 0:
		parts = append(parts, seedRange(r))
	}
	if t.commands > 0 {
		parts = append(parts, plural(t.commands, "command"))
	}
	if t.virtualNS > 0 {
		parts = append(parts, runTime(r, t))
	}
	if len(r.Defects) > 0 {
		parts = append(parts, "planted "+strings.Join(r.Defects, " "))
	}
	return strings.Join(parts, ", ")
}

func runTime(r *run.Result, t tally) string {
	lived := time.Duration(t.virtualNS).Round(time.Second)
	switch {
	case r.RealTime:
		return span(lived) + " of real time" // of all seeds; some ran side by side
	case r.World == "virtual":
		return fmt.Sprintf("%s of virtual time in %s", span(lived), micros(r.WallSeconds*1e6))
	}
	return span(lived)
}

// seedRange says "seed 7", "seeds 1-20" or "20 seeds".
func seedRange(r *run.Result) string {
	first, last := r.Runs[0].Seed, r.Runs[len(r.Runs)-1].Seed
	switch {
	case len(r.Runs) == 1:
		return fmt.Sprintf("seed %d", first)
	case last-first == uint64(len(r.Runs)-1):
		return fmt.Sprintf("seeds %d-%d", first, last)
	}
	return plural(len(r.Runs), "seed")
}

func textReasons(w io.Writer, r *run.Result, _ tally, _ Style) {
	if len(r.Reasons) == 0 {
		return
	}
	fmt.Fprintln(w)
	for _, reason := range r.Reasons {
		paragraph(w, "- "+reason, "  ")
	}
}

func textPromises(w io.Writer, r *run.Result, t tally, style Style) {
	if len(r.Promises) == 0 {
		return
	}
	fmt.Fprintln(w)
	g := newGrid("PROMISE", "", "VERDICT", ">EVALUATED", ">BREACHES", "FIRST BREACH")
	for _, f := range r.Promises {
		breaches := ""
		if f.Breaches > 0 {
			breaches = count(f.Breaches)
		}
		g.row(cell{text: f.ID}, cell{text: f.Name}, verdictCell(f.Verdict), cell{text: evaluated(f)},
			cell{text: breaches}, cell{text: where(t, f)})
		g.note(evidence(f)...)
	}
	g.write(w, style)
}

func verdictCell(v invariants.Verdict) cell {
	switch v {
	case invariants.Held:
		return cell{text: "held"}
	case invariants.Violated:
		return cell{"VIOLATED", toneBad}
	}
	return cell{"UNKNOWN", toneOpen}
}

// textLeftOut names what was asked for and not judged.
func textLeftOut(w io.Writer, r *run.Result, _ tally, _ Style) {
	for i, line := range unjudged(r) {
		if i == 0 {
			fmt.Fprintln(w)
		}
		paragraph(w, line, "  ")
	}
}

func textFaults(w io.Writer, _ *run.Result, t tally, style Style) {
	if len(t.faults) == 0 {
		return
	}
	fmt.Fprintln(w)
	head := []string{"FAULT", "KIND", ">PROVED", ">REVERTED", ">EFFECTS"}
	timed := t.recoveries()
	if timed {
		head = append(head, ">RECOVERED AFTER")
	}
	g := newGrid(head...)
	for _, f := range t.faults {
		proved, reverted := cell{text: share(f.Proved, f.Asked)}, cell{text: share(f.Reverted, f.Asked)}
		if f.Proved < f.Asked {
			proved.tone = toneOpen
		}
		cells := []cell{{text: f.Fault.ID}, {text: string(f.Fault.Kind)}, proved, reverted, {text: count(f.Effects)}}
		if timed {
			cells = append(cells, cell{text: recovered(f.Recovered)})
		}
		g.row(cells...)
		if f.Proved < f.Asked {
			g.note(fmt.Sprintf("not proved in %s: %s", plural(f.Asked-f.Proved, "run"), orElse(f.Why, "no reason was recorded")))
		}
	}
	g.write(w, style)
}

func orElse(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

func textReach(w io.Writer, r *run.Result, t tally, style Style) {
	if len(r.Reach) == 0 {
		return
	}
	fmt.Fprintln(w)
	g := newGrid("MUST REACH", "IN", ">SEEDS", ">TIMES", "")
	for _, p := range r.Reach {
		reached := cell{}
		if !p.OK {
			reached = cell{"NOT REACHED", toneOpen}
		}
		g.row(cell{text: p.Point}, cell{text: demand(p)}, cell{text: share(p.Seeds, t.seeds)}, cell{text: count(p.Count)}, reached)
	}
	g.write(w, style)
}

// demand says where a point must be reached.
func demand(p run.ReachReport) string {
	switch {
	case p.Relaxed:
		return "one seed (real time)"
	case p.Set:
		return "one seed"
	}
	return "every seed"
}

func textLatency(w io.Writer, r *run.Result, _ tally, style Style) {
	if len(r.Latency) == 0 {
		return
	}
	fmt.Fprintln(w)
	g := newGrid("LATENCY", ">COUNT", ">P50", ">P90", ">P99", ">P99.9", ">MAX")
	for _, path := range wholePaths(r) {
		q := r.Latency[path]
		cells := []cell{{text: path}, {text: count(q.Count)}}
		for _, us := range []float64{q.P50, q.P90, q.P99, q.P999, q.Max} {
			cells = append(cells, cell{text: micros(us)})
		}
		g.row(cells...)
	}
	g.write(w, style)
}

func textThresholds(w io.Writer, r *run.Result, _ tally, style Style) {
	if len(r.Thresholds) == 0 {
		return
	}
	fmt.Fprintln(w)
	g := newGrid("THRESHOLD", "WANTED", ">MEASURED", "")
	for _, th := range r.Thresholds {
		kept := cell{}
		if !th.OK {
			kept = cell{"MISSED", toneBad}
		}
		g.row(cell{text: th.Path}, cell{text: th.Text}, cell{text: measured(th)}, kept)
	}
	g.write(w, style)
}

func textAccounts(w io.Writer, r *run.Result, _ tally, style Style) {
	if r.Detail == nil || len(r.Detail.Accounts) == 0 {
		return
	}
	fmt.Fprintln(w)
	g := newGrid("ACCOUNTS, SEED "+strconv.FormatUint(r.Detail.Seed, 10), ">ACCEPTED", ">APPLIED", ">PARKED", ">DEAD", ">SHED",
		">IN FLIGHT", ">OFF BY", ">DUPLICATES")
	for _, a := range r.Detail.Accounts {
		off := cell{text: count(unexplained(a))}
		if unexplained(a) != 0 {
			off.tone = toneBad
		}
		g.row(cell{text: a.Queue}, cell{text: count(a.Accepted)}, cell{text: count(a.Applied)}, cell{text: count(a.Parked)},
			cell{text: count(a.DeadLetter)}, cell{text: count(a.Shed)}, cell{text: count(max(0, a.InFlight))}, off, cell{text: count(a.Duplicates)})
	}
	g.write(w, style)
}
