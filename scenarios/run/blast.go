package run

import (
	"context"
	"fmt"
	"slices"

	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/sim/topology"
)

// BlastSchema names the format of [Blast] as JSON.
const BlastSchema = "seatrial/blast/v1"

// Blast says how far each fault of a scenario reaches: the scenario without any fault,
// and once with each of them alone, under the same load and the same seeds.
type Blast struct {
	Schema   string      `json:"schema"`
	Tool     Tool        `json:"tool"`
	Scenario ScenarioRef `json:"scenario"`
	World    string      `json:"world"`
	Topology string      `json:"topology"`
	Factor   int64       `json:"factor,omitempty"` // the live profile ran, with time divided by it
	Seeds    int         `json:"seeds"`
	Without  Single      `json:"without"` // no fault at all
	Faults   []Single    `json:"faults"`  // each alone, in the order of the timeline
	Repeat   string      `json:"repeat,omitempty"`
}

// Single is what a scenario came to with one of its faults, or with none.
type Single struct {
	Fault      string      `json:"fault,omitempty"` // its id
	Kind       string      `json:"kind,omitempty"`
	Text       string      `json:"text,omitempty"` // as it stands in the timeline
	Regions    []InRegion  `json:"regions"`
	Held       int         `json:"held"`
	Broken     []Shortfall `json:"broken,omitempty"`     // promises that were broken
	Unanswered []string    `json:"unanswered,omitempty"` // promises without an answer
	Unproved   int         `json:"unproved"`             // seeds in which the fault had no effect
	Reaches    []string    `json:"reaches"`              // how far it may reach by its scenario: tx, or tx/figures; nil = that is not declared
	Beyond     []string    `json:"beyond,omitempty"`     // what was noticed beyond that: va/writes
}

// InRegion is what one region noticed. The ratios are to the run without any fault; nil
// where one of the two has nothing to measure.
type InRegion struct {
	Region   string   `json:"region"`
	Commands int64    `json:"commands"`
	Answered int64    `json:"answered"`       // with ok, or refused for a reason; the others were given up, turned away because a bound was reached, or are under way
	WriteP99 float64  `json:"write_p99_us"`   // of orders that were confirmed, 0 if there are none
	Writes   *float64 `json:"write_ratio"`    // p99 with the fault, by that without
	ShownP99 float64  `json:"figures_p99_us"` // age of the region's figures as they are shown elsewhere, 0 if there are none
	Shown    *float64 `json:"figures_ratio"`
	Noticed  []string `json:"noticed"` // answers, writes, figures: what was worse than without
}

// noticeable is from which ratio on something counts as noticed. It is a convention:
// fewer samples in a window move a p99 by some tens of per cent by themselves.
const noticeable = 1.5

// Blast runs a scenario without faults, and with each of its faults alone. The error is
// the harness's own failure.
func (l *Lab) Blast(ctx context.Context, s *scenarios.Scenario, o Options) (*Blast, error) {
	o.Compared = true
	out := &Blast{Schema: BlastSchema, Tool: l.Tool, Scenario: Of(s), World: l.World.Name(), Topology: formOf(s).String(), Factor: o.Factor,
		Seeds: max(o.Seeds, 1), Faults: []Single{}, Repeat: o.Repeat}
	without, err := l.single(ctx, s, nil, o)
	if err != nil {
		return nil, fmt.Errorf("without a fault: %w", err)
	}
	out.Without = *without
	for i := range s.Timeline {
		step := &s.Timeline[i]
		with, err := l.single(ctx, s, step, o)
		if err != nil {
			return nil, fmt.Errorf("fault %s alone: %w", step.Fault.ID, err)
		}
		with.against(&out.Without)
		out.Faults = append(out.Faults, *with)
	}
	return out, nil
}

