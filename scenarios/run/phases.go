package run

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/sim/history"
)

// slice is how long a run goes on before it looks whether it was stopped.
const slice = time.Second

// glance is how often a drain looks whether everything is quiet.
const glance = 500 * time.Millisecond

// auditEvery is how often the readers look at every figure while the system
// runs: that is where freshness under faults comes from (R096).
const auditEvery = 5 * time.Second

// auditLimit is how long the readers may take to look at everything.
const auditLimit = 30 * time.Second

// auditOrder is the operator's order that makes readers look at everything.
const auditOrder = "AuditOrder"

// voyage is one run under way.
type voyage struct {
	ctx      context.Context
	session  Session
	scenario *scenarios.Scenario
	plan     faults.Plan
	measure  meter
	agenda   *agenda
	log      voyageLog
	audited  time.Duration // when the readers last looked
	lead     *lead         // of a rehearsal; nil = nobody stands at the controls
}

// voyageLog is what the phases leave behind.
type voyageLog struct {
	phases    []Span
	unsteady  string
	stopped   string
	undrained string
}

// errStopped ends the phases early; the log says why.
var errStopped = errors.New("stopped")

// sail takes the run through its phases. An error is the harness's own failure.
func (v *voyage) sail() error {
	defer v.agenda.revertAll()
	for _, phase := range []struct {
		name string
		run  func() error
	}{{"baseline", v.baseline}, {"faults", v.storm}, {"heal", v.heal}, {"drain", v.drain}, {"quiet", v.audit}} {
		from := v.session.Now()
		v.session.Note(func(r *history.Record) { r.Kind, r.Note = history.KindPhase, phase.name })
		v.lead.enter(phase.name)
		err := phase.run()
		v.log.phases = append(v.log.phases, Span{Name: phase.name, From: from, To: v.session.Now()})
		if errors.Is(err, errStopped) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("run phase %s: %w", phase.name, err)
		}
	}
	v.session.Note(func(r *history.Record) { r.Kind = history.KindEnd })
	return nil
}

// advance runs until an instant, looking for the operator and the stop
// conditions on the way.
func (v *voyage) advance(until time.Duration) error {
	for now := v.session.Now(); now < until; now = v.session.Now() {
		if err := v.session.Advance(v.ctx, min(until, now+v.lead.pace())); err != nil {
			return err
		}
		v.look()
		if v.ctx.Err() != nil {
			v.log.stopped = "stopped by the operator"
			return errStopped
		}
		if why := v.lead.attend(v); why != "" {
			v.log.stopped = why
			return errStopped
		}
		if why := v.mustStop(); why != "" {
			v.log.stopped = why
			return errStopped
		}
	}
	return nil
}

// look lets the readers look at every figure now and then, as long as load
// arrives; in the drain it would keep the system from falling quiet.
func (v *voyage) look() {
	now := v.session.Now()
	if now-v.audited >= auditEvery && now < v.loadEnds() {
		v.audited = now
		v.session.Order(auditOrder)
	}
}

// mustStop reports the first stop condition that holds.
func (v *voyage) mustStop() string {
	for _, s := range v.scenario.Stop {
		if n := v.measure.Counter(s.When); n > s.Above {
			return fmt.Sprintf("stop condition %q: %d", s.Text, n)
		}
	}
	return ""
}

// baseline demands a steady state before anything is broken.
func (v *voyage) baseline() error {
	if err := v.advance(v.scenario.Baseline); err != nil {
		return err
	}
	want := v.scenario.SteadyState
	asked, answered := v.measure.Answered()
	switch {
	case asked < want.CommandsMin:
		v.log.unsteady = fmt.Sprintf("only %d commands in the baseline, want %d", asked, want.CommandsMin)
	case asked > 0 && answered*1_000_000 < int64(want.AnsweredMin)*asked:
		v.log.unsteady = fmt.Sprintf("only %d of %d commands answered in the baseline", answered, asked)
	default:
		return nil
	}
	return errStopped
}

// storm carries out the plan.
func (v *voyage) storm() error {
	for {
		at, ok := v.agenda.due()
		if !ok {
			return nil
		}
		if err := v.advance(at); err != nil {
			return err
		}
		if !v.lead.permits(v) {
			continue
		}
		v.agenda.act()
	}
}

// heal waits for the last arrival of the workload.
func (v *voyage) heal() error {
	if err := v.advance(v.loadEnds()); err != nil {
		return err
	}
	v.lead.endLoad(v.session)
	return nil
}

// loadEnds is the instant of the last arrival; whoever waits in a rehearsal
// makes it later.
func (v *voyage) loadEnds() time.Duration { return v.scenario.Workload.Duration + v.lead.delay() }

// drain waits until nothing moves, or until the deadline.
func (v *voyage) drain() error {
	deadline := v.session.Now() + v.scenario.Drain
	return v.settle(deadline)
}

// audit lets the readers look at every figure, now that all should agree.
func (v *voyage) audit() error {
	v.session.Order(auditOrder)
	return v.settle(v.session.Now() + auditLimit)
}

func (v *voyage) settle(deadline time.Duration) error {
	for v.session.Now() < deadline {
		if err := v.advance(min(deadline, v.session.Now()+glance)); err != nil {
			return err
		}
		if v.session.Busy() == "" {
			return nil
		}
	}
	v.log.undrained = v.session.Busy()
	return nil
}
