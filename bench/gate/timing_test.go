package gate_test

import (
	"strings"
	"testing"

	"github.com/seatrial/seatrial/bench"
	"github.com/seatrial/seatrial/bench/gate"
)

func TestTimingsDecideOnlyInTurn(t *testing.T) {
	slow := times(0.5, twelve...)
	for name, c := range map[string]struct {
		base, fresh string
		want        gate.Outcome
		note        string
	}{
		"in turn":     {"a", "a", gate.Regressed, ""},
		"neither":     {"", "", gate.Fine, "neither file was measured in turn"},
		"base alone":  {"", "a", gate.Fine, "BASE was not measured in turn"},
		"new alone":   {"a", "", gate.Fine, "NEW was not measured in turn"},
		"with others": {"a", "b", gate.Fine, "each measured in turn with another file"},
	} {
		base, fresh := inTurn(engine(), twelve...), inTurn(engine(), slow...)
		base.Interleaving, fresh.Interleaving = c.base, c.fresh
		v := judge(t, base, fresh, nil)
		if v.Outcome != c.want || c.note != "" && !strings.Contains(strings.Join(v.Notes, "\n"), "timings not compared: ") || !strings.Contains(strings.Join(v.Notes, "\n"), c.note) {
			t.Errorf("Judge(half the rate, %s) = %s with notes %q, want %s and %q", name, v.Outcome, v.Notes, c.want, c.note)
		}
	}
}

func TestTimingsOutcome(t *testing.T) {
	noisy := []float64{60, 140, 80, 120, 100, 70, 130, 90, 110, 100, 65, 135}
	for name, c := range map[string]struct {
		base, fresh []float64
		want        gate.Outcome
		text        string
	}{
		"the same":                 {twelve, twelve, gate.Fine, "within the margin of +10.0 %"},
		"slower within":            {twelve, times(0.95, twelve...), gate.Fine, "slower by 5.3 %"},
		"slower beyond":            {twelve, times(0.85, twelve...), gate.Regressed, "beyond the margin"},
		"slower at the margin":     {twelve, times(0.91, twelve...), gate.Inconclusive, "either side of the margin"},
		"faster":                   {twelve, times(1.5, twelve...), gate.Fine, "faster by 33.3 %"},
		"noise":                    {noisy, noisy, gate.Inconclusive, "the smallest slowdown these 12 rounds could have shown is"},
		"faster in spite of noise": {noisy, times(3, noisy...), gate.Fine, "faster by"},
		"few rounds":               {twelve[:9], times(0.5, twelve...), gate.Inconclusive, "9 rounds, want at least 10"},
	} {
		v := judge(t, inTurn(engine(), c.base...), inTurn(engine(), c.fresh...), nil)
		if f := v.Timings[0]; v.Outcome != c.want || !strings.Contains(f.Text, c.text) {
			t.Errorf("Judge(%s) = %s: %s; want %s: %s", name, v.Outcome, f.Text, c.want, c.text)
		}
	}
}

// TestLatencyCountsTheOtherWay: more is worse, and each metric has its margin.
func TestLatencyCountsTheOtherWay(t *testing.T) {
	for m, want := range map[bench.Metric]gate.Outcome{bench.P50: gate.Regressed, bench.P99: gate.Fine} {
		base, fresh := inTurn(engine()), inTurn(engine())
		base.Timings, fresh.Timings = nil, nil
		base.Add("commit", m, twelve...)
		fresh.Add("commit", m, times(1.2, twelve...)...)
		if v := judge(t, base, fresh, nil); v.Outcome != want {
			t.Errorf("Judge(%s slower by 20 %%) = %s, want %s: %s", m, v.Outcome, want, v.Timings[0].Text)
		}
	}
	far := inTurn(engine(), twelve...)
	far.Add("commit", bench.P9999, 1, 2, 3)
	if v := judge(t, far, inTurn(engine(), twelve...), nil); v.Outcome != gate.Fine || len(v.Timings) != 1 {
		t.Errorf("Judge(p99.99) = %s, %d timings, want it not judged", v.Outcome, len(v.Timings))
	}
}

func TestAMissingTimingIsNoAnswer(t *testing.T) {
	if v := judge(t, inTurn(engine(), twelve...), changed(func(r *bench.Result) { r.Interleaving = "4f1c" }), nil); v.Outcome != gate.Inconclusive {
		t.Errorf("Judge(NEW without the rate) = %s, want inconclusive", v.Outcome)
	}
	v := judge(t, changed(func(r *bench.Result) { r.Interleaving = "4f1c" }), inTurn(engine(), twelve...), nil)
	if v.Outcome != gate.Fine || len(v.Notes) != 1 || !strings.Contains(v.Notes[0], "rate of whole was not compared") {
		t.Errorf("Judge(BASE without the rate) = %s, notes %q, want fine and a note", v.Outcome, v.Notes)
	}
}

func TestRatesAreReadable(t *testing.T) {
	var b strings.Builder
	v := judge(t, inTurn(engine(), times(13_402, twelve...)...), inTurn(engine(), times(500, twelve...)...), nil)
	if err := v.Text(&b); err != nil || !strings.Contains(b.String(), "1.341 M/s -> 50.02 k/s") && !strings.Contains(b.String(), "1.341 M/s -> 50.03 k/s") {
		t.Errorf("Text() = %s, %v, want a rate in millions and one in thousands", b.String(), err)
	}
}
