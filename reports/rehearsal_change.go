package reports

import (
	"fmt"
	"io"
	"strings"

	"github.com/seatrial/seatrial/scenarios/run"
)

// SightChanges writes a line for everything that is new since an earlier sight
// of the same rehearsal: for output that cannot be redrawn. Errors are those of w.
func SightChanges(w io.Writer, was, is run.Sight) error {
	var b strings.Builder
	at := is.At
	add := func(format string, args ...any) {
		fmt.Fprintf(&b, "%12s  %s\n", instant(at), plain(fmt.Sprintf(format, args...)))
	}
	old := func(i int) run.FaultSight {
		if i < len(was.Faults) {
			return was.Faults[i]
		}
		return run.FaultSight{}
	}
	for i, f := range is.Faults {
		if at = f.Ended; f.Ended > 0 && old(i).Ended == 0 {
			add("reverted %s after %s, %s", f.Fault.ID, plural(f.Effects, "effect"), proofWord(f.Proved))
		}
	}
	if at = is.At; is.Phase != was.Phase {
		add("phase %s", is.Phase)
	}
	for i, f := range is.Faults {
		if at = f.Injected; f.Injected > 0 && old(i).Injected == 0 {
			add("injected %s: %s", f.Fault.ID, gazetteer{}.tells(f.Fault))
		}
	}
	at = is.At
	if is.Waiting != was.Waiting && is.Waiting != "" || is.Paused != was.Paused {
		add("%s", nextLine(is))
	}
	for _, f := range is.Promises {
		if f.Breaches > 0 && !brokenIn(was, f.ID) {
			add("VIOLATED %s%s", label(f), firstText(f.First))
		}
	}
	for _, x := range is.Showing {
		if at = x.From; !showingIn(was, x) {
			add("showing: %s", symptom(x))
		}
	}
	for _, r := range is.Remarks[min(len(was.Remarks), len(is.Remarks)):] {
		at = r.At
		add("note: %s", r.Text)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// SightFigures writes the figures of a sight in one line. Errors are those of w.
func SightFigures(w io.Writer, s run.Sight) error {
	_, err := fmt.Fprintf(w, "%12s  %s  %s\n", instant(s.At), answeredLine(s.Figures), queuedLine(s.Figures))
	return err
}

func proofWord(proved bool) string {
	if proved {
		return "proved"
	}
	return "NOT PROVED"
}

func brokenIn(s run.Sight, id string) bool {
	for _, f := range s.Promises {
		if f.ID == id && f.Breaches > 0 {
			return true
		}
	}
	return false
}

func showingIn(s run.Sight, x run.Symptom) bool {
	for _, y := range s.Showing {
		if y.Sign == x.Sign && y.Where == x.Where && y.From == x.From {
			return true
		}
	}
	return false
}
