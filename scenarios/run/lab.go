package run

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/sim/history"
)

// Lab runs scenarios in one world. It may be used by several goroutines.
type Lab struct {
	World World
	Terms Terms // what was chosen of the world, which must have accepted it
	Build Build
	Tool  Tool
	// Workers is how many seeds run side by side; 0 = one per core, and at most 2
	// where time is real. A run in virtual time is never parallel itself.
	Workers int
}

// Options say what to run.
type Options struct {
	Seed     uint64 // the first
	Seeds    int    // how many, from Seed on; 0 = 1
	Defects  []string
	Pairs    int      // of so many seeds, from Seed on, I-12 is judged by a second run with other secrets; 0 = of the first and every twentieth
	Promises []string // only these; nil = those of the scenario
	// Known is what the ids of promises stand for; nil = [invariants.All].
	Known  []invariants.Promise
	Detail bool // collect what the HTML report draws
	Bare   bool // judge nothing: only the trace hash is of interest; never green
	// Progress is told after every seed; it may be called from any goroutine.
	Progress func(Step)
	// Record says where the history of a seed goes; nil = nowhere.
	Record func(seed uint64, h *history.Header) (Recorder, error)
	Repeat string       // the command that repeats the run, without seeds
	Plan   *faults.Plan // instead of the scenario's own plan, for every seed
	Factor int64        // by what [Staged] divided the time of the scenario; only reported
	// Alone sums up no distribution of latencies: of one run among thousands, only
	// its promises and faults are looked at.
	Alone bool
	// Compared measures what topologies and faults are compared by as well.
	Compared bool
}

// Step is one more seed done.
type Step struct {
	Of      int           // seeds in all
	Events  uint64        // engine events of this seed
	Virtual time.Duration // time that passed in it
}

// sampleEvery is the share of seeds that are executed again to compare: 5 %.
const sampleEvery = 20

// Run runs a scenario over its seeds and judges it. The error is the harness's
// own failure; everything the system did is in the result.
func (l *Lab) Run(ctx context.Context, s *scenarios.Scenario, o Options) (*Result, error) {
	o.Seeds = max(o.Seeds, o.Pairs, 1)
	promises, err := chosen(s, o)
	if err != nil {
		return nil, err
	}
	promises = l.answerable(promises)
	seeds := make([]seeded, o.Seeds)
	err = l.each(o.Seeds, func(i int) error {
		if ctx.Err() != nil && i > 0 {
			return nil
		}
		var err error
		seeds[i], err = l.seed(ctx, s, o, promises, i)
		if o.Progress != nil {
			o.Progress(Step{Of: o.Seeds, Events: seeds[i].out.stats.Events, Virtual: time.Duration(seeds[i].out.virtual)})
		}
		return err
	})
	res := l.sum(s, o, promises, seeds)
	if err != nil {
		res.Exit = ExitHarness
		return res, err
	}
	return res, nil
}

// chosen returns the promises to be answered.
func chosen(s *scenarios.Scenario, o Options) ([]invariants.Promise, error) {
	if o.Bare {
		return nil, nil
	}
	ids := s.Promises
	if len(o.Promises) > 0 {
		ids = o.Promises
	}
	known := o.Known
	if known == nil {
		known = invariants.All()
	}
	var out []invariants.Promise
	for _, id := range ids {
		i := slices.IndexFunc(known, func(p invariants.Promise) bool { return p.ID == id })
		if i < 0 {
			return nil, fmt.Errorf("run scenario %s: no promise %q", s.ID, id)
		}
		out = append(out, known[i])
	}
	return out, nil
}

// answerable returns the promises that the world can answer: none that takes a
// pair of runs where no run can be repeated.
func (l *Lab) answerable(promises []invariants.Promise) []invariants.Promise {
	return slices.DeleteFunc(promises, func(p invariants.Promise) bool { return l.World.Real() && p.Mode == invariants.Pair })
}

// leftOut lists the promises that were asked for and are not judged.
func leftOut(asked, judged []invariants.Promise) []LeftOut {
	var out []LeftOut
	for _, p := range asked {
		if !slices.ContainsFunc(judged, func(j invariants.Promise) bool { return j.ID == p.ID }) {
			out = append(out, LeftOut{ID: p.ID, Name: p.Name,
				Why: "judged from two runs of the same seed, and no run in real time can be repeated"})
		}
	}
	return out
}

