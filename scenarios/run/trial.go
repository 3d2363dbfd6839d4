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
	compared bool                                    // measure what topologies are compared by
	abroad   bool                                    // keep what could be seen outside of a region, to compare it
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
	abroad    *invariants.Abroad // if it was kept
}

// try runs one trial from start to judgement.
func (l *Lab) try(ctx context.Context, t trial) (out tried, err error) {
	header := t.scenario.Header(t.seed)
	l.sign(header)
	system, err := l.Build(t.scenario, t.topology, t.seed, header, t.defects)
	if err != nil {
		return out, fmt.Errorf("build system: %w", err)
	}
	header.System = system.Name()
	seen := newObservers(header, t.promises, t.detail, l.World.Real())
	if t.compared {
		seen.measure.compared(header)
	}
	if t.abroad {
		seen.abroad = invariants.NewAbroad(header)
	}
	sink, closeRecorder, err := t.record(header, seen.see)
	if err != nil {
		return out, err
	}
	session, err := l.World.Start(Setup{Terms: l.Terms.Complete(), Seed: t.seed, Header: header, System: system,
		Topology: t.topology, Scenario: t.scenario, Defects: t.defects, Plan: t.plan, Settle: t.settle(), Watch: t.watch, From: t.from, To: t.to}, sink)
	if err != nil {
		return out, fmt.Errorf("start world %s: %w", l.World.Name(), err)
	}
	v := voyage{ctx: ctx, session: session, scenario: t.scenario, plan: t.plan, measure: seen, agenda: newAgenda(session, t.plan)}
	err = v.sail()
	out.header, out.faults = header, v.agenda.close()
	out.log, out.stats, out.virtual = v.log, session.Stats(), int64(session.Now())
	seen.end()
	seen.measure.Seal()
	for i := range out.faults {
		out.faults[i].Recovered = seen.measure.Recovered(out.faults[i].Fault.ID)
	}
	out.findings, out.measure, out.decisions = seen.judge.Findings(), seen.measure, seen.decisions.Digest()
	out.abroad = seen.abroad
	for _, closing := range []func() error{session.Close, closeRecorder} {
		if e := closing(); err == nil {
			err = e
		}
	}
	return out, err
}
