package main

import (
	"fmt"
	"slices"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/scenarios/run"
	"github.com/seatrial/seatrial/sim/embedded"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/live/bus"
)

// embeddedWorld fits package embedded to the runner.
type embeddedWorld struct{}

func (embeddedWorld) Name() string { return "embedded" }

func (embeddedWorld) Real() bool { return true }

// Check refuses terms that this world does not know.
func (embeddedWorld) Check(t run.Terms) error {
	t = t.Complete()
	if t.Profile != run.Safe && t.Profile != run.Unsafe {
		return fmt.Errorf("no profile %q: want %s or %s", t.Profile, run.Safe, run.Unsafe)
	}
	if t.Means != "" {
		return meansElsewhere("embedded", t.Means)
	}
	_, err := transport(t.Transport)
	return err
}

// meansElsewhere refuses means in a world that has one way for each fault.
func meansElsewhere(world, means string) error {
	return fmt.Errorf("--means %s: world %s has one way to carry out each fault; world containers has several", means, world)
}

// transport returns the transport of a name.
func transport(name string) (bus.Transport, error) {
	for _, t := range []bus.Transport{bus.Forwarder, bus.Sourced, bus.Durable} {
		if t.String() == name {
			return t, nil
		}
	}
	return 0, fmt.Errorf("no transport %q: want %s, %s or %s", name, bus.Forwarder, bus.Sourced, bus.Durable)
}

func (embeddedWorld) Supports(kind faults.Kind) (bool, string) {
	if _, ok := faults.Of(kind); !ok {
		return false, "this version knows no such fault"
	}
	if kind == faults.Loss {
		return false, "a TCP link loses no single message; try link-reset, which loses what is under way, or partition-one-way"
	}
	return true, ""
}

// Combines refuses what a region cannot do that runs in a process of its own, and
// what none can do that does not.
func (embeddedWorld) Combines(f faults.Fault, all []faults.Fault) (bool, string) {
	switch {
	case f.Kind == faults.RegionPause && f.Region == bus.Hub:
		return false, "the hub runs in the process of the harness, which cannot stand still; try pause, machine by machine"
	case !losesPower(f.Kind):
		return true, ""
	}
	for _, other := range all {
		if other.Region == f.Region && apart(other) {
			return false, fmt.Sprintf("region-kill and region-pause give %s a process of its own, and what a loss of power takes "+
				"is known in the process it runs in; put them into scenarios of their own", f.Region)
		}
	}
	return true, ""
}

func losesPower(kind faults.Kind) bool {
	return kind == faults.PowerLoss || kind == faults.RegionOutage
}

// apart reports whether a fault needs its region to be a process of its own. The
// hub never is: its bus is killed in the process of the harness.
func apart(f faults.Fault) bool {
	return (f.Kind == faults.RegionKill || f.Kind == faults.RegionPause) && f.Region != bus.Hub
}

// processes lists the regions of a plan that run in processes of their own.
func processes(p faults.Plan) []string {
	var out []string
	for _, f := range p.Faults {
		if apart(f) && !slices.Contains(out, f.Region) {
			out = append(out, f.Region)
		}
	}
	return out
}

func (embeddedWorld) Start(s run.Setup, sink func(*history.Record)) (run.Session, error) {
	terms := s.Terms.Complete()
	via, err := transport(terms.Transport)
	if err != nil {
		return nil, err
	}
	cfg := embedded.Config{Seed: s.Seed, System: s.System, Topology: s.Topology, Settle: s.Settle, Sink: sink,
		Transport: via, Unsafe: terms.Profile == run.Unsafe, Processes: processes(s.Plan), Command: regionCommand}
	if len(cfg.Processes) > 0 {
		if cfg.Recipe, err = newRecipe(s); err != nil {
			return nil, err
		}
	}
	w, err := embedded.New(cfg)
	if err != nil {
		return nil, err
	}
	return embeddedSession{w}, nil
}

type embeddedSession struct{ *embedded.World }

func (s embeddedSession) Stats() run.Stats {
	h := s.Host()
	return run.Stats{Events: h.Steps(), Steps: h.Steps(), Reached: h.Reached(), Counters: h.Counters()}
}
