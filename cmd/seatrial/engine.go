package main

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"runtime/pprof"
	"slices"
	"time"

	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/topology"
	"github.com/seatrial/seatrial/sim/virtual"
)

// engineOptions say how much to measure.
type engineOptions struct {
	rounds  int
	virtual time.Duration
	long    bool
	profile string
}

// engineResult is the JSON of `bench engine`.
type engineResult struct {
	Events           int        `json:"events"`
	Commands         int64      `json:"commands"`
	EventsPerCommand float64    `json:"events_per_command"`
	Whole            float64    `json:"whole_events_per_second"` // median
	Bare             float64    `json:"bare_events_per_second"`  // median
	Ratio            float64    `json:"ratio"`                   // median of the pairs
	Ratios           []float64  `json:"ratios"`
	WithoutPromises  float64    `json:"without_promises_events_per_second"`
	EngineAllocs     float64    `json:"engine_allocations_per_event"`
	WholeAllocs      float64    `json:"whole_allocations_per_event"`
	Long             []longHaul `json:"long,omitempty"`
}

// benchEngine measures and prints.
func benchEngine(ctx context.Context, o engineOptions, w io.Writer) (*engineResult, error) {
	if o.virtual == 0 {
		o.virtual = 60 * time.Second
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1)) // one core
	s := benchScenario(100, o.virtual)
	script := &virtual.Script{}
	first, err := haul(ctx, s, script, true)
	if err != nil {
		return nil, err
	}
	res := &engineResult{Events: script.Events(), Commands: first.commands}
	res.EventsPerCommand = float64(res.Events) / float64(max(res.Commands, 1))
	if err := profiled(o.profile, func() error { return res.measure(ctx, s, script, o.rounds) }); err != nil {
		return nil, err
	}
	if res.EngineAllocs, err = pingAllocations(); err != nil {
		return nil, err
	}
	res.print(w)
	if o.long {
		return res, res.haulLong(ctx, w)
	}
	return res, nil
}

// measure runs both sides in turn, so that a drift of the machine hits both.
func (r *engineResult) measure(ctx context.Context, s *scenarios.Scenario, script *virtual.Script, rounds int) error {
	var wholes, bares, mutes []float64
	for range max(rounds, 1) {
		whole, err := haul(ctx, s, nil, true)
		if err != nil {
			return err
		}
		bare := replayed(script)
		mute, err := haul(ctx, s, nil, false)
		if err != nil {
			return err
		}
		wholes, bares, mutes = append(wholes, whole.rate()), append(bares, bare), append(mutes, mute.rate())
		r.Ratios = append(r.Ratios, whole.rate()/bare)
		r.WholeAllocs = whole.allocs
	}
	r.Whole, r.Bare, r.Ratio, r.WithoutPromises = median(wholes), median(bares), median(r.Ratios), median(mutes)
	return nil
}

// replayed returns the events per second of the bare loop.
func replayed(script *virtual.Script) float64 {
	runtime.GC()
	begun := cpuTime()
	var n int
	labelled("bare", func() { n, _ = script.Replay() })
	return float64(n) / (cpuTime() - begun).Seconds()
}

func (r *engineResult) print(w io.Writer) {
	fmt.Fprintf(w, "engine events            %s in %s commands, %.1f per command\n", quantity(float64(r.Events)), quantity(float64(r.Commands)), r.EventsPerCommand)
	fmt.Fprintf(w, "bare loop                %s events/s (median)\n", quantity(r.Bare))
	fmt.Fprintf(w, "whole system             %s events/s, all promises on\n", quantity(r.Whole))
	fmt.Fprintf(w, "without promises         %s events/s\n", quantity(r.WithoutPromises))
	fmt.Fprintf(w, "ratio whole to bare      %.3f (median of %d pairs, %.3f to %.3f)\n", r.Ratio, len(r.Ratios), slices.Min(r.Ratios), slices.Max(r.Ratios))
	fmt.Fprintf(w, "allocations per event    %.4f by the engine, %.2f by the whole system\n", r.EngineAllocs, r.WholeAllocs)
}

// hauled is one measured run.
type hauled struct {
	events   uint64
	commands int64
	spent    time.Duration // of one core
	allocs   float64
}

func (h hauled) rate() float64 { return float64(h.events) / h.spent.Seconds() }

// haul runs the whole system once and measures it.
func haul(_ context.Context, s *scenarios.Scenario, script *virtual.Script, judged bool) (hauled, error) {
	world, commands, err := launch(s, script, judged)
	if err != nil {
		return hauled{}, err
	}
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	begun := cpuTime()
	labelled(side(judged), func() { err = world.Advance(s.Workload.Duration + s.Drain) })
	if err != nil {
		return hauled{}, err
	}
	spent := cpuTime() - begun
	runtime.ReadMemStats(&after)
	return hauled{events: world.Events(), commands: *commands, spent: spent,
		allocs: float64(after.Mallocs-before.Mallocs) / float64(world.Events())}, nil
}

// launch starts the reference system in a virtual world; judged or with nobody
// watching.
func launch(s *scenarios.Scenario, script *virtual.Script, judged bool) (*virtual.World, *int64, error) {
	h := s.Header(1)
	system, err := build(s, s.Topology, 1, h, nil)
	if err != nil {
		return nil, nil, err
	}
	commands := new(int64)
	cfg := virtual.Config{Seed: 1, System: system, Topology: s.Topology, Script: script}
	if judged {
		judge := invariants.NewJudge(h, invariants.All())
		cfg.Sink = func(r *history.Record) {
			if r.Kind == history.KindInvoke && r.Attempt <= 1 {
				*commands++
			}
			judge.See(r)
		}
	}
	world, err := virtual.New(cfg)
	return world, commands, err
}

// benchScenario is four regions and a hub under steady load, with nothing
// broken: rate commands per second and region.
func benchScenario(rate int64, load time.Duration) *scenarios.Scenario {
	t, err := topology.US(4)
	if err != nil {
		panic(err) // four regions are known
	}
	return &scenarios.Scenario{ID: "bench", Topology: t, Drain: 10 * time.Second, Workload: topology.Workload{
		Rate: rate * 1000, Duration: load, SKUs: 200, Zipf: 1000, LinesMax: 2, QuantityMax: 4, Stock: 2000,
		Cancel: 20_000, Adjust: rate * 10, Receive: rate * 400, Retry: 2 * time.Second, Patience: 20 * time.Second,
		Horizon: 60 * time.Second, Transit: 3 * time.Second, QueueMax: 4096,
	}}
}

func median(v []float64) float64 {
	v = slices.Clone(v)
	slices.Sort(v)
	return v[len(v)/2]
}

// profiled runs work under the CPU profiler if a file is named.
func profiled(path string, work func() error) error {
	if path == "" {
		return work()
	}
	f, err := createFile(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := pprof.StartCPUProfile(f); err != nil {
		return fmt.Errorf("start profile: %w", err)
	}
	defer pprof.StopCPUProfile()
	return work()
}

// side names what is measured, for those who read the profile.
func side(judged bool) string {
	if judged {
		return "whole"
	}
	return "mute"
}

// labelled runs work under a label of the profile: pprof -tagfocus=whole.
func labelled(name string, work func()) {
	pprof.Do(context.Background(), pprof.Labels("side", name), func(context.Context) { work() })
}
