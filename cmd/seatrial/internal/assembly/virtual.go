package assembly

import (
	"context"
	"fmt"
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/scenarios/run"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/virtual"
)

// Virtual fits package virtual to the runner. A script, if there is one, says in
// which order things happen.
type Virtual struct{ Script *virtual.Script }

// Name implements [run.World].
func (Virtual) Name() string { return "virtual" }

// Real implements [run.World].
func (Virtual) Real() bool { return false }

// Check implements [run.World]: it refuses what only a real disk and a real bus can do: the model world
// has one of each, and both are safe.
func (Virtual) Check(t run.Terms) error {
	if t = t.Complete(); t.Profile != run.Safe {
		return fmt.Errorf("--profile %s: world virtual knows the profile %s only; its disk loses nothing that was acknowledged", t.Profile, run.Safe)
	}
	if t.Means != "" {
		return fmt.Errorf("--means %s: world virtual has one way to carry out each fault; world containers has several", t.Means)
	}
	if t.Transport != run.Forwarder {
		return fmt.Errorf("--transport %s: world virtual knows the transport %s only", t.Transport, run.Forwarder)
	}
	return nil
}

// Supports implements [run.World].
func (Virtual) Supports(kind faults.Kind) (bool, string) {
	if _, ok := faults.Of(kind); !ok {
		return false, "this version knows no such fault"
	}
	return true, ""
}

// Start implements [run.World].
func (v Virtual) Start(s run.Setup, sink func(*history.Record)) (run.Session, error) {
	w, err := virtual.New(virtual.Config{Seed: s.Seed, System: s.System, Topology: s.Topology, Settle: s.Settle,
		Sink: sink, Watch: s.Watch, From: s.From, To: s.To, Script: v.Script})
	if err != nil {
		return nil, err
	}
	return session{w}, nil
}

type session struct{ *virtual.World }

func (s session) Advance(_ context.Context, until time.Duration) error {
	return s.World.Advance(until)
}

func (s session) Stats() run.Stats {
	return run.Stats{TraceHash: s.TraceHash(), Checkpoints: s.Checkpoints(), CheckEvery: virtual.CheckEvery,
		Events: s.Events(), Steps: s.Steps(), Reached: s.Reached(), Counters: s.Counters()}
}

func (session) Close() error { return nil }
