package explore

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"time"
)

// errSpent ends a search: its budget is spent, or it was stopped.
var errSpent = errors.New("the budget is spent")

// shrinker is a search under way.
type shrinker struct {
	ctx      context.Context
	run      Runner
	promise  string
	budget   Budget
	begun    time.Time
	best     Case    // breaks the promise
	shown    Outcome // of it
	vague    bool    // the first case did not come to rest either
	guarded  bool    // the clean system keeps the promise, and must go on to
	tried    map[string]*trial
	trials   int
	accepted int
	capped   string
}

// trial is one candidate.
type trial struct {
	of   Case
	ran  bool
	told bool // counted among the trials
	out  Outcome
	err  error
}

// trial returns the trial of a case: the same for the same case, so that nothing
// is tried twice.
func (s *shrinker) trial(c Case) *trial {
	key := fingerprint(c)
	t, ok := s.tried[key]
	if !ok {
		t = &trial{of: c}
		s.tried[key] = t
	}
	return t
}

// fingerprint is a text that only equal cases have.
func fingerprint(c Case) string {
	s := c.Scenario
	return fmt.Sprintf("%v %+v %+v %v %+v %v %v %+v", c.Seed, c.Plan.Faults, s.Workload, s.Baseline, s.SteadyState, s.Drain, c.Defects, s.Topology)
}

func (s *shrinker) carryOut(t *trial) {
	if !t.ran {
		t.ran = true
		t.out, t.err = s.run(s.ctx, t.of)
	}
}

// first tries the candidates in order and takes the first that still breaks the
// promise. It returns its number, or -1 if none does. Those beside it may run
// although one before them is taken; they cost time, and change nothing.
func (s *shrinker) first(candidates []Case) (int, error) {
	beside := s.budget.Beside
	if beside <= 0 {
		beside = runtime.GOMAXPROCS(0)
	}
	for from := 0; from < len(candidates); from += beside {
		batch := s.batch(candidates[from:min(from+beside, len(candidates))])
		for i, t := range batch {
			ok, err := s.breaks(t)
			if err != nil {
				return -1, err
			}
			if ok {
				s.best, s.shown = t.of, t.out
				s.accepted++
				return from + i, nil
			}
		}
	}
	return -1, nil
}

// batch runs candidates side by side. One that no file could hold is not run, nor
// is one that is the best already.
func (s *shrinker) batch(candidates []Case) []*trial {
	out := make([]*trial, len(candidates))
	best := fingerprint(s.best)
	var wg sync.WaitGroup
	for i, c := range candidates {
		if !sound(c) || fingerprint(c) == best {
			continue
		}
		out[i] = s.trial(c)
		if t := out[i]; !t.ran && !slices.Contains(out[:i], t) {
			wg.Go(func() { s.carryOut(t) })
		}
	}
	wg.Wait()
	return out
}

// breaks reports whether a candidate may take the place of the best.
func (s *shrinker) breaks(t *trial) (bool, error) {
	if t == nil {
		return false, nil
	}
	if err := s.count(t); err != nil {
		return false, err
	}
	if !t.out.Breaks(s.promise) || t.out.Why != "" && !s.vague {
		return false, nil
	}
	if !s.guarded {
		return true, nil
	}
	twin, err := s.alone(clean(t.of))
	return err == nil && !twin.out.Breaks(s.promise), err
}

// alone makes one trial and counts it.
func (s *shrinker) alone(c Case) (*trial, error) {
	t := s.trial(c)
	s.carryOut(t)
	return t, s.count(t)
}

// count counts a trial once, in the order in which one core would make them, and
// ends the search when there were enough.
func (s *shrinker) count(t *trial) error {
	switch {
	case s.ctx.Err() != nil:
		s.capped = "stopped"
		return errSpent
	case t.told:
		return t.err
	case s.trials >= s.budget.Trials:
		s.capped = fmt.Sprintf("%d trials", s.trials)
		return errSpent
	case s.budget.Wall > 0 && time.Since(s.begun) > s.budget.Wall:
		s.capped = s.budget.Wall.String()
		return errSpent
	}
	t.told = true
	s.trials++
	return t.err
}

// ladder tries the values below the current one, smallest first, then stays.
func ladder[V any](s *shrinker, values []V, with func(Case, V) Case) error {
	candidates := make([]Case, len(values))
	for i, v := range values {
		candidates[i] = with(s.best.Clone(), v)
	}
	_, err := s.first(candidates)
	return err
}

// leaveOut keeps as few of the items as still break the promise: first none, then
// by delta debugging, larger parts first. In the end no item can be left out
// alone.
func leaveOut[T any](s *shrinker, items []T, with func(Case, []T) Case) ([]T, error) {
	parts := 1
	for len(items) > 0 {
		size := (len(items) + parts - 1) / parts
		kept, alone := cuts(items, size)
		base := s.best
		candidates := make([]Case, len(kept))
		for i := range kept {
			candidates[i] = with(base.Clone(), kept[i])
		}
		at, err := s.first(candidates)
		switch {
		case err != nil:
			return items, err
		case at < 0 && size == 1:
			return items, nil
		case at < 0:
			parts = min(parts*2, len(items))
		case at < alone:
			items, parts = kept[at], 2
		default:
			items, parts = kept[at], max(parts-1, 2)
		}
	}
	return items, nil
}

// cuts lists what may be kept of the items: each part alone, and then everything
// but each part, the last first, as what comes early makes a short run. Of two
// parts, one alone is the other one left out. It returns how many are parts alone.
func cuts[T any](items []T, size int) (kept [][]T, alone int) {
	if len(items) > 2*size {
		for part := range slices.Chunk(items, size) {
			kept = append(kept, part)
		}
	}
	alone = len(kept)
	for from := (len(items) - 1) / size * size; from >= 0; from -= size {
		kept = append(kept, slices.Concat(items[:from], items[min(from+size, len(items)):]))
	}
	return kept, alone
}
