package reports_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/reports"
	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/scenarios/run"
)

// midway is a rehearsal in the middle of its second fault.
func midway() run.Sight {
	ms := time.Millisecond
	plan := stormFaults()
	return run.Sight{At: 31_400 * ms, Phase: "faults", LoadEnds: 126 * time.Second, Waiting: "slow-or",
		Figures: run.Figures{Commands: 1204, Answered: 1203, Overdue: 1, Recent: 130, P50: 1320 * time.Microsecond, P99: 12 * ms, Backlog: 31, Repeated: 512},
		Faults: []run.FaultSight{
			{FaultReport: run.FaultReport{Fault: plan[0], Requested: true, Injected: 20 * time.Second, Effects: 1043, Proved: true, Reverted: true}, Ended: 29 * time.Second},
			{FaultReport: run.FaultReport{Fault: plan[1], Requested: true, Injected: 30 * time.Second, Effects: 12, Proved: true}, Active: true},
			{FaultReport: run.FaultReport{Fault: plan[2], Requested: true}},
		},
		Promises: []invariants.Finding{
			{ID: "I-01", Name: "conservation", Evaluated: 1204},
			{ID: "I-05", Name: "exactly-once-effect", Verdict: invariants.Violated, Evaluated: 77, Breaches: 2,
				First: &invariants.Breach{At: int64(30_250 * ms), Text: "planner/tx applied event 7f31 twice, at positions 40 and 44 of its ledger"}},
			{ID: "I-09", Name: "convergence"},
			{ID: "I-12", Name: "non-interference", Evaluated: 90},
		},
		Showing: []run.Symptom{{Sign: run.SignLag, Where: "aggregator of pod/tx", Places: []string{"hub", "tx"}, From: 30_300 * ms, Peak: 207, Normal: 9, Open: true}},
		Remarks: []run.Remark{{At: 30_900 * ms, Text: "dashboard of Texas turned yellow"}},
	}
}

// rehearsed is a game day that was stopped after two of its faults.
func rehearsed() *run.Rehearsal {
	s, sight := storm(), midway()
	res := &run.Result{Schema: "seatrial/result/v1", Scenario: run.Of(s), World: "embedded", Exit: run.ExitViolated, Verdict: invariants.Violated,
		Repeat: "seatrial gameday tx-dc --seed 1", Promises: sight.Promises, Runs: []run.Run{{Seed: 1, VirtualNS: int64(40 * time.Second)}},
		LeftOut: []run.LeftOut{{ID: "I-39", Name: "wan-independence", Why: "it compares two runs"}}}
	r := &run.Rehearsal{Result: res, Scenario: s, Watched: time.Second, Remarks: sight.Remarks,
		Waits: []run.Wait{{Fault: "dup", From: 18 * time.Second, To: 20 * time.Second}}}
	lag := sight.Showing[0]
	lag.Open, lag.To = false, 41*time.Second
	for i, f := range sight.Faults {
		o := run.Observed{FaultReport: f.FaultReport, Ended: f.Ended}
		switch i {
		case 0:
			o.Reverted, o.Beside = true, []string{"cut-tx-va"}
		case 1:
			o.Reverted, o.Ended, o.Symptoms, o.Beside = true, 40*time.Second, []run.Symptom{lag}, []string{"dup"}
		}
		res.Runs[0].Faults = append(res.Runs[0].Faults, o.FaultReport)
		r.Faults = append(r.Faults, o)
	}
	return r
}

func TestSight(t *testing.T) {
	var b bytes.Buffer
	if err := reports.Sight(&b, midway(), reports.Style{}); err != nil {
		t.Fatal(err)
	}
	for _, line := range bytes.Split(b.Bytes(), []byte("\n")) {
		if len(line) > 100 {
			t.Errorf("Sight writes %d columns, want at most 100: %s", len(line), line)
		}
	}
	golden(t, "rehearsal-sight.txt", b.Bytes())
}

func TestSightChanges(t *testing.T) {
	var b bytes.Buffer
	if err := reports.SightChanges(&b, run.Sight{}, midway()); err != nil {
		t.Fatal(err)
	}
	golden(t, "rehearsal-changes.txt", b.Bytes())
	b.Reset()
	if err := reports.SightChanges(&b, midway(), midway()); err != nil || b.Len() > 0 {
		t.Errorf("SightChanges(the same, the same) = %q, %v, want nothing", b.String(), err)
	}
}

func TestRehearsal(t *testing.T) {
	var page, text bytes.Buffer
	if err := reports.Rehearsal(&page, rehearsed()); err != nil {
		t.Fatal(err)
	}
	if err := reports.RehearsalText(&text, rehearsed(), reports.Style{}); err != nil {
		t.Fatal(err)
	}
	golden(t, "rehearsal.md", page.Bytes())
	golden(t, "rehearsal.txt", text.Bytes())
}

func TestRunsheet(t *testing.T) {
	s := storm()
	s.Timeline = s.Timeline[:0:0]
	for _, f := range stormFaults() {
		s.Timeline = append(s.Timeline, scenarios.Step{Fault: f})
	}
	s.Promises = []string{"I-01", "I-05", "I-09", "I-39"}
	s.Stop = []scenarios.Stop{{When: "backlog", Above: 5000, Text: "backlog > 5000"}}
	s.SteadyState.AnsweredMin, s.SteadyState.CommandsMin, s.Live.Factor = 990_000, 60, 3
	var page, text bytes.Buffer
	if err := reports.Runsheet(&page, s, 1); err != nil {
		t.Fatal(err)
	}
	if err := reports.RunsheetText(&text, s, 1, reports.Style{}); err != nil {
		t.Fatal(err)
	}
	golden(t, "runsheet.md", page.Bytes())
	golden(t, "runsheet.txt", text.Bytes())
}

// TestRunsheetKnowsEveryFault demands words of its own for every kind: what is
// expected of it is for people to know before they inject it.
func TestRunsheetKnowsEveryFault(t *testing.T) {
	for _, kind := range faults.Kinds() {
		s := storm()
		s.Timeline = append(s.Timeline[:0:0], scenarios.Step{Fault: faults.Fault{ID: "one", Kind: kind, At: time.Minute, Hold: time.Second, Region: "tx", Peer: "hub"}})
		var page bytes.Buffer
		if err := reports.Runsheet(&page, s, 1); err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(page.Bytes(), []byte("At least once ")) {
			t.Errorf("Runsheet(%s) says nothing of its own about what to expect", kind)
		}
	}
}
