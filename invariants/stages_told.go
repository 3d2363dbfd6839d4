package invariants

import (
	"fmt"
	"strings"

	"github.com/seatrial/seatrial/sim/history"
)

// notices is who has to be told of changes of a stage, and what has to be on record.
type notices struct {
	unrecorded map[uint64]Ref // changes, by number
	due        []notice       // oldest first
}

// notice is an alert that is owed.
type notice struct {
	rule, label string
	at          int64
	ref         Ref
}

func newNotices() notices { return notices{unrecorded: make(map[uint64]Ref)} }

// owe notes what a change owes: a link of the chained log; and an alert, if a stage is
// in force that was not, or is left; again is of one that was being left.
func (n *notices) owe(r *history.Record, again bool) {
	stage, _ := history.StageOf(r.State.Text)
	label := history.LabelRaised
	switch r.Label.Text {
	case history.LabelLeaving:
		return
	case history.LabelEntered:
		if again {
			return // the alert has not ended
		}
	case history.LabelLeft:
		label = history.LabelResolved
	}
	n.due = append(n.due, notice{rule: history.StageRule(stage), label: label, at: r.At, ref: refer(r)})
}

// alert takes an alert, or the end of one.
func (n *notices) alert(r *history.Record, out *Result) {
	if !strings.HasPrefix(r.Type.Text, "stage-") {
		return
	}
	for i, d := range n.due {
		if d.rule == r.Type.Text && d.label == r.Label.Text {
			n.due = append(n.due[:i], n.due[i+1:]...)
			return
		}
	}
	out.Breach(r, func() string {
		return fmt.Sprintf("%s of %s was %s, and no change of its stage says so", r.Type, r.Region, r.Label)
	})
}

// untold looks for a change that somebody should have been told of.
func (c *stages) untold(s *staged, r *history.Record, out *Result) {
	if len(s.notices.due) == 0 {
		return
	}
	d := s.notices.due[0]
	from, up := c.since("pager", s, d.at)
	by, there := c.since("stages", s, d.at)
	if !up || !there || r.At-max(from, by) <= c.rules.ToldNano+c.disks.late(s.region, r.At) {
		return
	}
	s.notices.due = s.notices.due[1:]
	out.Breach(r, func() string {
		return fmt.Sprintf("%s of %s should be %s, and nobody was told", d.rule, s.region, d.label)
	}, d.ref)
}
