package invariants

import (
	"fmt"
	"time"

	"github.com/seatrial/seatrial/sim/history"
)

// change judges a change of a region's stage, and lets it count.
func (c *stages) change(s *staged, r *history.Record, out *Result) {
	out.Evaluated++
	stage, ok := history.StageOf(r.State.Text)
	label := r.Label.Text
	fault := ""
	switch {
	case !ok || r.Version != s.version+1:
		fault = fmt.Sprintf("%s changed to %s by change %d, after %d", s.region, r.State, r.Version, s.version)
	case label == history.LabelEntered && stage != s.stage+1 && !(s.leaving && stage == s.stage):
		fault = fmt.Sprintf("%s entered %s from %s", s.region, r.State, history.StageName(s.stage))
	case label == history.LabelLeaving && (stage != s.stage || s.leaving || stage == history.StageNormal):
		fault = fmt.Sprintf("%s let go of %s at %s", s.region, r.State, history.StageName(s.stage))
	case label == history.LabelLeft && stage != s.stage:
		fault = fmt.Sprintf("%s left %s at %s", s.region, r.State, history.StageName(s.stage))
	case label == history.LabelLeft && !s.leaving:
		fault = fmt.Sprintf("%s left %s at once, with all that it held back", s.region, r.State)
	}
	if fault == "" {
		fault = c.unfounded(s, stage, r)
	}
	if fault != "" {
		out.Breach(r, func() string { return fault }, s.ref)
	}
	switch label {
	case history.LabelEntered:
		c.enter(s, stage, r)
	case history.LabelLeaving:
		c.release(s, stage)
	case history.LabelLeft:
		c.drained(s, stage, r, out)
		c.release(s, stage)
		stage--
	}
	if c.rules.Record != "" {
		s.notices.unrecorded[r.Version] = refer(r)
	}
	s.notices.owe(r, s.leaving)
	s.stage, s.leaving, s.version, s.at, s.ref = stage, label == history.LabelLeaving, r.Version, r.At, refer(r)
}

func (c *stages) enter(s *staged, stage int64, r *history.Record) {
	s.entered[stage] = r.At
	switch {
	case stage == history.StageFreeze:
		c.froze = true
	case stage == history.StageQueue && !s.leaving:
		s.held.gone = make(map[uint64]int)
	}
}

// release ends what a stage holds back.
func (c *stages) release(s *staged, stage int64) {
	s.entered[stage] = -1
	if stage == history.StageFreeze && !s.leaving {
		s.exports.mark = s.exports.earlier()
	}
}

// drained judges what is left of what a stage held back.
func (c *stages) drained(s *staged, stage int64, r *history.Record, out *Result) {
	switch stage {
	case history.StageFreeze:
		if !s.leaving {
			s.exports.mark = s.exports.earlier()
		}
		if left := s.exports.left(); left > 0 {
			out.Breach(r, func() string {
				return fmt.Sprintf("%s left %s, and %d events that it held back are not at %s", s.region, r.State, left, c.hub)
			}, s.ref)
		}
		s.exports.mark = 0
	case history.StageQueue:
		if n := len(s.held.orders); n > 0 {
			out.Breach(r, func() string {
				return fmt.Sprintf("%s left %s, and %d orders to suppliers that it held back were not sent", s.region, r.State, n)
			}, s.ref)
		}
	}
}

// unfounded says why a change should not have been made then; "" = it may have.
func (c *stages) unfounded(s *staged, stage int64, r *history.Record) string {
	label := r.Label.Text
	if label == history.LabelLeft {
		return ""
	}
	slack := c.rules.EveryNano + c.disks.late(s.region, s.at)
	if s.at >= 0 && r.At-s.at < c.rules.DwellNano-slack {
		return fmt.Sprintf("%s changed its stage %v after it had, allowed is %v", s.region, time.Duration(r.At-s.at).Round(time.Millisecond), time.Duration(c.rules.DwellNano))
	}
	g := c.guard(stage, r)
	switch {
	case g == nil:
		return fmt.Sprintf("%s changed to %s, and no guard of it is about %q", s.region, r.State, r.Type)
	case label == history.LabelEntered && r.Qty <= g.Above, label == history.LabelLeaving && r.Qty >= g.Below:
		return fmt.Sprintf("%s has %s %s with %s at %d, against its guard", s.region, label, r.State, r.Type, r.Qty)
	case label == history.LabelEntered && !c.founded(s, g, r.At):
		return fmt.Sprintf("%s entered %s as %s, which nobody else saw", s.region, r.State, r.Type)
	}
	if label == history.LabelLeaving && !c.calmed(s, stage, r.At) {
		return fmt.Sprintf("%s has let go of %s, and its bus is %d events behind", s.region, r.State, s.exports.behind())
	}
	return ""
}

// guard returns the guard that a change is made by: of its stage or a later one, and
// the one with the widest bounds.
func (c *stages) guard(stage int64, r *history.Record) *history.Guard {
	var out *history.Guard
	for i := range c.rules.Guards {
		g := &c.rules.Guards[i]
		if g.Figure == r.Type.Text && g.Stage >= stage && (out == nil || g.Above < out.Above) {
			out = g
		}
	}
	return out
}

// lately is for how long it counts that somebody was down, or something broken: what
// was asked meanwhile may not have been answered.
const lately = 10_000_000_000

// founded reports whether what witnesses saw lets a guard ask for its stage.
func (c *stages) founded(s *staged, g *history.Guard, now int64) bool {
	switch g.Figure {
	case history.FigureSupplier:
		return s.partners.lately(now-g.Above-lately) || !c.faults.over(now, g.Above+lately) || c.shaken("buyer", s, now)
	case history.FigureQueue:
		return s.exports.behind()*1_000_000 >= g.Below*c.queue || c.disks.late(s.region, now) > 0 || c.shaken("pod", s, now) // what waits for a disk is not on the bus either
	case history.FigureExport:
		return len(s.exports.open) > 0 || !c.faults.over(now, g.Above+lately) || c.shaken("egress", s, now)
	}
	return true
}

// shaken reports whether a machine is down, or was lately.
func (c *stages) shaken(kind string, s *staged, now int64) bool {
	u, known := c.ups[kind][s.region.Key]
	return known && (u.down || u.fell > 0 && now-u.since < lately)
}
