package invariants

import (
	"fmt"

	"github.com/seatrial/seatrial/sim/history"
)

// Judge follows one history for many promises. It is not safe for concurrent
// use; see it as part of the run it judges.
type Judge struct {
	entries  []entry
	byKind   [64][]int
	seen     history.Kinds
	complete bool
	settled  bool
}

type entry struct {
	promise Promise
	checker Checker
	result  Result
}

// onlooker is a checker that also judges by what others found. It settles when
// all of them are done, also when the history breaks off.
type onlooker interface {
	attach(safety func() []Finding)
	settle(out *Result)
}

// NewJudge returns a judge of the given promises by the rules of the header. A
// promise without a checker is judged from pairs of runs; see [Settle].
func NewJudge(h *history.Header, promises []Promise) *Judge {
	rules := *h
	rules.Bounds = rules.Bounds.Defaults()
	j := &Judge{}
	events := newEvents(rules.Bounds.HorizonNano)
	for _, p := range promises {
		if p.New == nil {
			continue
		}
		e := entry{promise: p, checker: p.New(&rules)}
		if o, ok := e.checker.(onlooker); ok {
			o.attach(j.safety)
		}
		if s, ok := e.checker.(sharer); ok {
			s.share(events)
		}
		j.entries = append(j.entries, e)
		for k := history.Kind(0); k < 64; k++ {
			if p.Sees.Has(k) {
				j.byKind[k] = append(j.byKind[k], len(j.entries)-1)
			}
		}
	}
	return j
}

// See shows the next record to every checker that wants its kind. Records after
// the end record, or after Findings, are ignored.
func (j *Judge) See(r *history.Record) {
	if j.complete || j.settled {
		return
	}
	if r.Kind == history.KindEnd {
		j.complete = true
		return
	}
	j.seen |= history.Of(r.Kind)
	for _, i := range j.byKind[r.Kind&63] {
		e := &j.entries[i]
		e.checker.See(r, &e.result)
	}
}

// Findings returns the answers. Without an end record a breach stands and
// everything else is unknown.
func (j *Judge) Findings() []Finding {
	if !j.settled {
		j.settle()
	}
	out := make([]Finding, 0, len(j.entries))
	for i := range j.entries {
		out = append(out, j.finding(&j.entries[i]))
	}
	return out
}

// settle lets every checker finish, and then those that look at the others.
func (j *Judge) settle() {
	j.settled = true
	if j.complete {
		for i := range j.entries {
			e := &j.entries[i]
			e.checker.Quiet(&e.result)
		}
	}
	for i := range j.entries {
		if o, ok := j.entries[i].checker.(onlooker); ok {
			o.settle(&j.entries[i].result)
		}
	}
}

// safety returns what the safety promises have found so far.
func (j *Judge) safety() []Finding {
	var out []Finding
	for i := range j.entries {
		if e := &j.entries[i]; e.promise.Safety {
			out = append(out, Finding{ID: e.promise.ID, Name: e.promise.Name, Breaches: e.result.Breaches})
		}
	}
	return out
}

func (j *Judge) finding(e *entry) Finding {
	p, r := e.promise, &e.result
	f := Finding{ID: p.ID, Name: p.Name, Title: p.Title, Evaluated: r.Evaluated, Breaches: r.Breaches, Skipped: r.Skipped, First: r.First}
	switch {
	case r.Breaches > 0:
		f.Verdict = Violated
	case !j.complete:
		f.Why = "the history breaks off before its end record"
	case j.seen&p.Needs != p.Needs:
		f.Why = missing(p.Needs &^ j.seen)
	case r.Missing != "":
		f.Why = r.Missing
	case r.Evaluated == 0 && r.Skipped > 0:
		f.Why = fmt.Sprintf("its premise occurred %d times, and was too large to judge", r.Skipped)
	case r.Evaluated == 0:
		f.Why = "its premise never occurred"
	default:
		f.Verdict = Held
	}
	return f
}

func missing(kinds history.Kinds) string {
	for k := history.Kind(1); k < 64; k++ {
		if kinds.Has(k) {
			return fmt.Sprintf("no %s record: its witness is missing", k)
		}
	}
	return "its witness is missing"
}
