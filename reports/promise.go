package reports

import (
	"fmt"
	"time"

	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/scenarios/run"
)

// where says where a promise first broke: "seed 7 at 41.320 s", and nothing if
// it did not.
func where(t tally, f invariants.Finding) string {
	if f.First == nil {
		return ""
	}
	seed, known := t.firstOf[f.ID]
	switch {
	case known && timed(f.First):
		return fmt.Sprintf("seed %d at %s", seed, instant(time.Duration(f.First.At)))
	case known:
		return fmt.Sprintf("seed %d", seed)
	case timed(f.First):
		return instant(time.Duration(f.First.At))
	}
	return ""
}

// timed reports whether a breach has an instant: it was seen at a record, not
// found at the end.
func timed(b *invariants.Breach) bool { return b.Seq > 0 || b.At > 0 }

// evidence returns what a promise has to say for its verdict, line by line:
// the first breach and what goes with it, or why there is no answer.
func evidence(f invariants.Finding) []string {
	switch f.Verdict {
	case invariants.Held:
		return nil
	case invariants.Unknown:
		if f.Why == "" {
			return []string{"no reason was recorded"}
		}
		return []string{clean(f.Why)}
	}
	if f.First == nil {
		return []string{"the breach was not kept"}
	}
	lines := []string{clean(f.First.Text)}
	for _, m := range f.First.More {
		lines = append(lines, clean(m))
	}
	return lines
}

// evaluated says how often a promise was tested, and how often that was too much.
func evaluated(f invariants.Finding) string {
	if f.Skipped == 0 {
		return count(f.Evaluated)
	}
	return fmt.Sprintf("%s (%s skipped)", count(f.Evaluated), count(f.Skipped))
}

// repeatOf is the command that repeats a result.
func repeatOf(r *run.Result) string {
	if r.Repeat != "" {
		return clean(r.Repeat)
	}
	return "seatrial run " + clean(r.Scenario.ID)
}

// status says what became of a fault.
func status(f run.FaultReport) string {
	switch {
	case !f.Requested:
		return "not injected"
	case !f.Proved:
		return "no effect"
	case !f.Reverted:
		return "not reverted"
	}
	return "proved, reverted"
}