// formOf returns the form of a scenario's topology: where somebody stands by it is one
// that has standbys, however the file says so.
func formOf(s *scenarios.Scenario) topology.Form {
	switch {
	case s.Failover != nil && s.Failover.Wholesale:
		return topology.Wholesale
	case s.Failover != nil:
		return topology.ActivePassive
	}
	return s.Topology.Form
}

// single runs a scenario with one step of its timeline, or with none.
func (l *Lab) single(ctx context.Context, s *scenarios.Scenario, step *scenarios.Step, o Options) (*Single, error) {
	alone, out := *s, &Single{}
	alone.Timeline = nil
	if step != nil {
		alone.Timeline = []scenarios.Step{*step}
		out.Fault, out.Kind, out.Text = step.Fault.ID, string(step.Fault.Kind), step.Fault.String()
		out.Reaches = step.Radius
	}
	res, err := l.Run(ctx, &alone, o)
	if err != nil {
		return nil, err
	}
	for _, f := range res.Promises {
		switch f.Verdict {
		case invariants.Held:
			out.Held++
		case invariants.Violated:
			out.Broken = append(out.Broken, Shortfall{ID: f.ID, Name: f.Name, Breaches: f.Breaches})
		default:
			out.Unanswered = append(out.Unanswered, f.ID)
		}
	}
	for _, r := range res.Runs {
		for _, f := range r.Faults {
			if !f.Proved {
				out.Unproved++
			}
		}
	}
	for _, r := range s.Topology.Regions {
		out.Regions = append(out.Regions, inRegion(r.Name, res))
	}
	return out, nil
}

func inRegion(name string, res *Result) InRegion {
	r := InRegion{Region: name, WriteP99: res.Latency["order_commit/"+name].P99, Noticed: []string{}}
	if a := res.total.placing.places.all[name]; a != nil {
		r.Commands, r.Answered = a.commands, a.answered
	}
	if h := res.total.fresh.abroad(name); h.TotalCount() > 0 {
		r.ShownP99 = quantiles(h).P99
	}
	return r
}

// against sets what a fault did against the run without any.
func (s *Single) against(without *Single) {
	for i := range s.Regions {
		r, base := &s.Regions[i], &without.Regions[i]
		r.Writes, r.Shown = times(r.WriteP99, base.WriteP99), times(r.ShownP99, base.ShownP99)
		if r.Answered*base.Commands < base.Answered*r.Commands {
			r.Noticed = append(r.Noticed, scenarios.NoticedAnswers)
		}
		if r.Writes != nil && *r.Writes >= noticeable {
			r.Noticed = append(r.Noticed, scenarios.NoticedWrites)
		}
		if r.Shown != nil && *r.Shown >= noticeable {
			r.Noticed = append(r.Noticed, scenarios.NoticedFigures)
		}
		s.beyond(r)
	}
}

// beyond notes what a region noticed of a fault that was not to reach so far.
func (s *Single) beyond(r *InRegion) {
	radius := scenarios.Radius(s.Reaches)
	for _, what := range r.Noticed {
		if radius.Declared() && !radius.Covers(r.Region, what) {
			s.Beyond = append(s.Beyond, r.Region+"/"+what)
		}
	}
}

// times returns a ratio, nil if there is nothing to compare.
func times(with, without float64) *float64 {
	if with <= 0 || without <= 0 {
		return nil
	}
	v := with / without
	return &v
}

// Exit returns the status. A fault that reaches further than its scenario lets it is a
// violation; of one that had no effect in some seed nothing is known, and without a load
// there is nothing to notice it.
func (b *Blast) Exit() int {
	asked := int64(0)
	for _, r := range b.Without.Regions {
		asked += r.Commands
	}
	if slices.ContainsFunc(b.Faults, func(f Single) bool { return len(f.Beyond) > 0 }) {
		return ExitViolated
	}
	if asked == 0 || slices.ContainsFunc(b.Faults, func(f Single) bool { return f.Unproved > 0 }) {
		return ExitInconclusive
	}
	return 0
}
