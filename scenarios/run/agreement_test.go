package run

import (
	"strings"
	"testing"
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/invariants"
)

// outcomeIn makes the result of one seed in a world.
func outcomeIn(world string, verdicts map[string]invariants.Verdict, recovered time.Duration) *Result {
	r := &Result{World: world, Scenario: ScenarioRef{ID: "cut"}, Latency: map[string]Quantiles{
		"order_commit": {P50: 1000, P99: 2000}, "order_commit/tx": {P50: 1}}}
	for _, p := range invariants.All() {
		if v, ok := verdicts[p.ID]; ok {
			f := invariants.Finding{ID: p.ID, Name: p.Name, Verdict: v}
			if v == invariants.Violated {
				f.First = &invariants.Breach{Text: "it was applied twice"}
			}
			r.Promises = append(r.Promises, f)
		}
	}
	f := FaultReport{Fault: faults.Fault{ID: "cut", Kind: faults.Partition}, Proved: true}
	if recovered >= 0 {
		f.Recovered = &recovered
	}
	r.Runs = []Run{{Faults: []FaultReport{f}}}
	return r
}

func TestAgree(t *testing.T) {
	held, broken, unknown := invariants.Held, invariants.Violated, invariants.Unknown
	type verdicts = map[string]invariants.Verdict
	for name, c := range map[string]struct {
		a, b  verdicts
		agree bool
		why   string
	}{
		"alike":         {verdicts{"I-05": held}, verdicts{"I-05": held}, true, ""},
		"both violated": {verdicts{"I-05": broken}, verdicts{"I-05": broken}, true, ""},
		"one violated": {verdicts{"I-05": held}, verdicts{"I-05": broken}, false,
			"exactly-once-effect (I-05) held in virtual and was violated in real: it was applied twice"},
		"one without an answer": {verdicts{"I-05": unknown}, verdicts{"I-05": held}, false,
			"exactly-once-effect (I-05) has no answer in virtual and held in real"},
		"timing is not compared":       {verdicts{"I-05": held, "I-09": held, "I-30": held}, verdicts{"I-05": held, "I-09": broken, "I-30": unknown}, true, ""},
		"what is left out is not":      {verdicts{"I-05": held, "I-47": held}, verdicts{"I-05": held}, true, ""},
		"nothing was judged in either": {nil, nil, false, "no promise was judged in either world"},
	} {
		got := Agree(outcomeIn("virtual", c.a, 0), outcomeIn("real", c.b, 0))
		if got.Agree != c.agree || strings.Join(got.Reasons, "; ") != c.why {
			t.Errorf("Agree() of %s = %v %q, want %v %q", name, got.Agree, got.Reasons, c.agree, c.why)
		}
	}
}

func TestAgreeSetsFiguresSideBySide(t *testing.T) {
	all := map[string]invariants.Verdict{"I-05": invariants.Held}
	a, b := outcomeIn("virtual", all, 200*time.Millisecond), outcomeIn("real", all, -1)
	b.Latency["order_commit"] = Quantiles{P50: 3000, P99: 1000}
	got := Agree(a, b)
	if len(got.Latency) != 1 || got.Latency[0].P50 != 3 || got.Latency[0].P99 != 0.5 {
		t.Errorf("Agree().Latency = %+v, want order_commit with the ratios 3 and 0.5", got.Latency)
	}
	if d := got.Recovered(0); d == nil || *d != 200*time.Millisecond {
		t.Errorf("Recovered(0) = %v, want 200ms", d)
	}
	if d := got.Recovered(1); d != nil {
		t.Errorf("Recovered(1) = %v, want none: the fault was never recovered from", d)
	}
	b.Runs[0].Faults[0].Proved = false
	if got := Agree(a, b); !got.Agree || len(got.Reasons) != 1 || !strings.Contains(got.Reasons[0], "proved in 1 of 1 seeds in virtual and in 0 of 1 in real") {
		t.Errorf("Agree() with a fault proved in one world = %v %q, want agreement on promises, and the fault named", got.Agree, got.Reasons)
	}
}
