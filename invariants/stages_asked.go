package invariants

import (
	"fmt"
	"time"

	"github.com/seatrial/seatrial/sim/history"
)

// full reports whether a guard about the queue asks for its stage, by what the owner
// wrote and the bus stored.
func (c *stages) full(s *staged, g *history.Guard) bool {
	return g.Figure == history.FigureQueue && s.exports.behind()*1_000_000 > g.Above*c.queue
}

// unheeded looks for a guard that has asked for its stage for longer than it takes to
// get there, one stage after the other, while who decides was up.
func (c *stages) unheeded(s *staged, r *history.Record, out *Result) {
	for i := range c.rules.Guards {
		g := &c.rules.Guards[i]
		if g.Figure != history.FigureQueue {
			continue
		}
		if !c.full(s, g) || s.stage >= g.Stage && !s.leaving {
			s.asked[g.Stage] = -1
			continue
		}
		if s.asked[g.Stage] < 0 {
			s.asked[g.Stage] = r.At
		}
		at := s.asked[g.Stage]
		decides, up := c.since("stages", s, at)
		reports, there := c.since("pod", s, at)
		allowed := g.ForNano + (g.Stage+1)*c.rules.DwellNano + c.rules.CalmNano + c.rules.GraceNano + c.disks.late(s.region, r.At)
		if !up || !there || r.At-max(decides, reports) <= allowed {
			continue
		}
		s.asked[g.Stage] = 1 << 62 // once
		stage := history.StageName(s.stage)
		out.Breach(r, func() string {
			return fmt.Sprintf("%s asks for %s in %s since %v, and it is at %s", g.Figure, history.StageName(g.Stage), s.region, time.Duration(at).Round(time.Millisecond), stage)
		}, s.ref)
	}
}

// calmed reports whether no guard of a stage that is let go of, or of a later one, asks
// for it by what witnesses saw.
func (c *stages) calmed(s *staged, stage, now int64) bool {
	for i := range c.rules.Guards {
		if g := &c.rules.Guards[i]; g.Stage >= stage && c.full(s, g) && !c.shaken("pod", s, now) && c.disks.late(s.region, now) == 0 {
			return false
		}
	}
	return true
}
