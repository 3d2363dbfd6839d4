package run

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/sim/history"
)

// RehearsalOptions say how a game day goes.
type RehearsalOptions struct {
	Seed    uint64
	Defects []string
	Auto    bool        // follow the instants of the plan, wait for nobody
	Cues    <-chan Cue  // what the operator wants; nil = nobody is there, closed = gone
	Show    func(Sight) // called several times a second by the goroutine that runs; it must not block
	Record  func(seed uint64, h *history.Header) (Recorder, error)
	Repeat  string
}

// Rehearsal is a game day that is over.
type Rehearsal struct {
	Result   *Result
	Scenario *scenarios.Scenario // its live profile
	Auto     bool
	Ends     time.Duration // of the load, as it was
	Watched  time.Duration // how long nothing was touched any more after it was stopped; 0 = it ran to its end
	Faults   []Observed
	Remarks  []Remark
	Waits    []Wait
}

// Observed is what was seen of one fault.
type Observed struct {
	FaultReport
	Ended    time.Duration // when it was taken back; 0 = it never began
	Symptoms []Symptom     // that began while it held, or right after, where it strikes
	Before   []Symptom     // that showed there already
	Beside   []string      // other faults that struck there meanwhile
}

// Detected returns the first symptom and how long after the injection it showed.
func (o *Observed) Detected() (Symptom, time.Duration, bool) {
	if len(o.Symptoms) == 0 {
		return Symptom{}, 0, false
	}
	return o.Symptoms[0], o.Symptoms[0].From - o.Injected, true
}

// WellAfter returns how long after the revert the last symptom was gone, and
// false if one never was.
func (o *Observed) WellAfter() (time.Duration, bool) {
	var took time.Duration
	for _, s := range o.Symptoms {
		if s.Open {
			return 0, false
		}
		took = max(took, s.To-o.Ended)
	}
	return took, true
}

// aftermath is how long a rehearsal that was stopped goes on after the last
// revert, to see that nothing is touched any more.
const aftermath = time.Second

// Rehearse runs the live profile of a scenario once, with an operator at the
// controls. The load goes on until the last fault is gone, however long people
// wait. Canceling ctx is the same as [CueQuit]. The error is the harness's own
// failure.
func (l *Lab) Rehearse(ctx context.Context, s *scenarios.Scenario, o RehearsalOptions) (*Rehearsal, error) {
	live := s.ForLive()
	out := &Rehearsal{Scenario: live, Auto: o.Auto}
	promises, err := chosen(live, Options{})
	if err != nil {
		return nil, err
	}
	promises = slices.DeleteFunc(promises, func(p invariants.Promise) bool { return p.Mode == invariants.Pair })
	t := trial{scenario: live, topology: live.Topology, plan: live.Plan(o.Seed), seed: o.Seed, defects: o.Defects, promises: promises, detail: true}
	if o.Record != nil {
		t.out = func(h *history.Header) (Recorder, error) { return o.Record(o.Seed, h) }
	}
	one := seeded{ran: true, seed: o.Seed}
	one.out, err = l.perform(ctx, t, o, out)
	if err != nil {
		return nil, err
	}
	one.findings = one.out.findings
	out.Result = l.sum(live, Options{Seed: o.Seed, Seeds: 1, Defects: o.Defects, Detail: true, Repeat: o.Repeat,
		Factor: max(1, s.Live.Factor)}, promises, []seeded{one})
	for _, r := range out.Remarks {
		out.Result.Detail.Timeline = append(out.Result.Detail.Timeline, Moment{At: r.At, What: noteReason, Text: r.Text})
	}
	return out, nil
}

