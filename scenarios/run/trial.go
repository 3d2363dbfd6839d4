package run

import (
	"context"
	"fmt"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/topology"
)

// Build makes the system on trial for a scenario and a seed. The header holds
// the rules it will be judged by; the system gets the same rules as data.
type Build func(s *scenarios.Scenario, t topology.Topology, seed uint64, h *history.Header, defects []string) (sim.System, error)

// trial is one seed of one scenario, before it runs.
type trial struct {
	scenario *scenarios.Scenario
	topology topology.Topology
	plan     faults.Plan
	seed     uint64
	defects  []string
	promises []invariants.Promise // none: a bare run that only leaves its trace
	detail   bool
	out      func(*history.Header) (Recorder, error) // where the history goes; nil = nowhere
	watch    func(uint64, string)
	from, to uint64
}

// Recorder stores a history while it happens.
type Recorder interface {
	Write(*history.Record) error
	Close() error
}

// tried is what one trial left behind.
type tried struct {
	header    *history.Header
	log       voyageLog
	stats     Stats
	virtual   int64
	faults    []FaultReport
	findings  []invariants.Finding
	measure   *Measure
	decisions []invariants.StreamDigest
}

// try runs one trial from start to judgement.
func (l *Lab) try(ctx context.Context, t trial) (out tried, err error) {
	header := t.scenario.Header(t.seed)
	header.World = l.World.Name()
	system, err := l.Build(t.scenario, t.topology, t.seed, header, t.defects)
	if err != nil {
		return out, fmt.Errorf("build system: %w", err)
	}
	header.System = system.Name()
	judge := invariants.NewJudge(header, t.promises)
	measure := NewMeasure(header, t.detail)
	decisions := invariants.NewDecisions()
	sink, closeRecorder, err := t.record(header, func(r *history.Record) {
		judge.See(r)
		measure.See(r)
		decisions.See(r)
	})
	if err != nil {
		return out, err
	}
	session, err := l.World.Start(Setup{Seed: t.seed, System: system, Topology: t.topology,
		Settle: t.settle(), Watch: t.watch, From: t.from, To: t.to}, sink)
	if err != nil {
		return out, fmt.Errorf("start world %s: %w", l.World.Name(), err)
	}
	v := voyage{ctx: ctx, session: session, scenario: t.scenario, plan: t.plan, measure: measure, agenda: newAgenda(session, t.plan)}
	err = v.sail()
	out.header, out.faults = header, v.agenda.close()
	out.log, out.stats, out.virtual = v.log, session.Stats(), int64(session.Now())
	measure.Seal()
	out.findings, out.measure, out.decisions = judge.Findings(), measure, decisions.Digest()
	for _, closing := range []func() error{session.Close, closeRecorder} {
		if e := closing(); err == nil {
			err = e
		}
	}
	return out, err
}
