package run

import (
	"context"
	"fmt"
	"strings"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/invariants"
)

// stretch is by how much I-39 lengthens every round trip between regions.
const stretch = 10

// disguise is what I-12 puts other secrets in place with; any number but zero does.
const disguise = 1

// pair runs the trial again in other ways and compares, for each promise that
// is judged so.
func (l *Lab) pair(ctx context.Context, t trial, r *seeded) error {
	var pairs []invariants.Finding
	judged := t.promises
	t.promises, t.abroad = nil, false
	for _, p := range judged {
		var f *invariants.Finding
		var err error
		switch p.ID {
		case invariants.WANIndependence.ID:
			f, err = l.farther(ctx, t, r)
		case invariants.Time.ID:
			f, err = l.otherClocks(ctx, t, r)
		case invariants.HarnessHonest.ID:
			f, err = l.again(ctx, t, r)
		case invariants.NonInterference.ID:
			if p.Paired {
				f, err = l.otherSecrets(ctx, t, r)
			}
		}
		if err != nil {
			return fmt.Errorf("compare a pair for %s: %w", p.ID, err)
		}
		if f != nil {
			acquit(r.findings, f)
			pairs = append(pairs, *f)
		}
	}
	r.findings = invariants.Settle(r.findings, pairs...)
	return nil
}

// clocksBlamed reports whether a promise broke while a clock was off, which only
// the run without clock faults can tell apart from any other breach.
func clocksBlamed(findings []invariants.Finding) bool {
	for _, f := range findings {
		if f.ID == invariants.Time.ID && f.Verdict == invariants.Violated {
			return true
		}
	}
	return false
}

// acquit takes back what was held against the clocks, if everything was decided
// the same without their faults: then something else broke the promise.
func acquit(findings []invariants.Finding, pair *invariants.Finding) {
	for i := range findings {
		f := &findings[i]
		if pair.ID == invariants.Time.ID && f.ID == pair.ID && f.Verdict == invariants.Violated && pair.Verdict == invariants.Held {
			f.Verdict, f.Breaches, f.First = invariants.Held, 0, nil
		}
	}
}

// again executes the same seed a second time, without observers: the traces
// must be equal.
func (l *Lab) again(ctx context.Context, t trial, r *seeded) (*invariants.Finding, error) {
	second, err := l.try(ctx, t)
	if err != nil {
		return nil, err
	}
	f := invariants.Harness(r.findings, r.out.stats.TraceHash, second.stats.TraceHash)
	if f.Verdict == invariants.Violated {
		more, err := l.locate(ctx, t, r.out.stats, second.stats)
		if err != nil {
			return nil, err
		}
		f.First.More = more
	}
	return &f, nil
}

// locate finds the first step at which two executions differ: between two
// checkpoints of the trace, both are executed again and compared as text.
func (l *Lab) locate(ctx context.Context, t trial, a, b Stats) ([]string, error) {
	k := 0
	for k < len(a.Checkpoints) && k < len(b.Checkpoints) && a.Checkpoints[k] == b.Checkpoints[k] {
		k++
	}
	t.from, t.to = uint64(k)*a.CheckEvery, uint64(k+1)*a.CheckEvery
	var lines [2][]string
	for i := range lines {
		t.watch = func(_ uint64, line string) { lines[i] = append(lines[i], line) }
		if _, err := l.try(ctx, t); err != nil {
			return nil, err
		}
	}
	for i := range min(len(lines[0]), len(lines[1])) {
		if lines[0][i] != lines[1][i] {
			return []string{"first: " + brief(lines[0][i]), "then: " + brief(lines[1][i])}, nil
		}
	}
	return []string{fmt.Sprintf("between steps %d and %d; two more executions agreed there", t.from, t.to)}, nil
}

// brief keeps a line short enough for a report.
func brief(s string) string {
	s = strings.ReplaceAll(s, "\n", " |")
	if len(s) > 600 {
		s = s[:600] + " ..."
	}
	return s
}

// farther executes the seed with every round trip ten times as long.
func (l *Lab) farther(ctx context.Context, t trial, r *seeded) (*invariants.Finding, error) {
	t.topology = t.topology.Stretch(stretch)
	second, err := l.try(ctx, t)
	if err != nil {
		return nil, err
	}
	f := invariants.WAN(r.out.measure.Writes(), second.measure.Writes(), r.out.header.Bounds)
	return &f, nil
}

// otherSecrets executes the seed with another secret in place of each: whoever
// stands outside of a region must see the same.
func (l *Lab) otherSecrets(ctx context.Context, t trial, r *seeded) (*invariants.Finding, error) {
	if r.out.abroad == nil {
		return nil, nil
	}
	s := *t.scenario
	s.Workload.Disguise = disguise
	t.scenario, t.abroad = &s, true
	second, err := l.try(ctx, t)
	if err != nil {
		return nil, err
	}
	f := invariants.SameAbroad(r.out.abroad, second.abroad)
	r.out.abroad = nil
	return &f, nil
}

// otherClocks executes the seed without its clock faults: every decision must
// come out the same. Without any there is nothing to compare.
func (l *Lab) otherClocks(ctx context.Context, t trial, r *seeded) (*invariants.Finding, error) {
	var kept []faults.Fault
	for _, x := range t.plan.Faults {
		if x.Kind != faults.ClockSkew && x.Kind != faults.ClockJump {
			kept = append(kept, x)
		}
	}
	if len(kept) == len(t.plan.Faults) {
		return nil, nil
	}
	t.plan.Faults = kept
	second, err := l.try(ctx, t)
	if err != nil {
		return nil, err
	}
	f := invariants.SameDecisions(second.decisions, r.out.decisions)
	return &f, nil
}
