package run

import (
	"context"
	"fmt"
	"runtime"
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
	Build Build
	Tool  Tool
	// Workers is how many seeds run side by side; 0 = one per core. A run
	// itself is never parallel.
	Workers int
}

// Options say what to run.
type Options struct {
	Seed     uint64 // the first
	Seeds    int    // how many, from Seed on; 0 = 1
	Defects  []string
	Promises []string // only these; nil = those of the scenario
	Detail   bool     // collect what the HTML report draws
	Bare     bool     // judge nothing: only the trace hash is of interest; never green
	// Progress is told after every seed; it may be called from any goroutine.
	Progress func(Step)
	// Record says where the history of a seed goes; nil = nowhere.
	Record func(seed uint64, h *history.Header) (Recorder, error)
	Repeat string       // the command that repeats the run, without seeds
	Plan   *faults.Plan // instead of the scenario's own plan, for every seed
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
	o.Seeds = max(o.Seeds, 1)
	promises, err := chosen(s, o)
	if err != nil {
		return nil, err
	}
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
	var out []invariants.Promise
	for _, id := range ids {
		p, ok := invariants.ByID(id)
		if !ok {
			return nil, fmt.Errorf("run scenario %s: no promise %q", s.ID, id)
		}
		out = append(out, p)
	}
	return out, nil
}

// each calls work for 0..n-1, Workers at a time, and returns the first error
// in order of the index.
func (l *Lab) each(n int, work func(int) error) error {
	workers := l.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	errs := make([]error, n)
	next := make(chan int)
	var wg sync.WaitGroup
	for range min(workers, n) {
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
	t := trial{scenario: s, topology: s.Topology, plan: plan, seed: seed, defects: o.Defects,
		promises: promises, detail: o.Detail && i == 0}
	if o.Record != nil {
		t.out = func(h *history.Header) (Recorder, error) { return o.Record(seed, h) }
	}
	out, err := l.try(ctx, t)
	r := seeded{ran: true, seed: seed, out: out, findings: out.findings}
	if err != nil || out.log.stopped != "" || out.log.unsteady != "" || o.Bare {
		return r, err
	}
	if i%sampleEvery != 0 && !clocksBlamed(r.findings) {
		return r, nil
	}
	t.out, t.detail = nil, false
	return r, l.pair(ctx, t, &r)
}
