package explore

import (
	"slices"
	"time"

	"github.com/seatrial/seatrial/faults"
)

// leaveOutFaults keeps the faults that it takes.
func (s *shrinker) leaveOutFaults() error {
	_, err := leaveOut(s, s.best.Plan.Faults, func(c Case, kept []faults.Fault) Case {
		c.Plan.Faults = slices.Clone(kept)
		return c
	})
	return err
}

// single removes one fault at a time, until each is needed.
func (s *shrinker) single() error {
	for {
		var candidates []Case
		for i := range s.best.Plan.Faults {
			c := s.best.Clone()
			c.Plan.Faults = slices.Delete(c.Plan.Faults, i, i+1)
			candidates = append(candidates, c)
		}
		if at, err := s.first(candidates); err != nil || at < 0 {
			return err
		}
	}
}

// edit returns the case with one fault changed.
func edit(c Case, i int, change func(*faults.Fault)) Case {
	change(&c.Plan.Faults[i])
	return c
}

// strengthen makes chance certain where that still breaks the promise: what
// always happens is simpler than what happens to one message in three, and
// happens in every world.
func (s *shrinker) strengthen() error {
	for i, f := range s.best.Plan.Faults {
		if f.Chance == 0 || f.Chance == 1_000_000 {
			continue
		}
		if err := ladder(s, []uint32{1_000_000}, func(c Case, v uint32) Case {
			return edit(c, i, func(f *faults.Fault) { f.Chance = v })
		}); err != nil {
			return err
		}
	}
	return nil
}

// weaken makes the numbers of each fault smaller, or at least easier to read.
func (s *shrinker) weaken() error {
	for i := range s.best.Plan.Faults {
		for _, step := range []func(int) error{s.weakenCopies, s.weakenPeers, s.weakenLossy, s.weakenChance, s.weakenHold, s.weakenAmount, s.roundInstant} {
			if err := step(i); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *shrinker) weakenCopies(i int) error {
	var values []int
	for v := 1; v < s.best.Plan.Faults[i].Copies; v++ {
		values = append(values, v)
	}
	return ladder(s, values, func(c Case, v int) Case { return edit(c, i, func(f *faults.Fault) { f.Copies = v }) })
}

func (s *shrinker) weakenPeers(i int) error {
	if len(s.best.Plan.Faults[i].Peers) < 2 {
		return nil
	}
	_, err := leaveOut(s, s.best.Plan.Faults[i].Peers, func(c Case, kept []string) Case {
		return edit(c, i, func(f *faults.Fault) { f.Peers = slices.Clone(kept) })
	})
	return err
}

func (s *shrinker) weakenLossy(i int) error {
	if !s.best.Plan.Faults[i].Lossy {
		return nil
	}
	return ladder(s, []bool{false}, func(c Case, v bool) Case { return edit(c, i, func(f *faults.Fault) { f.Lossy = v }) })
}

// weakenChance lowers a chance that is not certain.
func (s *shrinker) weakenChance(i int) error {
	chance := s.best.Plan.Faults[i].Chance
	if chance == 0 || chance == 1_000_000 {
		return nil
	}
	var values []uint32
	for _, v := range []uint32{10_000, 50_000, 100_000, 200_000, 500_000} {
		if v < chance {
			values = append(values, v)
		}
	}
	for unit := uint32(100_000); unit >= 10_000; unit /= 10 {
		if v := chance / unit * unit; v > 0 && v != chance {
			values = append(values, v)
		}
	}
	return ladder(s, values, func(c Case, v uint32) Case { return edit(c, i, func(f *faults.Fault) { f.Chance = v }) })
}

// holdMin is the shortest hold that is tried: a world in real time takes a while
// to notice anything.
const holdMin = 100 * time.Millisecond

func (s *shrinker) weakenHold(i int) error {
	return ladder(s, readable(s.best.Plan.Faults[i].Hold, holdMin), func(c Case, v time.Duration) Case {
		return edit(c, i, func(f *faults.Fault) { f.Hold = v })
	})
}

func (s *shrinker) weakenAmount(i int) error {
	amount := s.best.Plan.Faults[i].Amount
	sign := time.Duration(1)
	if amount < 0 {
		sign = -1
	}
	return ladder(s, readable(amount*sign, time.Millisecond), func(c Case, v time.Duration) Case {
		return edit(c, i, func(f *faults.Fault) { f.Amount = v * sign })
	})
}

// roundInstant lets a fault begin at an instant that is easy to read, or sooner.
func (s *shrinker) roundInstant(i int) error {
	at := s.best.Plan.Faults[i].At
	return ladder(s, rounded(at, s.best.Scenario.Baseline), func(c Case, v time.Duration) Case {
		c = edit(c, i, func(f *faults.Fault) { f.At = v })
		c.Plan.Sort()
		return c
	})
}

// hasten lets the faults come as soon as the baseline is over, all of them as far
// apart as before, so that a run need not wait for them.
func (s *shrinker) hasten() error {
	if len(s.best.Plan.Faults) == 0 {
		return nil
	}
	begins := s.best.Plan.Faults[0].At
	return ladder(s, readable(begins, s.best.Scenario.Baseline), func(c Case, v time.Duration) Case {
		for i := range c.Plan.Faults {
			c.Plan.Faults[i].At -= begins - v
		}
		return c
	})
}
