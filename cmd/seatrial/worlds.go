package main

import (
	"context"
	"fmt"
	"sort"
	"strings"
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/scenarios/run"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/virtual"
)

// worlds are the worlds of this version, by name.
var worlds = map[string]run.World{"virtual": virtualWorld{}}

// worldNames lists them for messages.
func worldNames() []string {
	var out []string
	for name := range worlds {
		out = append(out, name)
	}
	sort.Strings(out)
	return out
}

func pickWorld(name string) (run.World, error) {
	w, ok := worlds[name]
	if !ok {
		return nil, invalid(fmt.Errorf("no world %q in this version: have %s", name, strings.Join(worldNames(), ", ")))
	}
	return w, nil
}

// virtualWorld fits package virtual to the runner.
type virtualWorld struct{ script *virtual.Script }

func (virtualWorld) Name() string { return "virtual" }

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
