package run

import (
	"fmt"
	"maps"

	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/scenarios"
)

// ResultSchema is the name and version of the JSON of a run.
const ResultSchema = "seatrial/result/v1"

// sum makes the result of a scenario out of its seeds.
func (l *Lab) sum(s *scenarios.Scenario, o Options, promises []invariants.Promise, seeds []seeded) *Result {
	res := &Result{Schema: ResultSchema, Tool: l.Tool, Scenario: Of(s), World: l.World.Name(), RealTime: l.World.Real(),
		Factor: o.Factor, Defects: o.Defects, Latency: map[string]Quantiles{}, Counters: map[string]int64{}}
	if asked, err := chosen(s, o); err == nil {
		res.LeftOut = leftOut(asked, promises)
	}
	if terms := l.Terms.Complete(); res.RealTime {
		res.Profile, res.Transport, res.Means = terms.Profile, terms.Transport, terms.Means
	}
	var findings [][]invariants.Finding
	total := NewMeasure(s.Header(o.Seed), false)
	if o.Compared {
		total.compared(s.Header(o.Seed))
	}
	for i := range seeds {
		if !seeds[i].ran {
			continue
		}
		run := runOf(&seeds[i])
		if res.RealTime {
			run.TraceHash = ""
		}
		res.Runs = append(res.Runs, run)
		findings = append(findings, seeds[i].findings)
		if seeds[i].out.measure != nil && !o.Alone {
			total.Merge(seeds[i].out.measure)
		}
		if run.Verdict == invariants.Violated && res.FirstFailing == nil {
			res.FirstFailing = &res.Runs[len(res.Runs)-1].Seed
		}
	}
	res.Promises, res.total = invariants.Merge(findings), total
	if !o.Alone {
		res.Latency, res.Counters, res.Costs = total.Latency(), total.Counters(), total.Costs()
	}
	addCounters(res, seeds)
	res.Reach = reach(s, res.Runs, res.World, res.RealTime)
	for _, t := range s.Thresholds {
		res.Thresholds = append(res.Thresholds, total.Threshold(t))
	}
	if o.Detail {
		res.Detail = drawn(seeds, res)
	}
	res.Repeat = repeat(o, res)
	res.judge()
	return res
}

// addCounters adds up what the system counted, and the world; what witnesses counted
// by the same name is theirs alone.
func addCounters(res *Result, seeds []seeded) {
	witnessed := maps.Clone(res.Counters)
	for i := range seeds {
		for name, n := range seeds[i].out.stats.Counters {
			if _, theirs := witnessed[name]; !theirs {
				res.Counters[name] += n
			}
		}
	}
}

// notQuiet begins the reason of a run that did not come to rest.
const notQuiet = "not quiet at the deadline: "

// runOf makes the entry of one seed.
func runOf(s *seeded) Run {
	out := &s.out
	r := Run{Seed: s.seed, TraceHash: fmt.Sprintf("%016x", out.stats.TraceHash), Promises: s.findings, Faults: out.faults,
		Events: out.stats.Events, VirtualNS: out.virtual, Reached: out.stats.Reached, Stopped: out.log.stopped, Verdict: invariants.Held}
	if out.measure != nil {
		r.Commands = out.measure.Counter("commands")
	}
	if out.log.unsteady != "" {
		r.Reasons = append(r.Reasons, "the baseline was not steady: "+out.log.unsteady)
	}
	if out.log.undrained != "" {
		r.Reasons = append(r.Reasons, notQuiet+out.log.undrained)
	}
	if out.log.unsteady == "" && out.log.stopped == "" {
		for _, f := range out.faults {
			if !f.Proved || !f.Reverted {
				r.Reasons = append(r.Reasons, fmt.Sprintf("fault %s (%s) is not proved: %s", f.Fault.ID, f.Fault.Kind, f.Why))
			}
		}
	}
	if len(r.Reasons) > 0 || r.Stopped != "" {
		r.Verdict = invariants.Unknown
	}
	for _, f := range s.findings {
		if f.Verdict == invariants.Violated {
			r.Verdict = invariants.Violated
		}
	}
	return r
}

