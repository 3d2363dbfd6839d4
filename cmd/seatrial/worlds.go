package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/scenarios/run"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/virtual"
)

// worlds are the worlds of this version, by name.
var worlds = map[string]run.World{"virtual": virtualWorld{}, "embedded": embeddedWorld{}}

// worldNames lists them, the repeatable ones first.
func worldNames() []string {
	return slices.SortedFunc(maps.Keys(worlds), func(a, b string) int {
		if worlds[a].Real() != worlds[b].Real() {
			return map[bool]int{false: -1, true: 1}[worlds[a].Real()]
		}
		return strings.Compare(a, b)
	})
}

func pickWorld(name string) (run.World, error) {
	w, ok := worlds[name]
	if !ok {
		return nil, invalid(fmt.Errorf("no world %q in this version: have %s", name, strings.Join(worldNames(), ", ")))
	}
	return w, nil
}

// pickWorlds returns the worlds that a command line names, one or two, which
// have accepted the terms.
func pickWorlds(list string, terms run.Terms) ([]run.World, error) {
	var out []run.World
	for name := range strings.SplitSeq(list, ",") {
		w, err := pickWorld(strings.TrimSpace(name))
		if err != nil {
			return nil, err
		}
		if err := w.Check(terms); err != nil {
			return nil, invalid(err)
		}
		if slices.Contains(out, w) {
			return nil, invalid(fmt.Errorf("--world %s: a world is compared with another, not with itself", list))
		}
		out = append(out, w)
	}
	if len(out) > 2 {
		return nil, invalid(fmt.Errorf("--world %s: want one world, or two to compare", list))
	}
	return out, nil
}

// virtualWorld fits package virtual to the runner.
type virtualWorld struct{ script *virtual.Script }

func (virtualWorld) Name() string { return "virtual" }

func (virtualWorld) Real() bool { return false }

// Check refuses what only a real disk and a real bus can do: the model world
// has one of each, and both are safe.
func (virtualWorld) Check(t run.Terms) error {
	if t = t.Complete(); t.Profile != run.Safe {
		return fmt.Errorf("--profile %s: world virtual knows the profile %s only; its disk loses nothing that was acknowledged", t.Profile, run.Safe)
	}
	if t.Transport != run.Forwarder {
		return fmt.Errorf("--transport %s: world virtual knows the transport %s only", t.Transport, run.Forwarder)
	}
	return nil
}

func (virtualWorld) Supports(kind faults.Kind) (bool, string) {
	if _, ok := faults.Of(kind); !ok {
		return false, "this version knows no such fault"
	}
	return true, ""
}

func (v virtualWorld) Start(s run.Setup, sink func(*history.Record)) (run.Session, error) {
	w, err := virtual.New(virtual.Config{Seed: s.Seed, System: s.System, Topology: s.Topology, Settle: s.Settle,
		Sink: sink, Watch: s.Watch, From: s.From, To: s.To, Script: v.script})
	if err != nil {
		return nil, err
	}
	return virtualSession{w}, nil
}

type virtualSession struct{ *virtual.World }

func (s virtualSession) Advance(_ context.Context, until time.Duration) error {
	return s.World.Advance(until)
}

func (s virtualSession) Stats() run.Stats {
	return run.Stats{TraceHash: s.TraceHash(), Checkpoints: s.Checkpoints(), CheckEvery: virtual.CheckEvery,
		Events: s.Events(), Steps: s.Steps(), Reached: s.Reached(), Counters: s.Counters()}
}

func (virtualSession) Close() error { return nil }
