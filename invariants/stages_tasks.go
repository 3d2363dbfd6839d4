package invariants

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/seatrial/seatrial/sim/history"
)

// tasks are the lines that somebody works on in a region: allocated and not released,
// released and not picked, picked and not packed. Oldest first.
type tasks struct {
	list   []owing
	paused bool // somebody has let the region stop, and nobody has let it go on
}

// owing is a line that owes its next step.
type owing struct {
	order, typ history.Name
	line       uint32
	at         int64
	ref        Ref
}

// moved notes that goods were picked for a line.
func (t *tasks) moved(r *history.Record) {
	if strings.HasPrefix(r.To.Text, history.AccountStaged) {
		t.done(r)
	}
}

func (t *tasks) done(r *history.Record) {
	t.list = slices.DeleteFunc(t.list, func(o owing) bool { return o.order.Key == r.Entity.Key && o.line == r.Line })
}

// act notes that somebody lets the region stop, or go on: while it may stand still
// nothing is owed.
func (t *tasks) act(r *history.Record) {
	if r.Label.Text != "executed" {
		return
	}
	switch r.Type.Text {
	case "pause":
		t.paused, t.list = true, nil
	case "resume":
		t.paused = false
	}
}

// task takes an event of an order line: it ends what the line owed, and may owe
// something anew.
func (c *stages) task(s *staged, r *history.Record, out *Result) {
	if r.Line == 0 || !strings.HasPrefix(r.Entity.Text, "order/") {
		return
	}
	s.tasks.done(r)
	if !slices.Contains(c.rules.Tasks, r.Type.Text) || len(s.tasks.list) >= entriesMax || s.stage == history.StageNormal || s.lost || s.tasks.paused {
		return
	}
	out.Evaluated++
	c.worked = true
	s.tasks.list = append(s.tasks.list, owing{order: r.Entity, typ: r.Type, line: r.Line, at: r.At, ref: refer(r)})
}

// idle looks for a line on which nobody works.
func (c *stages) idle(s *staged, r *history.Record, out *Result) {
	if s.lost {
		s.tasks.list = nil
	}
	if len(s.tasks.list) == 0 {
		return
	}
	o := s.tasks.list[0]
	from, up := c.since("pod", s, o.at)
	if !up || r.At-from <= c.rules.PickNano+c.disks.late(s.region, r.At) {
		return
	}
	s.tasks.list = s.tasks.list[1:]
	if 4*s.exports.behind() >= 3*c.queue { // what is done could not be written down
		return
	}
	stage := history.StageName(s.stage)
	out.Breach(r, func() string {
		return fmt.Sprintf("line %d of %s is at %s for %v, and %s is at %s: it picks and packs no more", o.line, o.order, o.typ,
			time.Duration(r.At-o.at).Round(time.Millisecond), s.region, stage)
	}, o.ref, s.ref)
}
