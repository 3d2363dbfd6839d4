package reports_test

import (
	"testing"

	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/reports"
	"github.com/seatrial/seatrial/scenarios/run"
)

func TestSentence(t *testing.T) {
	with := func(change func(*run.Result)) *run.Result {
		r := heldStorm()
		change(r)
		return r
	}
	for _, c := range []struct {
		r    *run.Result
		want string
	}{
		{heldStorm(), "HELD: 15 of 15 promises held over 20 seeds, 120 of 120 faults proved."},
		{brokenStorm(), "VIOLATED: 1 of 15 promises broke over 20 seeds: exactly-once-effect (I-05), first with seed 3 at 41.320 s."},
		{with(func(r *run.Result) { r.Exit, r.Verdict, r.Thresholds[0].OK = 1, invariants.Held, false }),
			"VIOLATED: 15 of 15 promises held over 20 seeds, but 1 threshold was missed: order_commit p(99)<50ms, measured 8.12 ms."},
		{with(func(r *run.Result) { r.Verdict = invariants.Unknown }),
			"INCONCLUSIVE: nothing broke over 20 seeds, but nothing was shown either."},
		{with(func(r *run.Result) { r.Exit, r.Reasons = 3, []string{"The baseline was not steady."} }),
			"INCONCLUSIVE: nothing broke over 20 seeds, but the baseline was not steady."},
		{with(func(r *run.Result) { r.Exit, r.Reasons = 5, []string{"backlog passed 200000"} }),
			"STOPPED: the run ended early; 15 of 15 promises held until then: backlog passed 200000."},
		{with(func(r *run.Result) { r.Exit, r.Reasons = 6, []string{"a machine panicked"} }),
			"HARNESS FAILED: this says nothing about the system: a machine panicked."},
		{with(func(r *run.Result) { r.Exit = 4 }),
			"SLOWER: 15 of 15 promises held over 20 seeds, but it was slower than its base."},
		{with(func(r *run.Result) { r.Runs = nil }), "HELD: 15 of 15 promises held in the history given, without any fault."},
		{&run.Result{}, "INCONCLUSIVE: nothing broke in the history given, but nothing was shown either."},
	} {
		if got := reports.Sentence(c.r); got != c.want {
			t.Errorf("Sentence(exit %d, %v) = %q, want %q", c.r.Exit, c.r.Verdict, got, c.want)
		}
	}
}

// A report shows the worse of exit status and verdict.
func TestSentenceBelievesTheWorse(t *testing.T) {
	for _, verdict := range []invariants.Verdict{invariants.Violated, invariants.Unknown} {
		r := heldStorm()
		r.Verdict = verdict
		if got := reports.Sentence(r); got[:4] == "HELD" {
			t.Errorf("Sentence(exit 0, %v) = %q, want anything but HELD", verdict, got)
		}
	}
}
