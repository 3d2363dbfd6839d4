package matrix

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/seatrial/seatrial/scenarios"
)

// job is a table in the making.
type job struct {
	m       *Matrix
	defects []Defect
	first   uint64
	seeds   int // at most, of each cell
	tries   int
	probes  []*probe
	clean   []*sweep
	begun   time.Time
	done    atomic.Int64
}

func (m *Matrix) job(defects []Defect, seeds, tries int) *job {
	if m.Seeds > 0 {
		seeds = m.Seeds
	}
	return &job{m: m, defects: defects, first: max(m.Seed, 1), seeds: seeds, tries: tries, begun: time.Now()}
}

func (j *job) add(d *Defect, s *scenarios.Scenario, want []string) {
	j.probes = append(j.probes, &probe{defect: d, scenario: s, want: want, judged: j.m.judged(s, named(want, d))})
}

// named are the promises that are judged although they take a pair of runs:
// those that must catch the defect here.
func named(want []string, d *Defect) []string {
	return slices.DeleteFunc(slices.Clone(want), func(id string) bool { return !slices.Contains(d.Promises, id) })
}

// table runs everything there is to run, and sums up.
func (j *job) table(ctx context.Context, mode string) (*Table, error) {
	all := mode == "full"
	if all {
		if err := j.announce(ctx); err != nil {
			return nil, err
		}
	}
	err := each(len(j.probes), func(i int) error {
		return j.probes[i].aim(ctx, j.m, j.first, j.seeds, all, j.tick)
	})
	if err != nil {
		return nil, err
	}
	if err := j.sweep(ctx); err != nil {
		return nil, err
	}
	t := j.sum(mode)
	if all {
		if err := j.shrink(ctx, t); err != nil {
			return nil, err
		}
	}
	t.Wall = time.Since(j.begun).Seconds()
	return t, nil
}

// tick counts a run.
func (j *job) tick() {
	n := j.done.Add(1)
	if j.m.Progress != nil {
		j.m.Progress(int(n), j.runs())
	}
}

// runs is how many runs there are at most.
func (j *job) runs() int { return (len(j.probes) + len(j.scenarios())) * j.seeds }

// scenarios are those of the probes, each once, in the order of the library.
func (j *job) scenarios() []*scenarios.Scenario {
	var out []*scenarios.Scenario
	for _, s := range j.m.Library {
		if slices.ContainsFunc(j.probes, func(p *probe) bool { return p.scenario == s }) {
			out = append(out, s)
		}
	}
	return out
}

// announce measures each scenario once and says how long all will take. Runs
// that are compared with others of the same seed take longer; they are few.
func (j *job) announce(ctx context.Context) error {
	list := j.scenarios()
	shots := make([]shot, len(list))
	err := each(len(list), func(i int) error {
		var err error
		shots[i], err = j.m.shoot(ctx, nil, list[i], j.m.judged(list[i], nil), j.first)
		return err
	})
	if err != nil || j.m.Announce == nil {
		return err
	}
	var spent time.Duration
	for i := range list {
		spent += shots[i].wall
	}
	cores := runtime.GOMAXPROCS(0)
	per := time.Duration(j.seeds * (len(j.defects) + 1) / cores)
	e := Estimate{Runs: j.runs(), Cores: cores, Wall: spent * per}
	if j.m.Shrink != nil {
		for _, p := range j.probes {
			e.Shrinks += len(p.shrinks())
		}
	}
	j.m.Announce(e)
	return nil
}

// shrinks are the promises whose catches are shrunk: those demanded in the first
// scenario where the defect must show.
func (p *probe) shrinks() []string {
	if len(p.defect.Shows) == 0 || p.defect.Shows[0].Scenario != p.scenario.ID {
		return nil
	}
	return p.want
}

// shrink cuts the plans of catches.
func (j *job) shrink(ctx context.Context, t *Table) error {
	if j.m.Shrink == nil {
		return nil
	}
	type job struct {
		p *probe
		c *Catch
	}
	var list []job
	for _, p := range j.probes {
		cell := t.cell(p.defect.ID, p.scenario.ID)
		for i := range cell.Catches {
			if slices.Contains(p.shrinks(), cell.Catches[i].Promise) {
				list = append(list, job{p, &cell.Catches[i]})
			}
		}
	}
	return each(len(list), func(i int) error {
		p, c := list[i].p, list[i].c
		shrunk, err := j.m.Shrink(ctx, *p.defect, p.scenario, c.Seed, c.Promise)
		if err != nil {
			return fmt.Errorf("shrink %s in %s: %w", p.defect.ID, p.scenario.ID, err)
		}
		c.Shrunk = shrunk
		return nil
	})
}

// each calls work for 0..n-1, one call per core at a time, and returns the first
// error in order of the index. After an error nothing new begins.
func each(n int, work func(int) error) error {
	errs := make([]error, n)
	var next atomic.Int64
	var failed atomic.Bool
	var wg sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n && !failed.Load(); i = int(next.Add(1)) - 1 {
				if errs[i] = work(i); errs[i] != nil {
					failed.Store(true)
				}
			}
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