// reach says which demanded points were reached, and by how many seeds. In real
// time once in the set is enough: the plan fixes when a fault begins, and timing
// decides what it meets.
func reach(s *scenarios.Scenario, runs []Run, world string, real bool) []ReachReport {
	var out []ReachReport
	for _, want := range s.Reach {
		if want.World != "" && want.World != world {
			continue
		}
		r := ReachReport{Point: want.Point, Set: want.Set || real, Relaxed: real && !want.Set}
		for _, run := range runs {
			if n := run.Reached[want.Point]; n > 0 {
				r.Seeds++
				r.Count += n
			}
		}
		r.OK = r.Seeds == len(runs) || (r.Set && r.Seeds > 0)
		out = append(out, r)
	}
	return out
}

// judge sets verdict, reasons and exit status: what is worst, comes first.
func (r *Result) judge() {
	var violated, stopped bool
	for _, p := range r.Promises {
		switch p.Verdict {
		case invariants.Violated:
			violated = true
			r.Reasons = append(r.Reasons, fmt.Sprintf("%s (%s) was violated", p.Name, p.ID))
		case invariants.Unknown:
			r.Reasons = append(r.Reasons, fmt.Sprintf("%s (%s) has no answer: %s", p.Name, p.ID, p.Why))
		}
	}
	for _, t := range r.Thresholds {
		if !t.OK {
			violated = true
			r.Reasons = append(r.Reasons, fmt.Sprintf("threshold %s %s was missed", t.Path, t.Text))
		}
	}
	for _, run := range r.Runs {
		if run.Stopped != "" {
			stopped = true
			r.Reasons = append(r.Reasons, fmt.Sprintf("seed %d: %s", run.Seed, run.Stopped))
		}
		for _, why := range run.Reasons {
			r.Reasons = append(r.Reasons, fmt.Sprintf("seed %d: %s", run.Seed, why))
		}
	}
	for _, p := range r.Reach {
		if !p.OK {
			r.Reasons = append(r.Reasons, fmt.Sprintf("point %q was reached by %d of %d seeds", p.Point, p.Seeds, len(r.Runs)))
		}
	}
	if len(r.Promises) == 0 {
		r.Reasons = append(r.Reasons, "no promise was judged")
	}
	r.settle(violated, stopped)
}

func (r *Result) settle(violated, stopped bool) {
	switch {
	case violated:
		r.Verdict, r.Exit = invariants.Violated, ExitViolated
	case stopped:
		r.Verdict, r.Exit = invariants.Unknown, ExitStopped
	case len(r.Reasons) > 0 || len(r.Runs) == 0:
		r.Verdict, r.Exit = invariants.Unknown, ExitInconclusive
	default:
		r.Verdict, r.Exit = invariants.Held, ExitHeld
	}
}

// repeat is the command that shows the same again: the first failing seed, or
// all of them.
func repeat(o Options, r *Result) string {
	if o.Repeat == "" {
		return ""
	}
	if r.FirstFailing != nil {
		return fmt.Sprintf("%s --seed %d", o.Repeat, *r.FirstFailing)
	}
	if o.Seeds == 1 {
		return fmt.Sprintf("%s --seed %d", o.Repeat, o.Seed)
	}
	return fmt.Sprintf("%s --seed %d --seeds %d", o.Repeat, o.Seed, o.Seeds)
}

// drawn returns what the HTML report draws: the first failing seed if it was
// kept, and else the first.
func drawn(seeds []seeded, res *Result) *Detail {
	if len(seeds) == 0 || !seeds[0].ran {
		return nil
	}
	chosen := &seeds[0]
	for i := range seeds {
		if res.RealTime && res.FirstFailing != nil && seeds[i].ran && seeds[i].seed == *res.FirstFailing {
			chosen = &seeds[i]
		}
	}
	return chosen.detail()
}

// detail makes what the HTML report draws.
func (s *seeded) detail() *Detail {
	d := s.out.measure.Detail()
	d.Seed, d.Phases, d.Faults = s.seed, s.out.log.phases, s.out.faults
	return d
}