// perform starts the world, takes the run through its phases and watches it.
func (l *Lab) perform(ctx context.Context, t trial, o RehearsalOptions, into *Rehearsal) (out tried, err error) {
	header := t.scenario.Header(t.seed)
	l.sign(header)
	endless := *t.scenario
	endless.Workload.Duration = 24 * time.Hour // until it is told to end
	system, err := l.Build(&endless, t.topology, t.seed, header, t.defects)
	if err != nil {
		return out, fmt.Errorf("build system: %w", err)
	}
	header.System = system.Name()
	w := newWatch(header, t.promises, t.scenario.Baseline)
	sink, closeRecorder, err := t.record(header, w.see)
	if err != nil {
		return out, err
	}
	session, err := l.World.Start(Setup{Terms: l.Terms.Complete(), Seed: t.seed, Header: header, System: newOpenEnded(system),
		Topology: t.topology, Scenario: &endless, Defects: t.defects, Plan: t.plan, Settle: t.settle()}, sink)
	if err != nil {
		return out, fmt.Errorf("start world %s: %w", l.World.Name(), err)
	}
	v := voyage{ctx: ctx, session: session, scenario: t.scenario, plan: t.plan, measure: w, agenda: newAgenda(session, t.plan),
		lead: &lead{auto: o.Auto, cues: o.Cues, show: o.Show, watch: w}}
	err = v.sail()
	if v.log.stopped != "" && err == nil {
		into.Watched = aftermath
		err = session.Advance(context.WithoutCancel(ctx), session.Now()+aftermath)
	}
	out.header, out.faults = header, v.agenda.close()
	out.log, out.stats, out.virtual = v.log, session.Stats(), int64(session.Now())
	for _, closing := range []func() error{session.Close, closeRecorder} {
		if e := closing(); err == nil {
			err = e
		}
	}
	w.finish(&out, out.virtual)
	into.observe(&v, w)
	return out, err
}

// finish takes the answers, when no record comes any more.
func (w *watch) finish(out *tried, now int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.signs.poll(now)
	w.measure.Seal()
	for i := range out.faults {
		out.faults[i].Recovered = w.measure.Recovered(out.faults[i].Fault.ID)
	}
	out.findings, out.measure, out.decisions = w.judge.Findings(), w.measure, w.decisions.Digest()
}

// observe sorts out which symptom belongs to which fault.
func (r *Rehearsal) observe(v *voyage, w *watch) {
	r.Ends, r.Remarks, r.Waits = v.loadEnds(), v.lead.remarks, v.lead.waits
	for i, f := range v.agenda.reports {
		o := Observed{FaultReport: f, Ended: v.agenda.ended[i]}
		if f.Injected > 0 {
			o.assign(v, w.signs.symptoms)
		}
		r.Faults = append(r.Faults, o)
	}
}

// tail is for how long after the revert a symptom still belongs to the fault:
// what was held back comes all at once.
const tail = time.Second

func (o *Observed) assign(v *voyage, all []*Symptom) {
	hub := v.scenario.Topology.Hub.Name
	here := struckBy(o.Fault, hub)
	for _, s := range all {
		switch {
		case !o.concerns(here, s.Places) || s.From > o.Ended+tail:
		case s.From >= o.Injected:
			o.Symptoms = append(o.Symptoms, *s)
		case s.To >= o.Injected:
			o.Before = append(o.Before, *s)
		}
	}
	slices.SortStableFunc(o.Symptoms, func(a, b Symptom) int { return int(a.From - b.From) })
	for i, other := range v.agenda.reports {
		ended := v.agenda.ended[i]
		if other.Fault.ID != o.Fault.ID && other.Injected > 0 && other.Injected <= o.Ended && ended >= o.Injected &&
			meet(here, struckBy(other.Fault, hub)) {
			o.Beside = append(o.Beside, other.Fault.ID)
		}
	}
}

// concerns reports whether a symptom is where the fault strikes: of a link, at
// both ends if it has two.
func (o *Observed) concerns(here, places []string) bool {
	if o.Fault.Peer != "" && len(places) > 1 {
		return slices.Contains(here, places[0]) && slices.Contains(here, places[1])
	}
	return meet(here, places)
}

// struckBy lists the regions that a fault strikes.
func struckBy(f faults.Fault, hub string) []string {
	out := append([]string{f.Region, f.Peer}, f.Peers...)
	if f.Target != "" {
		out = append(out, homeOf(f.Target))
	}
	if f.Kind == faults.HubOutage {
		out = append(out, hub)
	}
	return slices.DeleteFunc(out, func(s string) bool { return s == "" })
}

func meet(a, b []string) bool {
	return slices.ContainsFunc(a, func(s string) bool { return slices.Contains(b, s) })
}
