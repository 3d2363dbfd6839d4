package gate

import (
	"fmt"

	"github.com/seatrial/seatrial/bench"
)

// The demands on timings. The margins are what matters to somebody; p99.9 and
// beyond are never judged: in runs of seconds they vary by a quarter.
const (
	RoundsMin = 10
	pMax      = 0.01
)

// margins are the largest ratios that pass, by metric.
var margins = map[bench.Metric]float64{bench.Rate: 1.10, bench.P50: 1.15, bench.P99: 1.25}

// judgeTimings judges what was measured in turn.
func (v *Verdict) judgeTimings() {
	base, fresh := v.Base, v.New
	if why := apart(base.Interleaving, fresh.Interleaving); why != "" {
		if len(base.Timings)+len(fresh.Timings) > 0 {
			v.Notes = append(v.Notes, "timings not compared: "+why+"; counters alone decide")
		}
		return
	}
	var judged []bench.Metric
	for _, t := range base.Timings {
		if margins[t.Metric] == 0 {
			continue
		}
		f := Finding{Name: fmt.Sprintf("%s of %s", t.Metric, t.Leg), Unit: t.Unit}
		other := fresh.Timing(t.Leg, t.Metric)
		switch {
		case other == nil:
			f.Missing, f.Outcome, f.Text = true, Inconclusive, "BASE has it and NEW has not: measure it again"
		default:
			e := effectOf(t.Metric, t.Samples, other.Samples)
			f.Effect, f.Base, f.New = &e, e.Base, e.New
		}
		v.Timings, judged = append(v.Timings, f), append(judged, t.Metric)
	}
	v.decide(judged)
	for _, t := range fresh.Timings {
		if margins[t.Metric] > 0 && base.Timing(t.Leg, t.Metric) == nil {
			v.Notes = append(v.Notes, fmt.Sprintf("%s of %s was not compared: BASE does not have it", t.Metric, t.Leg))
		}
	}
}

// apart says why two results were not measured in turn; empty if they were.
func apart(base, fresh string) string {
	switch {
	case base == "" && fresh == "":
		return "neither file was measured in turn with another"
	case base == "":
		return "BASE was not measured in turn with NEW"
	case fresh == "":
		return "NEW was not measured in turn with BASE"
	case base != fresh:
		return "BASE and NEW were each measured in turn with another file"
	}
	return ""
}

// decide turns effects into outcomes, with p corrected over all of them.
func (v *Verdict) decide(judged []bench.Metric) {
	var p []float64
	for _, f := range v.Timings {
		if f.Effect != nil {
			p = append(p, f.Effect.P)
		}
	}
	p = holm(p)
	for i := range v.Timings {
		if e := v.Timings[i].Effect; e != nil {
			v.Timings[i].Outcome, v.Timings[i].Text = e.outcome(p[0], margins[judged[i]])
			p = p[1:]
		}
	}
}

// outcome applies the rule of the package comment.
func (e *Effect) outcome(p, margin float64) (Outcome, string) {
	seen := fmt.Sprintf("%s (%s to %s), p %s", slower(e.Slower), percent(e.Low), percent(e.High), chance(p))
	smallest := fmt.Sprintf("the smallest slowdown these %d rounds could have shown is %s", e.Rounds, percent(e.Smallest))
	switch {
	case e.Rounds < RoundsMin:
		return Inconclusive, fmt.Sprintf("%d rounds, want at least %d", e.Rounds, RoundsMin)
	case p < pMax && e.Low > margin:
		return Regressed, fmt.Sprintf("%s: beyond the margin of %s", seen, percent(margin))
	case e.High <= 1:
		return Fine, seen
	case e.Smallest > margin:
		return Inconclusive, fmt.Sprintf("%s; %s, and the margin is %s: measure more rounds, or on a quieter machine", seen, smallest, percent(margin))
	case e.High > margin:
		return Inconclusive, fmt.Sprintf("%s: it may lie on either side of the margin of %s; %s", seen, percent(margin), smallest)
	}
	return Fine, fmt.Sprintf("%s, within the margin of %s", seen, percent(margin))
}

// percent prints a ratio of times as a change.
func percent(ratio float64) string { return fmt.Sprintf("%+.1f %%", (ratio-1)*100) }

func slower(ratio float64) string {
	if ratio >= 1 {
		return fmt.Sprintf("slower by %.1f %%", (ratio-1)*100)
	}
	return fmt.Sprintf("faster by %.1f %%", (1-ratio)*100)
}

func chance(p float64) string {
	if p < 0.0001 {
		return "< 0.0001"
	}
	return fmt.Sprintf("%.4f", p)
}
