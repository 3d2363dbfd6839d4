package invariants

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/seatrial/seatrial/sim/history"
)

// lag is what a standby lacks of the events that it is to have: those that its owner
// has written, oldest first.
type lag struct {
	types   map[uint64]bool
	pending []unapplied
	applied uint64
}

// unapplied is an event that is not applied yet.
type unapplied struct {
	pos uint64
	at  int64
}

func newLag(h *history.Header, standby string) lag {
	l := lag{types: make(map[uint64]bool)}
	for _, c := range h.Consumers {
		if c.Name == standby {
			for _, t := range c.Types {
				l.types[history.Hash(t)] = true
			}
		}
	}
	return l
}

func (l *lag) append(r *history.Record) {
	if l.types[r.Type.Key] && r.Pos > l.applied {
		l.pending = append(l.pending, unapplied{r.Pos, r.At})
	}
}

// apply notes that the standby has an event, and those before it, as they come in the
// order of the owner's ledger.
func (l *lag) apply(pos uint64) {
	l.applied = max(l.applied, pos)
	n := 0
	for n < len(l.pending) && l.pending[n].pos <= l.applied {
		n++
	}
	l.pending = l.pending[n:]
}

// at is how many of the events that were written until an instant are missing.
func (l *lag) at(until int64) (n int64) {
	for _, w := range l.pending {
		if w.at <= until {
			n++
		}
	}
	return n
}

// contact is when whoever grants the lease of an owner has heard of it for certain.
type contact struct {
	asked []question
	heard int64 // when the last question that was answered left; -1 = none was
}

// question is a call for the lease that left the region of its owner.
type question struct {
	op uint64
	at int64
}

func (c *contact) ask(op uint64, at int64) { c.asked = append(c.asked, question{op, at}) }

// answer notes that a question was answered: those before it do not matter any more.
func (c *contact) answer(op uint64) {
	for i, q := range c.asked {
		if q.op == op {
			c.heard, c.asked = max(c.heard, q.at), c.asked[i+1:]
			return
		}
	}
}

// places is where the names of orders may be, by version of the policy.
type places struct {
	versions map[uint64][]history.Residency
	tier     map[uint64]string
}

// ordered is the event whose name a standby has to know.
const orderedType, orderedField = "OrderCreated", "entity"

func newPlaces(h *history.Header) places {
	p := places{versions: make(map[uint64][]history.Residency), tier: make(map[uint64]string)}
	for _, rules := range h.Policies {
		p.versions[rules.Version] = rules.Residency
		for _, k := range rules.Classes {
			if k.Field == orderedField && (k.Type == orderedType || k.Type == "" && p.tier[rules.Version] == "") {
				p.tier[rules.Version] = k.Tier
			}
		}
	}
	return p
}

// permits reports whether a version of the policy lets the orders of a region be
// where its standby is.
func (p *places) permits(s *stoodFor, version uint64) bool {
	return slices.ContainsFunc(p.versions[version], func(r history.Residency) bool {
		return r.Tier == p.tier[version] && (r.Home == "" || r.Home == s.Home) && slices.Contains(r.Regions, s.Region)
	})
}

// leasesName is the machine that grants leases.
var leasesName = history.N("leases")

// disturbed notes what goes down and what goes wrong. An owner that stays down must
// have a standby in time, unless something that a takeover needs was down meanwhile,
// or something else went wrong.
func (c *failover) disturbed(r *history.Record, out *Result) {
	if r.Kind == history.KindFault {
		c.crowd(r.At)
		c.faults.see(r)
		c.disks.see(r)
		c.crowd(r.At)
		return
	}
	down := r.Kind == history.KindDown
	if strings.HasPrefix(r.Witness.Text, "pager/") {
		c.pagers.set(r, down)
		return
	}
	if r.Witness.Key == leasesName.Key || c.standbys[r.Witness.Key] != nil {
		c.needed[r.Witness.Key] = uptime{down: down, since: r.At}
	}
	s := c.owners[r.Witness.Key]
	switch {
	case s == nil:
	case down && r.Reason != "pause":
		s.fell = r.At
	case !down && s.fell >= 0:
		c.inTime(s, r.At, out)
		s.fell = -1
	}
}

func (c *failover) crowd(at int64) {
	if len(c.faults.active) > 1 {
		c.crowded = at
	}
}

// inTime judges whether the standby of an owner that was down until an instant opened
// in time.
func (c *failover) inTime(s *stoodFor, at int64, out *Result) {
	due := s.fell + c.terms.TakeoverNano
	if at < due || c.crowded >= s.fell || c.disturbs(leasesName.Key, s.fell) || c.disturbs(history.Hash(s.Name), s.fell) {
		return
	}
	out.Evaluated++
	if s.open && s.opened <= due || s.refused >= s.fell {
		return
	}
	out.Breach(nil, func() string {
		return fmt.Sprintf("%s was down for %v, and its standby was not open after %v", s.Of, time.Duration(at-s.fell), time.Duration(c.terms.TakeoverNano))
	}, s.ref)
}

// disturbs reports whether a machine is down, or was since an instant.
func (c *failover) disturbs(name uint64, since int64) bool {
	u, known := c.needed[name]
	return known && (u.down || u.since >= since)
}
