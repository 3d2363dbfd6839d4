package pod

import "github.com/seatrial/seatrial/sim/history"

// guard is a guard of a stage, and since when its figure is above or below.
type guard struct {
	rule  *history.Guard
	value int64
	above int64 // since when; -1 = it is not
	below int64
}

func newGuard(rule *history.Guard) guard { return guard{rule: rule, above: -1, below: -1} }

// see takes a figure. Between the two bounds it counts neither as above nor as below:
// that is the hysteresis.
func (g *guard) see(value int64, known bool, now int64) {
	g.value = value
	g.above = since(g.above, known && value > g.rule.Above, now)
	g.below = since(g.below, known && value < g.rule.Below, now)
}

func since(was int64, is bool, now int64) int64 {
	switch {
	case !is:
		return -1
	case was < 0:
		return now
	}
	return was
}

// asks reports whether the guard asks for its stage.
func (g *guard) asks(now int64) bool { return g.above >= 0 && now-g.above >= g.rule.ForNano }

// asking returns the guard that asks for a stage beyond the one in force: of the
// lowest such stage.
func (s *Stages) asking() *guard {
	var out *guard
	for i := range s.guards {
		g := &s.guards[i]
		if g.rule.Stage > s.inForce() && g.asks(s.clock.Mono) && (out == nil || g.rule.Stage < out.rule.Stage) {
			out = g
		}
	}
	return out
}

// calm reports whether the guards of the stage and of those after it were below for
// long enough. The figure of a machine that the region has not says nothing.
func (s *Stages) calm() bool {
	for i := range s.guards {
		g := &s.guards[i]
		if g.rule.Stage < s.stage || g.rule.Figure == history.FigureSupplier && !s.buys() {
			continue
		}
		if g.below < 0 || s.clock.Mono-g.below < s.rules.CalmNano {
			return false
		}
	}
	return true
}

// loosest returns a guard of the stage that is left.
func (s *Stages) loosest() *guard {
	for i := range s.guards {
		if s.guards[i].rule.Stage >= s.stage {
			return &s.guards[i]
		}
	}
	return nil
}
