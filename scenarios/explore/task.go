package explore

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"time"
)

// task is one trial of a campaign.
type task struct {
	run     int // from 1
	of      Case
	twisted bool // goes on from another one
	ran     bool
	out     Outcome
	err     error
	after   time.Duration
	under   *sync.WaitGroup
}

// wave is one batch of trials.
type wave struct {
	tasks []*task
	under sync.WaitGroup
}

// launch plans the next batch and hands it to the workers. It is empty when there
// were enough.
func (e *expedition) launch() *wave {
	w := &wave{}
	for len(w.tasks) < batch && (e.Runs == 0 || e.next < e.Runs) {
		t := e.plan(e.next)
		t.under = &w.under
		w.tasks = append(w.tasks, t)
		e.next++
	}
	w.under.Add(len(w.tasks))
	for _, t := range w.tasks {
		e.queue <- t
	}
	return w
}

// plan draws the n-th trial, from 0: first what was handed in, then every other
// one goes on from what was interesting, and the others are new.
func (e *expedition) plan(n int) *task {
	t := &task{run: n + 1}
	d := cast(e.Seed, "plan/"+strconv.Itoa(n))
	switch {
	case n < len(e.Begin):
		t.of = e.Begin[n].Clone()
	case len(e.known.entries) > 0 && d.hit(50):
		t.of, t.twisted = twist(d, *e.known.pick(d)), true
	default:
		t.of = e.Swarm.Draw(e.Seed + uint64(n))
	}
	t.of.Defects = e.Defects
	return t
}

// labour carries out trials until there are no more.
func (e *expedition) labour(ctx context.Context) {
	for t := range e.queue {
		if ctx.Err() == nil {
			e.carryOut(ctx, t)
		}
		t.under.Done()
	}
}

func (e *expedition) carryOut(ctx context.Context, t *task) {
	c := t.of
	if sampled(t.run) {
		c = Twice(c)
	}
	t.out, t.err = e.Runner(ctx, c)
	t.after = time.Since(e.begun)
	t.ran = ctx.Err() == nil // one that was cut short says nothing
}

// take learns from a batch, in the order in which it was planned, and reports
// whether the campaign is over.
func (e *expedition) take(w *wave) (over bool, err error) {
	for _, t := range w.tasks {
		if !t.ran {
			continue
		}
		if t.err != nil {
			e.report.Broke = &t.of
			return true, fmt.Errorf("trial %d: %w", t.run, t.err)
		}
		fresh := e.known.learn(t.of, &t.out)
		e.report.take(t, len(fresh) > 0)
		if where, differ := Diverged(&t.out); differ {
			e.report.Diverged = append(e.report.Diverged, Divergence{Run: t.run, Case: t.of, Seed: t.of.Seed, Where: where})
			over = true
		}
		e.blame(t)
	}
	return over || len(e.report.Failures) > 0 && !e.KeepGoing, nil
}

// blame notes what a trial broke: of each promise the first.
func (e *expedition) blame(t *task) {
	for _, f := range Blamed(t.of, &t.out) {
		e.report.blame(t, f)
	}
}