// SideBySide is how many of n seeds run at the same time.
func (l *Lab) SideBySide(n int) int {
	workers := l.Workers
	switch {
	case workers > 0:
	case l.World.Real():
		workers = min(realWorkers, runtime.GOMAXPROCS(0))
		if b, bulky := l.World.(bulky); bulky {
			workers = min(workers, b.AtOnce())
		}
	default:
		workers = runtime.GOMAXPROCS(0)
	}
	return min(workers, n)
}

// realWorkers is how many runs in real time go on side by side. They mostly wait,
// but share a disk: on two cores the median commit took 2.5 ms in one run and in
// each of two, and 56 ms in each of three, whose syncs queued.
const realWorkers = 2

// bulky is a world of which this machine cannot take as many runs at once as it
// has cores.
type bulky interface{ AtOnce() int }

// each calls work for 0..n-1, some at a time, and returns the first error in
// order of the index.
func (l *Lab) each(n int, work func(int) error) error {
	errs := make([]error, n)
	next := make(chan int)
	var wg sync.WaitGroup
	for range l.SideBySide(n) {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := range next {
				errs[i] = work(i)
			}
		}()
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// seeded is one seed with its pairs.
type seeded struct {
	ran      bool
	seed     uint64
	out      tried
	findings []invariants.Finding
	broken   bool // the second execution differed, or so
}

// seed runs one seed and, for a sample of seeds, the runs it is paired with.
func (l *Lab) seed(ctx context.Context, s *scenarios.Scenario, o Options, promises []invariants.Promise, i int) (seeded, error) {
	seed := o.Seed + uint64(i)
	plan := s.Plan(seed)
	if o.Plan != nil {
		plan = *o.Plan
	}
	secret := slices.ContainsFunc(promises, isNonInterference) && !l.World.Real()
	t := trial{scenario: s, topology: s.Topology, plan: plan, seed: seed, defects: o.Defects,
		promises: promises, compared: o.Compared, abroad: secret && (i < o.Pairs || sampled(i)), detail: o.Detail && (i == 0 || l.World.Real())} // a seed in real time cannot be drawn later
	if o.Record != nil {
		t.out = func(h *history.Header) (Recorder, error) { return o.Record(seed, h) }
	}
	out, err := l.tryUntilSteady(ctx, t)
	r := seeded{ran: true, seed: seed, out: out, findings: out.findings}
	if err != nil || out.log.stopped != "" || out.log.unsteady != "" || o.Bare || l.World.Real() {
		return r, err
	}
	if !sampled(i) && !clocksBlamed(r.findings) {
		t.promises = slices.DeleteFunc(slices.Clone(promises), func(p invariants.Promise) bool { return !isNonInterference(p) })
	}
	t.out, t.detail, t.compared = nil, false, false
	return r, l.pair(ctx, t, &r)
}

func isNonInterference(p invariants.Promise) bool { return p.ID == invariants.NonInterference.ID }

// sampled reports whether the i-th seed is executed again to compare.
func sampled(i int) bool { return i%sampleEvery == 0 }

// baselinesMax is how often a run in real time begins, until its baseline is
// steady.
const baselinesMax = 3

// tryUntilSteady runs a trial. In real time others use the machine, too; a run
// whose baseline was not steady has broken nothing and judged nothing, so it may
// begin again.
func (l *Lab) tryUntilSteady(ctx context.Context, t trial) (out tried, err error) {
	for range baselinesMax {
		out, err = l.try(ctx, t)
		if err != nil || out.log.unsteady == "" || !l.World.Real() || ctx.Err() != nil {
			break
		}
	}
	return out, err
}

// sign puts into a header where a run is held and, in real time, under which
// terms, and how long what was sent may take until a witness sees it.
func (l *Lab) sign(h *history.Header) {
	h.World = l.World.Name()
	if l.World.Real() {
		terms := l.Terms.Complete()
		h.Profile, h.Transport = terms.Profile, terms.Transport
		h.Bounds.PassingNano = h.Bounds.Defaults().PolicyNano
		h.Bounds.ArrivalNano = int64(time.Second) // a machine that had to wait for its core reads all that came meanwhile at once
	}
	if c, ok := l.World.(clocked); ok {
		h.Bounds.PassingNano += int64(c.ClockError())
		h.Bounds.ArrivalNano += int64(c.ClockError())
	}
}

// clocked is a world whose witnesses have clocks of their own.
type clocked interface {
	// ClockError is how far two of them may be apart; no run begins with more.
	ClockError() time.Duration
}
