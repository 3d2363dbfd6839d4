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

// pair runs the trial again in other ways and compares, for each promise that
// is judged so.
func (l *Lab) pair(ctx context.Context, t trial, r *seeded) error {
	for i, f := range r.findings {
		var err error
		switch f.ID {
		case "I-39":
			err = l.farther(ctx, t, r, &r.findings[i])
		case "I-46":
			err = l.otherClocks(ctx, t, r, &r.findings[i])
		case "I-47":
			err = l.again(ctx, t, r, &r.findings[i])
		}
		if err != nil {
			return fmt.Errorf("compare a pair for %s: %w", f.ID, err)
		}
	}
	return nil
}

// again executes the same seed a second time, without observers: the traces
// must be equal.
func (l *Lab) again(ctx context.Context, t trial, r *seeded, f *invariants.Finding) error {
	t.promises = nil
	second, err := l.try(ctx, t)
	if err != nil {
		return err
	}
	*f = invariants.SameTrace(*f, r.out.stats.TraceHash, second.stats.TraceHash, evaluated(r.findings))
	if f.Verdict == invariants.Violated && f.First != nil && r.out.stats.TraceHash != second.stats.TraceHash {
		f.First.More, err = l.locate(ctx, t, r.out.stats, second.stats)
	}
	return err
}

// evaluated sums what the other promises evaluated.
func evaluated(findings []invariants.Finding) uint64 {
	var n uint64
	for _, f := range findings {
		if f.ID != "I-47" {
			n += f.Evaluated
		}
	}
	return n
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
func (l *Lab) farther(ctx context.Context, t trial, r *seeded, f *invariants.Finding) error {
	t.promises = nil
	t.topology = t.topology.Stretch(stretch)
	second, err := l.try(ctx, t)
	if err != nil {
		return err
	}
	*f = invariants.WAN(*f, r.out.measure.Writes(), second.measure.Writes())
	return nil
}

// otherClocks executes the seed without its clock faults: every decision must
// come out the same.
func (l *Lab) otherClocks(ctx context.Context, t trial, r *seeded, f *invariants.Finding) error {
	var kept []faults.Fault
	for _, x := range t.plan.Faults {
		if x.Kind != faults.ClockSkew && x.Kind != faults.ClockJump {
			kept = append(kept, x)
		}
	}
	if len(kept) == len(t.plan.Faults) {
		return nil // no clock was off: nothing to compare
	}
	t.promises = nil
	t.plan.Faults = kept
	second, err := l.try(ctx, t)
	if err != nil {
		return err
	}
	*f = invariants.SameDecisions(*f, r.out.decisions, second.decisions)
	return nil
}
