package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/seatrial/seatrial/bench/hotpath"
	"github.com/seatrial/seatrial/cmd/seatrial/internal/assembly"
	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/embedded"
	"github.com/seatrial/seatrial/sim/live/ceiling"
	"github.com/seatrial/seatrial/sim/topology"
)

// hotLab makes the reference and its ceiling in the embedded world: one region and
// the hub, over a link without distance.
type hotLab struct {
	world embedded.Config // what both have in common
	shape *ceiling.Shape
}

// newHotLab assembles the reference and learns from a short run what it sends.
func newHotLab(ctx context.Context, o hotpathOptions) (*hotLab, error) {
	system, err := hotSystem()
	if err != nil {
		return nil, err
	}
	l := &hotLab{world: embedded.Config{Seed: 1, System: system, Topology: hotTopology(), Unsafe: o.unsafe(), InProcess: o.inProcess}}
	cfg := l.world
	sample := newSampler(system)
	cfg.System = sample
	track := hotpath.NewTrack()
	p, err := newReferencePath(cfg, track)
	if err != nil {
		return nil, err
	}
	err = errors.Join(hotpath.Rehearse(ctx, p, track, sampleAt), p.Close())
	if err == nil {
		l.shape, err = sample.shape()
	}
	l.world.Untapped = o.untapped
	return l, err
}

// hotSystem is the reference for one region, with outside parties that do nothing.
func hotSystem() (sim.System, error) {
	s := &scenarios.Scenario{ID: "bench", Topology: hotTopology(), Workload: topology.Workload{SKUs: hotSKUs, Stock: 1 << 30,
		QueueMax: 1 << 14, Horizon: 10 * time.Second, LinesMax: 1, QuantityMax: 1}}
	h := s.Header(1)
	h.Canaries = nil
	return assembly.System(s, s.Topology, 1, h, nil)
}

// hotTopology is one region and the hub.
func hotTopology() topology.Topology {
	const hub = "hub"
	return topology.Topology{Name: "bench", Regions: []topology.Region{{Name: hotRegion, Title: "Texas", Location: topology.USCentral}},
		Hub:   topology.Region{Name: hub, Title: "Hub", Location: topology.USWest},
		Links: []topology.Link{{From: hotRegion, To: hub}, {From: hub, To: hotRegion}}}
}

// System implements [hotpath.Lab].
func (l *hotLab) System(t *hotpath.Track) (hotpath.Path, error) { return newReferencePath(l.world, t) }

// Ceiling implements [hotpath.Lab].
func (l *hotLab) Ceiling(t *hotpath.Track) (hotpath.Path, error) {
	w, cfg, err := l.bare()
	if err != nil {
		return nil, err
	}
	cfg.Report = ceiling.Report{Answered: func(n uint64) { t.Answered(n, nil) }, Durable: t.Durable, Applied: t.Applied, Left: t.Left, Folded: t.Folded}
	p, err := ceiling.New(cfg)
	if err != nil {
		return nil, errors.Join(err, w.Close())
	}
	return &ceilingPath{Program: p, world: w}, nil
}

// Stages implements [hotpath.Lab].
func (l *hotLab) Stages(window int, each time.Duration) ([]ceiling.Stage, error) {
	w, cfg, err := l.bare()
	if err != nil {
		return nil, err
	}
	stages, err := ceiling.Stages(cfg, window, each)
	return stages, errors.Join(err, w.Close())
}

// bare starts a world without machines, for a program that does their work.
func (l *hotLab) bare() (*embedded.World, ceiling.Config, error) {
	world := l.world
	world.Bare = true
	w, err := embedded.New(world)
	if err != nil {
		return nil, ceiling.Config{}, fmt.Errorf("start world without machines: %w", err)
	}
	return w, ceiling.Config{Region: w.Port(hotRegion), Hub: w.Port("hub"), Shape: l.shape, Machines: ceiling.Machines{Client: "bench/" + hotRegion,
		Pod: hotPod, Planner: "planner/" + hotRegion, Dashboard: "dashboard/" + hotRegion,
		Audit: "audit/" + hotRegion, Egress: "egress/" + hotRegion, Aggregator: "aggregator"}}, nil
}

// ceilingPath is the ceiling in its world.
type ceilingPath struct {
	*ceiling.Program
	world *embedded.World
}

// Close implements [hotpath.Path].
func (p *ceilingPath) Close() error { return errors.Join(p.Program.Close(), p.world.Close()) }
