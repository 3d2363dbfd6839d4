package invariants

import (
	"fmt"
	"slices"

	"github.com/seatrial/seatrial/sim/history"
)

// news is who has to be told of changes of hands, and what has to be on record, of one
// region with a standby.
type news struct {
	unrecorded map[handOver]Ref
	changes    int
	due        []notice // oldest first
}

// handOver names a change of hands in the chained logs: by the entity that it is of
// there, hands/tx/va, and its number.
type handOver struct{ entity, n uint64 }

// hear notes what somebody who opens or closes owes: a link of the chained log of their
// region; and of a standby an alert, or the end of one.
func (c *failover) hear(s *stoodFor, r *history.Record) {
	if c.terms.Record == "" {
		return
	}
	standby := r.Consumer.Text == s.Name
	where := s.Home
	if standby {
		where = s.Region
	}
	s.news.unrecorded[handOver{history.Hash("hands/" + s.Home + "/" + where), r.Pos}] = refer(r)
	s.news.changes++
	if !standby || !c.watched {
		return
	}
	label := history.LabelRaised
	if r.Label.Text == history.LabelClosed {
		label = history.LabelResolved
	}
	s.news.due = append(s.news.due, notice{rule: history.RuleStandsIn, label: label, at: r.At, ref: refer(r)})
}

// recorded takes a link of a chained log.
func (c *failover) recorded(r *history.Record) {
	if r.Type.Text != c.terms.Record {
		return
	}
	for _, s := range c.order {
		delete(s.news.unrecorded, handOver{r.Entity.Key, r.Version})
	}
}

// alert takes an alert, or the end of one.
func (c *failover) alert(r *history.Record, out *Result) {
	if r.Type.Text != history.RuleStandsIn {
		return
	}
	for _, s := range c.order {
		at := slices.IndexFunc(s.news.due, func(d notice) bool { return s.Region == r.Region.Text && d.label == r.Label.Text })
		if at >= 0 {
			s.news.due = slices.Delete(s.news.due, at, at+1)
			return
		}
	}
	out.Breach(r, func() string {
		return fmt.Sprintf("%s of %s was %s, and no standby of it says so", r.Type, r.Region, r.Label)
	})
}

// untold looks for a takeover that somebody should have been told of by now.
func (c *failover) untold(r *history.Record, out *Result) {
	for _, s := range c.order {
		if len(s.news.due) == 0 {
			continue
		}
		d, region := s.news.due[0], history.N(s.Region)
		teller, known := c.needed[history.Hash(s.Name)]
		if c.pagers.down(region) || known && teller.down {
			continue
		}
		if from := max(c.pagers.since(region, d.at), teller.since); r.At-from > c.terms.ToldNano+c.terms.RenewNano+c.disks.late(region, r.At) {
			c.missed(s, r, out)
		}
	}
}

// missed reports the first alert that is due.
func (c *failover) missed(s *stoodFor, r *history.Record, out *Result) {
	d := s.news.due[0]
	s.news.due = s.news.due[1:]
	out.Breach(r, func() string {
		return fmt.Sprintf("%s of %s should be %s, and nobody was told", d.rule, s.Region, d.label)
	}, d.ref)
}

// unheard judges at the end who was told of changes of hands, and what is on record.
func (c *failover) unheard(s *stoodFor, out *Result) {
	for len(s.news.due) > 0 {
		c.missed(s, nil, out)
	}
	if n := len(s.news.unrecorded); n > 0 {
		out.Breach(nil, func() string {
			return fmt.Sprintf("%d of the %d changes of who takes the orders of %s are not on record in a chained log", n, s.news.changes, s.Home)
		}, s.ref)
	}
}
