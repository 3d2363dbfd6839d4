package run

import (
	"errors"
	"fmt"

	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/sim/history"
)

// Judged is what a stored history came to.
type Judged struct {
	Header    *history.Header
	Findings  []invariants.Finding
	Measure   *Measure
	Records   uint64
	Truncated string // where reading stopped, if it did
}

// Check judges a stored history, whoever wrote it. A truncated one is judged as
// far as it goes. The error is of a history that cannot be read at all.
func Check(rd *history.Reader, promises []invariants.Promise) (*Judged, error) {
	out := &Judged{Header: rd.Header(), Measure: NewMeasure(rd.Header(), false)}
	judge := invariants.NewJudge(rd.Header(), promises)
	var r history.Record
	for {
		more, err := rd.Next(&r)
		if errors.Is(err, history.ErrTruncated) {
			out.Truncated = err.Error()
			break
		}
		if err != nil {
			return nil, err
		}
		if !more {
			break
		}
		judge.See(&r)
		out.Measure.See(&r)
		out.Records++
	}
	out.Findings = judge.Findings()
	return out, nil
}

// Result makes a result of a judged history. Promises in require must have an
// answer; of the others one answer is enough.
func (j *Judged) Result(tool Tool, name string, require []string) *Result {
	h := j.Header
	res := &Result{Schema: ResultSchema, Tool: tool, World: h.World, Promises: j.Findings,
		RealTime: h.Profile != "", Profile: h.Profile, Transport: h.Transport,
		Scenario: ScenarioRef{ID: name, Title: "What the system did, judged by the header it came with", Hypothesis: "Each promise that the history can answer holds."},
		Latency:  j.Measure.Latency(), Counters: j.Measure.Counters(), Costs: j.Measure.Costs()}
	if h.Scenario != "" {
		res.Scenario.ID = h.Scenario
	}
	run := Run{Seed: h.Seed, Promises: j.Findings, Commands: j.Measure.Counter("commands")}
	answered := 0
	for _, f := range j.Findings {
		switch f.Verdict {
		case invariants.Violated:
			answered++
			res.Reasons = append(res.Reasons, fmt.Sprintf("%s (%s) was violated", f.Name, f.ID))
		case invariants.Held:
			answered++
		}
	}
	for _, id := range require {
		for _, f := range j.Findings {
			if f.ID == id && f.Verdict == invariants.Unknown {
				res.Reasons = append(res.Reasons, fmt.Sprintf("%s (%s) is required and has no answer: %s", f.Name, f.ID, f.Why))
			}
		}
	}
	if j.Truncated != "" {
		res.Reasons = append(res.Reasons, "the history is truncated: "+j.Truncated)
	} else if answered == 0 {
		res.Reasons = append(res.Reasons, "no promise could be answered from this history")
	}
	res.Runs = []Run{run}
	res.Resettle()
	return res
}

// Resettle sets verdict and exit status of a judged history anew, after a
// reason was added.
func (r *Result) Resettle() {
	violated := false
	for _, f := range r.Promises {
		violated = violated || f.Verdict == invariants.Violated
	}
	r.settle(violated, false)
	for i := range r.Runs {
		r.Runs[i].Verdict = r.Verdict
	}
}
