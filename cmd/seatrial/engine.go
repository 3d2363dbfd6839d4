package main

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"runtime/pprof"
	"slices"
	"time"

	"github.com/seatrial/seatrial/bench"
	"github.com/seatrial/seatrial/cmd/seatrial/internal/assembly"
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
	files   turnFiles
}

// engineResult is what `bench engine` prints.
type engineResult struct {
	rounds  []engineRound
	events  int
	first   hauled // the run that was recorded, not measured
	virtual time.Duration
}

// engineRound is one measurement of each side, in turn.
type engineRound struct {
	whole, mute hauled
	bare        float64 // events per second
}

// engineRate is what is measured, in commands per second and region.
const engineRate = 100

// benchEngine measures and prints.
func benchEngine(ctx context.Context, o engineOptions, w io.Writer) (*engineResult, error) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1)) // one core
	s := benchScenario(engineRate, o.virtual)
	script := &virtual.Script{}
	first, err := haul(ctx, s, script, true)
	if err != nil {
		return nil, err
	}
	res := &engineResult{events: script.Events(), first: first, virtual: o.virtual}
	if err := profiled(o.profile, func() error { return res.measure(ctx, s, script, o.rounds) }); err != nil {
		return nil, err
	}
	res.print(w)
	if o.files.json == "" {
		if err := res.explain(s, w); err != nil {
			return nil, err
		}
	}
	if o.long {
		return res, haulLong(ctx, w)
	}
	return res, nil
}

// measure runs both sides in turn, so that a drift of the machine hits both.
func (r *engineResult) measure(ctx context.Context, s *scenarios.Scenario, script *virtual.Script, rounds int) error {
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
		r.rounds = append(r.rounds, engineRound{whole: whole, bare: bare, mute: mute})
	}
	return nil
}

// samples returns one figure of every round.
func (r *engineResult) samples(of func(engineRound) float64) []float64 {
	out := make([]float64, len(r.rounds))
	for i, round := range r.rounds {
		out[i] = of(round)
	}
	return out
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
	perCommand := float64(r.events) / float64(max(r.first.commands, 1))
	ratios := r.samples(func(e engineRound) float64 { return e.whole.rate() / e.bare })
	fmt.Fprintf(w, "engine events            %s in %s commands, %.1f per command\n", quantity(float64(r.events)), quantity(float64(r.first.commands)), perCommand)
	fmt.Fprintf(w, "bare loop                %s events/s (median)\n", quantity(bench.Median(r.samples(bareRate))))
	fmt.Fprintf(w, "whole system             %s events/s, all promises on\n", quantity(bench.Median(r.samples(wholeRate))))
	fmt.Fprintf(w, "without promises         %s events/s\n", quantity(bench.Median(r.samples(muteRate))))
	fmt.Fprintf(w, "ratio whole to bare      %.3f (median of %d pairs, %.3f to %.3f)\n", bench.Median(ratios), len(ratios), slices.Min(ratios), slices.Max(ratios))
	fmt.Fprintf(w, "allocations per event    %.4f by the whole system\n", bench.Median(r.samples(wholeAllocs)))
}

// explain says what the engine itself allocates, and what each promise costs.
func (r *engineResult) explain(s *scenarios.Scenario, w io.Writer) error {
	engine, err := pingAllocations()
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "  by the engine alone    %.4f\n", engine)
	parts, err := measureShares(s)
	if err != nil {
		return err
	}
	parts.print(w, 1e9/bench.Median(r.samples(wholeRate)), r.events)
	return nil
}

// The figures of a round.
func bareRate(e engineRound) float64    { return e.bare }
func wholeRate(e engineRound) float64   { return e.whole.rate() }
func muteRate(e engineRound) float64    { return e.mute.rate() }
func wholeAllocs(e engineRound) float64 { return e.whole.allocs }
func wholeBytes(e engineRound) float64  { return e.whole.bytes }

// hauled is one measured run.
type hauled struct {
	events     uint64
	commands   int64
	messages   int64         // stored on a bus, or sent across a boundary
	duplicated int64         // what took effect twice (I-05)
	lost       int64         // what was accepted and is missing in the end (I-05)
	spent      time.Duration // of one core
	allocs     float64       // per event
	bytes      float64       // per event
}

func (h hauled) rate() float64 { return float64(h.events) / h.spent.Seconds() }

// haul runs the whole system once and measures it.
func haul(_ context.Context, s *scenarios.Scenario, script *virtual.Script, judged bool) (hauled, error) {
	t, err := launch(s, script, judged)
	if err != nil {
		return hauled{}, err
	}
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	begun := cpuTime()
	labelled(side(judged), func() { err = t.world.Advance(s.Workload.Duration + s.Drain) })
	if err != nil {
		return hauled{}, err
	}
	spent := cpuTime() - begun
	runtime.ReadMemStats(&after)
	events := t.world.Events()
	h := hauled{events: events, commands: t.commands, messages: t.messages, spent: spent,
		allocs: float64(after.Mallocs-before.Mallocs) / float64(events), bytes: float64(after.TotalAlloc-before.TotalAlloc) / float64(events)}
	if judged {
		h.duplicated, h.lost = t.breaches()
	}
	return h, nil
}

// trial is a run of the benchmark under way.
type trial struct {
	world    *virtual.World
	judge    *invariants.Judge
	commands int64
	messages int64
}

// see counts commands and messages, and lets the promises judge.
func (t *trial) see(r *history.Record) {
	switch r.Kind {
	case history.KindInvoke:
		if r.Attempt <= 1 {
			t.commands++
		}
	case history.KindStore, history.KindCross:
		t.messages++
	}
	t.judge.See(r)
}

// breaches ends the history. I-05 finds at once what happens twice, and in the end
// what is missing.
func (t *trial) breaches() (duplicated, lost int64) {
	of := func(findings []invariants.Finding) (n int64) {
		for _, f := range findings {
			if f.ID == invariants.ExactlyOnceEffect.ID {
				n += int64(f.Breaches)
			}
		}
		return n
	}
	duplicated = of(t.judge.SoFar())
	t.judge.See(&history.Record{Kind: history.KindEnd})
	return duplicated, of(t.judge.Findings()) - duplicated
}

// launch starts the reference system in a virtual world; judged or with nobody
// watching.
func launch(s *scenarios.Scenario, script *virtual.Script, judged bool) (*trial, error) {
	h := s.Header(1)
	system, err := assembly.System(s, s.Topology, 1, h, nil)
	if err != nil {
		return nil, err
	}
	t := &trial{}
	cfg := virtual.Config{Seed: 1, System: system, Topology: s.Topology, Script: script}
	if judged {
		t.judge = invariants.NewJudge(h, invariants.All())
		cfg.Sink = planted(t, t.see)
	}
	t.world, err = virtual.New(cfg)
	return t, err
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
