package reports

import (
	"fmt"
	"strings"
	"time"

	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/scenarios/run"
)

// Sentence returns the verdict of a result in one line of ASCII: the outcome in
// capitals, then what it rests on. It is the first line of every report.
func Sentence(r *run.Result) string {
	return outcomeOf(r).String() + ": " + finding(r)
}

// finding is the sentence after the outcome.
func finding(r *run.Result) string {
	if r.Unsafe() {
		return unsafeWarning + plainFinding(r)
	}
	return plainFinding(r)
}

func plainFinding(r *run.Result) string {
	t := tallyOf(r)
	switch outcomeOf(r) {
	case held:
		return plain(fmt.Sprintf("%s %s%s.", heldPart(r, t), over(r), whileFaults(r, t)))
	case violated:
		return plain(violatedFinding(r, t))
	case stopped:
		return plain(fmt.Sprintf("the run ended early; %s until then%s.", heldPart(r, t), because(r)))
	case broken:
		return plain(fmt.Sprintf("this says nothing about the system%s.", because(r)))
	case slower:
		return plain(fmt.Sprintf("%s %s, but it was slower than its base%s.", heldPart(r, t), over(r), because(r)))
	}
	return plain(inconclusiveFinding(r, t))
}

func heldPart(r *run.Result, t tally) string {
	return fmt.Sprintf("%s promises held", share(t.held, len(r.Promises)))
}

// over says which seeds the result is about.
func over(r *run.Result) string {
	switch {
	case len(r.Runs) == 0 || r.World == "":
		return "in the history given"
	case len(r.Runs) == 1:
		return fmt.Sprintf("with seed %d", r.Runs[0].Seed)
	}
	return "over " + plural(len(r.Runs), "seed")
}

func whileFaults(r *run.Result, t tally) string {
	switch {
	case r.World == "":
		return "" // what struck a system that knows no faults of ours is not known
	case t.injected == 0:
		return ", without any fault"
	}
	return fmt.Sprintf(", %s proved", faultShare(t))
}

func faultShare(t tally) string {
	return fmt.Sprintf("%s of %s", count(t.proved), plural(t.injected, "fault"))
}

func violatedFinding(r *run.Result, t tally) string {
	if len(t.violated) == 0 {
		return fmt.Sprintf("%s %s, but %s.", heldPart(r, t), over(r), missed(t))
	}
	first := t.violated[0]
	text := fmt.Sprintf("%d of %s broke %s: %s", len(t.violated), plural(len(r.Promises), "promise"), over(r), names(t.violated))
	return text + firstSeen(t, first) + "."
}

func missed(t tally) string {
	if len(t.missed) == 0 {
		return "a limit was not kept"
	}
	m := t.missed[0]
	return fmt.Sprintf("%s %s missed: %s %s, measured %s", plural(len(t.missed), "threshold"), was(len(t.missed)), m.Path, m.Text, measured(m))
}

// measured returns the value of a threshold in its unit: a time, or a number for
// count and rate.
func measured(m run.ThresholdReport) string {
	switch text := strings.TrimSpace(m.Text); {
	case strings.HasPrefix(text, "count"):
		return count(m.Value)
	case strings.HasPrefix(text, "rate"): // per 1000 s
		return trimmed(float64(m.Value)/1000) + "/s"
	}
	return micros(float64(m.Value) / 1e3)
}

// firstSeen says where to look: ", first with seed 7 at 41.320 s".
func firstSeen(t tally, f invariants.Finding) string {
	text := ""
	if seed, ok := t.firstOf[f.ID]; ok && t.seeds > 1 {
		text += fmt.Sprintf(" with seed %d", seed)
	}
	if f.First != nil && timed(f.First) {
		text += " at " + instant(time.Duration(f.First.At))
	}
	if text == "" {
		return ""
	}
	return ", first" + text
}

// inconclusiveFinding names what is missing for an answer.
func inconclusiveFinding(r *run.Result, t tally) string {
	var gaps []string
	add := func(n int, text string) {
		if n > 0 {
			gaps = append(gaps, text)
		}
	}
	add(len(t.unknown), "there is no answer from "+names(t.unknown))
	add(len(t.unproved), fmt.Sprintf("%s %s not proved", plural(t.injected-t.proved, "fault"), was(t.injected-t.proved)))
	add(len(t.unreached), fmt.Sprintf("%s %s not reached", plural(len(t.unreached), "required point"), was(len(t.unreached))))
	text := fmt.Sprintf("nothing broke %s, but ", over(r))
	switch {
	case len(gaps) > 0:
		return text + and(gaps) + "."
	case len(r.Reasons) > 0:
		return text + clause(r.Reasons[0]) + "."
	}
	return text + "nothing was shown either."
}

func because(r *run.Result) string {
	if len(r.Reasons) == 0 {
		return ""
	}
	return ": " + clause(r.Reasons[0])
}

// clause makes a sentence the end of another. I-05 and TX keep their capitals.
func clause(sentence string) string {
	s := strings.TrimSuffix(clean(sentence), ".")
	if len(s) > 1 && s[0] >= 'A' && s[0] <= 'Z' && s[1] >= 'a' && s[1] <= 'z' {
		return strings.ToLower(s[:1]) + s[1:]
	}
	return s
}

// names lists at most three promises by name and number.
func names(found []invariants.Finding) string {
	var out []string
	for i, f := range found {
		if i == 3 {
			out = append(out, fmt.Sprintf("%d more", len(found)-3))
			break
		}
		out = append(out, label(f))
	}
	return and(out)
}

// label is a promise as reports name it: exactly-once-effect (I-05).
func label(f invariants.Finding) string { return fmt.Sprintf("%s (%s)", f.Name, f.ID) }

func and(parts []string) string {
	switch len(parts) {
	case 0:
		return ""
	case 1:
		return parts[0]
	}
	return strings.Join(parts[:len(parts)-1], ", ") + " and " + parts[len(parts)-1]
}

func was(n int) string {
	if n == 1 {
		return "was"
	}
	return "were"
}
