package gate_test

import (
	"strings"
	"testing"

	"github.com/seatrial/seatrial/bench"
	"github.com/seatrial/seatrial/bench/gate"
)

func TestCountersDecide(t *testing.T) {
	for name, c := range map[string]struct {
		change func(r *bench.Result)
		want   gate.Outcome
	}{
		"nothing":                      {func(*bench.Result) {}, gate.Fine},
		"allocations up by 1.9 %":      {func(r *bench.Result) { *r.Counters.AllocationsPerEvent *= 1.019 }, gate.Fine},
		"allocations up by 2.1 %":      {func(r *bench.Result) { *r.Counters.AllocationsPerEvent *= 1.021 }, gate.Regressed},
		"allocations down":             {func(r *bench.Result) { *r.Counters.AllocationsPerEvent = 0 }, gate.Fine},
		"bytes up by 9 %":              {func(r *bench.Result) { *r.Counters.BytesPerEvent *= 1.09 }, gate.Fine},
		"bytes up by 11 %":             {func(r *bench.Result) { *r.Counters.BytesPerEvent *= 1.11 }, gate.Regressed},
		"one more event":               {func(r *bench.Result) { *r.Counters.EventsPerOrder += 0.001 }, gate.Regressed},
		"one event less":               {func(r *bench.Result) { *r.Counters.EventsPerOrder -= 0.001 }, gate.Regressed},
		"one more message":             {func(r *bench.Result) { *r.Counters.MessagesPerOrder += 0.001 }, gate.Regressed},
		"one lost":                     {func(r *bench.Result) { *r.Counters.Lost = 1 }, gate.Regressed},
		"one twice":                    {func(r *bench.Result) { *r.Counters.Duplicated = 1 }, gate.Regressed},
		"losses no longer counted":     {func(r *bench.Result) { r.Counters.Lost = nil }, gate.Inconclusive},
		"allocations no longer":        {func(r *bench.Result) { r.Counters.AllocationsPerEvent = nil }, gate.Inconclusive},
		"one lost, another uncounted":  {func(r *bench.Result) { *r.Counters.Lost, r.Counters.BytesPerEvent = 1, nil }, gate.Regressed},
		"another machine":              {func(r *bench.Result) { r.Machine.Cores = 64 }, gate.Fine},
		"timings without interleaving": {func(r *bench.Result) { r.Add("whole", bench.Rate, 1) }, gate.Fine},
	} {
		if v := judge(t, engine(), changed(c.change), nil); v.Outcome != c.want {
			t.Errorf("Judge(%s) = %s, want %s: %+v", name, v.Outcome, c.want, v.Counters)
		}
	}
}

// TestALossInTheBaseIsNoExcuse: lost and duplicated must be 0, whatever was before.
func TestALossInTheBaseIsNoExcuse(t *testing.T) {
	lossy := func(r *bench.Result) { *r.Counters.Lost = 3 }
	if v := judge(t, changed(lossy), changed(lossy), nil); v.Outcome != gate.Regressed {
		t.Errorf("Judge(3 lost, 3 lost) = %s, want regressed", v.Outcome)
	}
	uncounted := func(r *bench.Result) { r.Counters.Lost = nil }
	if v := judge(t, changed(uncounted), changed(lossy), nil); v.Outcome != gate.Regressed {
		t.Errorf("Judge(not counted, 3 lost) = %s, want regressed", v.Outcome)
	}
}

// TestANearZeroCounterIsNotARatio: a few allocations of the runtime's own in a
// million events are no regression of a program that makes none.
func TestANearZeroCounterIsNotARatio(t *testing.T) {
	none := func(to float64) *bench.Result {
		return changed(func(r *bench.Result) { r.Counters.AllocationsPerEvent = ptr(to) })
	}
	if v := judge(t, none(0), none(0.0009), nil); v.Outcome != gate.Fine {
		t.Errorf("Judge(0, 0.0009 allocations) = %s, want fine", v.Outcome)
	}
	if v := judge(t, none(0), none(0.0011), nil); v.Outcome != gate.Regressed {
		t.Errorf("Judge(0, 0.0011 allocations) = %s, want regressed", v.Outcome)
	}
}

func TestNothingComparedIsNoAnswer(t *testing.T) {
	bare := changed(func(r *bench.Result) { r.Counters = bench.Counters{} })
	if v := judge(t, bare, bare, nil); v.Outcome != gate.Inconclusive || len(v.Notes) == 0 {
		t.Errorf("Judge(no counters) = %s, want inconclusive with a note", v.Outcome)
	}
}

func TestProfilesMustAgree(t *testing.T) {
	for want, change := range map[string]func(r *bench.Result){
		`BASE measured "engine" and NEW measured "hotpath"`: func(r *bench.Result) { r.Profile.Name = "hotpath" },
		`virtual "60s" in BASE and "5s" in NEW`:             func(r *bench.Result) { r.Profile.Settings["virtual"] = "5s" },
		`rate "" in BASE and "9" in NEW`:                    func(r *bench.Result) { r.Profile.Settings["rate"] = "9" },
	} {
		if _, err := gate.Judge(engine(), changed(change), nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Judge() = %v, want %s", err, want)
		}
	}
}

func TestAnAcceptedChangePasses(t *testing.T) {
	more := func(r *bench.Result) { *r.Counters.MessagesPerOrder, *r.Counters.AllocationsPerEvent = 32.5, 0.5 }
	v := judge(t, engine(), changed(more), nil)
	accepted := &bench.Accepted{Changes: v.Accept("orders carry lots")}
	if len(accepted.Changes) != 2 {
		t.Fatalf("Accept() = %+v, want two changes", accepted.Changes)
	}
	if v = judge(t, engine(), changed(more), accepted); v.Outcome != gate.Fine || v.Counters[3].Outcome != gate.Accepted {
		t.Errorf("Judge(an accepted change) = %s, %+v, want fine", v.Outcome, v.Counters)
	}
	further := changed(func(r *bench.Result) { more(r); *r.Counters.MessagesPerOrder++ })
	if v = judge(t, engine(), further, accepted); v.Outcome != gate.Regressed {
		t.Errorf("Judge(beyond what was accepted) = %s, want regressed", v.Outcome)
	}
	moved := changed(func(r *bench.Result) { *r.Counters.MessagesPerOrder = 30 })
	if v = judge(t, moved, changed(more), accepted); v.Outcome != gate.Regressed {
		t.Errorf("Judge(accepted from another base) = %s, want regressed", v.Outcome)
	}
	lossy := changed(func(r *bench.Result) { *r.Counters.Lost = 1 })
	if v = judge(t, engine(), lossy, nil); len(v.Accept("it happens")) != 0 {
		t.Error("Accept(a loss) is not empty, want nothing")
	}
}
