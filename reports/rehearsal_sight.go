package reports

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/scenarios/run"
)

// Sight writes how a rehearsal stands, as lines of ASCII of at most 100 columns:
// where it is, what the operator can do, figures, faults, promises so far, and
// what is out of the ordinary. Errors are those of w.
func Sight(w io.Writer, s run.Sight, style Style) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s  %s, %s\n", instant(s.At), strings.ToUpper(s.Phase), loadLine(s))
	fmt.Fprintf(&b, "  %s\n", style.paint(plain(clip(nextLine(s), pageWidth-2)), toneOpen))
	fmt.Fprintf(&b, "  Enter injects what waits, n TEXT notes, p pauses, q takes everything back and ends\n\n")
	fmt.Fprintf(&b, "  %s\n  %s\n\n", answeredLine(s.Figures), queuedLine(s.Figures))
	sightFaults(&b, s, style)
	sightPromises(&b, s, style)
	for _, x := range s.Showing {
		fmt.Fprintf(&b, "  %s\n", style.paint(plain(clip(fmt.Sprintf("showing: %s, since %s", symptom(x), instant(x.From)), pageWidth-2)), toneOpen))
	}
	for _, r := range last(s.Remarks, 3) {
		fmt.Fprintf(&b, "  %s\n", plain(clip(fmt.Sprintf("note at %s: %s", instant(r.At), r.Text), pageWidth-2)))
	}
	_, err := w.Write(b.Bytes())
	return err
}

func last[T any](list []T, n int) []T { return list[max(0, len(list)-n):] }

func loadLine(s run.Sight) string {
	if s.At < s.LoadEnds {
		return "load until " + instant(s.LoadEnds)
	}
	return "the load is over"
}

// nextLine says what comes next, and on whom it waits.
func nextLine(s run.Sight) string {
	next := nextFault(s)
	switch {
	case next == nil:
		return "no more faults"
	case s.Paused:
		return fmt.Sprintf("PAUSED before %s; p goes on", next.Fault.ID)
	case s.Waiting == next.Fault.ID:
		return fmt.Sprintf("Enter injects %s: %s", next.Fault.ID, gazetteer{}.tells(next.Fault))
	}
	return fmt.Sprintf("next: %s in %s", next.Fault.ID, span((next.Fault.At - s.At).Round(100*time.Millisecond)))
}

// nextFault is the first that has not begun.
func nextFault(s run.Sight) *run.FaultSight {
	var next *run.FaultSight
	for i := range s.Faults {
		f := &s.Faults[i]
		if f.Active || f.Ended > 0 {
			continue
		}
		if next == nil || f.Fault.At < next.Fault.At {
			next = f
		}
	}
	return next
}

// answeredLine says how clients fare: quantiles are of the last seconds.
func answeredLine(f run.Figures) string {
	answered := "-"
	if f.Commands > 0 {
		answered = trimmed(float64(min(f.Answered, f.Commands))*100/float64(f.Commands)) + " %"
	}
	return fmt.Sprintf("commands %s  answered %s  overdue %s  p50 %s  p99 %s", count(f.Commands), answered,
		count(f.Overdue), latency(f.P50, f.Recent), latency(f.P99, f.Recent))
}

func queuedLine(f run.Figures) string {
	return fmt.Sprintf("backlog %s  duplicates met %s", count(f.Backlog), count(f.Repeated))
}

func latency(d time.Duration, samples int64) string {
	if samples == 0 {
		return "-"
	}
	return micros(float64(d) / 1e3)
}

func sightFaults(w io.Writer, s run.Sight, style Style) {
	if len(s.Faults) == 0 {
		return
	}
	g := newGrid("FAULT", "KIND", "STATE", ">EFFECTS", "PROVED", "REVERTED")
	for _, f := range s.Faults {
		g.row(cell{text: f.Fault.ID}, cell{text: string(f.Fault.Kind)}, stateCell(f, s.At), cell{text: count(f.Effects)},
			cell{text: yes(f.Proved)}, cell{text: yes(f.Ended > 0)})
	}
	g.write(w, style)
	fmt.Fprintln(w)
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return ""
}

func stateCell(f run.FaultSight, now time.Duration) cell {
	switch {
	case f.Active:
		left := max(0, f.Injected+f.Fault.Hold-now).Round(100 * time.Millisecond)
		return cell{"injected, " + trimmed(left.Seconds()) + " s left", toneBad}
	case f.Ended > 0:
		return cell{text: "over since " + instant(f.Ended)}
	}
	return cell{text: "requested for " + instant(f.Fault.At)}
}

// sightPromises groups promises by what is known of them.
func sightPromises(w io.Writer, s run.Sight, style Style) {
	var fine, open []string
	for _, f := range s.Promises {
		switch {
		case f.Breaches > 0:
			text := fmt.Sprintf("VIOLATED: %s%s", label(f), firstText(f.First))
			fmt.Fprintf(w, "  %s\n", style.paint(plain(clip(text, pageWidth-2)), toneBad))
		case f.Evaluated > 0:
			fine = append(fine, f.ID)
		default:
			open = append(open, f.ID)
		}
	}
	if len(fine) > 0 {
		paragraph(w, "held so far: "+strings.Join(fine, " "), "  ")
	}
	if len(open) > 0 {
		paragraph(w, "not evaluated: "+strings.Join(open, " "), "  ")
	}
}

func firstText(b *invariants.Breach) string {
	if b == nil {
		return ""
	}
	return fmt.Sprintf(", first at %s: %s", instant(time.Duration(b.At)), b.Text)
}

// symptom says what showed, and where.
func symptom(s run.Symptom) string {
	return fmt.Sprintf("%s (%s), up to %s, normal %s", s.Sign, s.Where, count(s.Peak), count(s.Normal))
}
