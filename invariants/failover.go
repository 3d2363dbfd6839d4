package invariants

import (
	"fmt"
	"slices"

	"github.com/seatrial/seatrial/sim/history"
)

// FailoverSafety is I-29: one region at a time takes the commands of a region, a
// takeover waits until it may, and what was taken elsewhere comes home before home
// opens.
//
// ALWAYS (lease): terms of a region are granted one after the other and change hands
// each time; nobody opens in a term that was not granted to them, or that is over.
// While a standby is open, and until the owner opens again, the owner creates
// nothing (append of version 1, with Op) that was first asked for (invoke) in that
// time, unless the standby took it and it is handed back. A standby takes commands
// only while it is open, and none of a type that the header does not name (commands): nobody
// has shown that those come home. The owner opens only after the standby has closed the term
// before and everything that it took is returned or listed.
//
// A standby is granted a term only if, of the events that it is to have (consumers)
// and that its owner had written when it was last heard of, it lacks no more than
// lag_max (append, apply); if the policy in force in its region (bundle, in-force) is
// no older than that of the owner's then; and if the residency of the owner's lets
// order names be there. An owner was last heard of when the last question for its
// lease left (cross, of the type renewal) that was answered, and says where it was at
// most one renewal before; what it wrote since cut off is known to nobody who grants.
// An owner that was never heard of is not taken over from. Where the header has no
// renewal, what counts is what was there one lease before.
//
// A standby that opens is alarmed in its region (alert) within told_ns and a renewal, and
// the alarm ends as long after it closes, while those who tell are up.
//
// Within takeover_ns after an owner went down (down) and stays so, its standby is
// open, or was refused (lease, withheld) since. Q: every command that a standby took
// and answered (ok) is returned, or listed for somebody; and no line that a standby
// goes on with as an order of its own region (lease, redriven) was shipped at home as
// well (effect); and each change of hands is on record in the chained log of whoever
// opened or closed (audit).
//
// Each change of hands is one evaluation, each refusal, each command that a standby
// took, each thing that an owner creates while its standby is open, and each owner
// that stays down.
var FailoverSafety = Promise{
	ID: "I-29", Name: "failover-safety", Mode: Always, Safety: true,
	Title: "One region at a time takes the orders of a region, and none is lost when that changes.",
	Sees: history.Of(history.KindLease, history.KindInvoke, history.KindOK, history.KindAppend, history.KindApply, history.KindBundle,
		history.KindDown, history.KindUp, history.KindFault, history.KindEffect, history.KindAlert, history.KindAudit, history.KindCross),
	Needs: history.Of(history.KindLease),
	New:   newFailover,
}

type failover struct {
	terms    *history.Failover
	renewal  uint64 // hash of the type of questions for a lease; 0 = none is seen
	places   places
	order    []*stoodFor
	owners   map[uint64]*stoodFor // by the owner's ledger
	standbys map[uint64]*stoodFor // by the standby
	homes    map[uint64]*stoodFor // by the owner's region
	edges    map[uint64][]inForceAt
	asked    recent[int64] // when a command was first asked for
	faults   inForce
	crowded  int64             // when more than one fault was last there
	needed   map[uint64]uptime // the machines that a takeover needs, by name
	driven   []redriven
	shipped  map[uint64]Ref // by order and line, and by order
	watched  bool           // somebody is told of what is alarmed
	pagers   uptimes        // who tells them
	disks    disks
}

// stoodFor is a region with a standby.
type stoodFor struct {
	*history.Standby
	term    uint64 // granted last
	away    bool   // to the standby
	granted Ref
	open    bool // the standby is
	opened  int64
	ref     Ref
	closed  uint64 // the last term that the standby closed
	handed  uint64 // the last term of which all is handed back
	taken   map[uint64]*handed
	left    int // of taken, neither returned nor listed
	lag     lag
	contact contact
	fell    int64 // when the owner went down; -1 = it is up
	refused int64 // when a takeover was last withheld
	news    news
}

// handed is a command that a standby took.
type handed struct {
	op       history.Name
	ref      Ref
	answered bool
	outcome  Ref // it was returned or listed
}

// inForceAt is a policy that came into force.
type inForceAt struct {
	at      int64
	version uint64
}

func newFailover(h *history.Header) Checker {
	c := &failover{terms: h.Failover, owners: make(map[uint64]*stoodFor), standbys: make(map[uint64]*stoodFor), homes: make(map[uint64]*stoodFor),
		edges: make(map[uint64][]inForceAt), asked: newRecent[int64](h.Bounds.HorizonNano), needed: make(map[uint64]uptime), crowded: -1, shipped: make(map[uint64]Ref),
		watched: h.Watch != nil, pagers: make(uptimes)}
	if c.terms == nil {
		return c
	}
	c.places = newPlaces(h)
	if c.terms.Renewal != "" {
		c.renewal = history.Hash(c.terms.Renewal)
	}
	for i := range c.terms.Standbys {
		s := &stoodFor{Standby: &c.terms.Standbys[i], term: 1, taken: make(map[uint64]*handed), fell: -1, refused: -1, news: news{unrecorded: make(map[handOver]Ref)}}
		s.lag, s.contact.heard = newLag(h, s.Name), -1
		c.order = append(c.order, s)
		c.owners[history.Hash(s.Of)], c.standbys[history.Hash(s.Name)], c.homes[history.Hash(s.Home)] = s, s, s
	}
	return c
}

func (c *failover) See(r *history.Record, out *Result) {
	if c.terms == nil {
		out.Missing = "the header does not say who stands by"
		return
	}
	c.untold(r, out)
	switch r.Kind {
	case history.KindInvoke:
		if c.asked.ref(r.Op.Key) == nil {
			c.asked.add(r.Op.Key, r.At, r.At)
		}
	case history.KindOK:
		c.answered(r)
	case history.KindAppend:
		c.append(r, out)
	case history.KindApply:
		if s := c.standbys[r.Consumer.Key]; s != nil {
			s.lag.apply(r.SourcePos)
		}
	case history.KindBundle:
		if r.Reason == "in-force" {
			c.edges[r.Consumer.Key] = append(c.edges[r.Consumer.Key], inForceAt{r.At, r.Version})
		}
	case history.KindEffect:
		c.ship(r)
	case history.KindDown, history.KindUp, history.KindFault:
		c.disturbed(r, out)
	case history.KindAudit:
		c.recorded(r)
	case history.KindAlert:
		c.alert(r, out)
	case history.KindCross:
		c.cross(r)
	case history.KindLease:
		if s := c.owners[r.Stream.Key]; s != nil {
			c.lease(s, r, out)
		}
	}
}

// cross follows the questions of owners for their leases, and the answers.
func (c *failover) cross(r *history.Record) {
	if c.renewal == 0 || r.Type.Key != c.renewal {
		return
	}
	switch s := c.owners[r.Entity.Key]; {
	case s == nil:
	case r.From.Text == s.Home:
		s.contact.ask(r.Op.Key, r.At)
	case r.To.Text == s.Home:
		s.contact.answer(r.Op.Key)
	}
}

func (c *failover) answered(r *history.Record) {
	if s := c.homes[r.Region.Key]; s != nil {
		if t := s.taken[r.Op.Key]; t != nil {
			t.answered = true
		}
	}
}

// append judges what an owner creates while its standby is open.
func (c *failover) append(r *history.Record, out *Result) {
	s := c.owners[r.Stream.Key]
	if s == nil {
		return
	}
	s.lag.append(r)
	if !s.open || r.Version != 1 || r.Op.IsZero() {
		return
	}
	at := c.asked.ref(r.Op.Key)
	if at == nil || *at < s.opened {
		return // it was on its way when hands changed, or is no command of a client
	}
	out.Evaluated++
	if s.taken[r.Op.Key] == nil {
		out.Breach(r, func() string {
			return fmt.Sprintf("%s took %s, which was asked for while %s had the commands of %s, in term %d", s.Of, r.Op, s.Name, s.Home, s.term)
		}, s.ref)
	}
}

func (c *failover) lease(s *stoodFor, r *history.Record, out *Result) {
	switch r.Label.Text {
	case history.LabelGranted:
		out.Evaluated++
		c.grant(s, r, out)
	case history.LabelWithheld:
		out.Evaluated++
		s.refused = r.At
	case history.LabelOpened:
		out.Evaluated++
		c.open(s, r, out)
		c.hear(s, r)
	case history.LabelClosed:
		if s.open {
			c.hear(s, r)
		}
		s.closed = max(s.closed, r.Version)
	case history.LabelHanded:
		s.handed = max(s.handed, r.Version)
	case history.LabelTaken:
		out.Evaluated++
		if !slices.Contains(c.terms.Commands, r.Type.Text) {
			out.Breach(r, func() string {
				return fmt.Sprintf("%s took %s, a %s, and nobody has shown that those come home", s.Name, r.Op, r.Type)
			})
		}
		s.take(r, out)
	case history.LabelRedriven:
		c.driven = append(c.driven, redriven{home: r.Entity, line: r.Line, as: r.Cause})
	case history.LabelReturned, history.LabelListed:
		if t := s.taken[r.Op.Key]; t != nil && t.outcome == 0 {
			t.outcome = refer(r)
			s.left--
		}
	}
}

// grant judges a change of hands.
func (c *failover) grant(s *stoodFor, r *history.Record, out *Result) {
	toStandby := r.Consumer.Text == s.Name
	switch {
	case r.Version != s.term+1:
		out.Breach(r, func() string {
			return fmt.Sprintf("term %d of %s was granted after term %d", r.Version, s.Home, s.term)
		}, s.granted)
	case toStandby == s.away:
		out.Breach(r, func() string { return fmt.Sprintf("term %d of %s changed no hands", r.Version, s.Home) }, s.granted)
	case toStandby:
		c.guard(s, r, out)
	}
	s.term, s.away, s.granted = r.Version, toStandby, refer(r)
}

// guard judges whether a standby might take over.
func (c *failover) guard(s *stoodFor, r *history.Record, out *Result) {
	if c.renewal != 0 && s.contact.heard < 0 {
		out.Breach(r, func() string { return fmt.Sprintf("%s took over, and %s was never heard of", s.Name, s.Of) })
		return
	}
	before := c.known(s, r.At)
	home, there := c.inForce(s.Home, before), c.inForce(s.Region, r.At)
	switch n := s.lag.at(before); {
	case n > c.terms.LagMax:
		out.Breach(r, func() string {
			return fmt.Sprintf("%s took over and lacks %d events that %s had written when it was last heard of, allowed are %d", s.Name, n, s.Of, c.terms.LagMax)
		})
	case there < home:
		out.Breach(r, func() string {
			return fmt.Sprintf("%s took over under policy %d, and %s had policy %d when it was last heard of", s.Name, there, s.Home, home)
		})
	case !c.places.permits(s, c.inForce(s.Home, r.At)):
		out.Breach(r, func() string {
			return fmt.Sprintf("%s took over in %s, where no policy of %s lets an order be", s.Name, s.Region, s.Home)
		})
	}
}

// known is the instant until which whoever grants must know what an owner wrote, when
// it grants the lease to its standby. The owner says how far its ledger was at most one
// renewal before.
func (c *failover) known(s *stoodFor, granted int64) int64 {
	if c.renewal == 0 {
		return granted - c.terms.LeaseNano
	}
	return s.contact.heard - c.terms.RenewNano
}

// inForce is which policy was in force in a region at an instant, 0 = none.
func (c *failover) inForce(region string, at int64) (version uint64) {
	for _, f := range c.edges[history.Hash("egress/"+region)] {
		if f.at <= at {
			version = f.version
		}
	}
	return version
}

// open judges whoever begins to take commands.
func (c *failover) open(s *stoodFor, r *history.Record, out *Result) {
	standby := r.Consumer.Text == s.Name
	switch {
	case r.Version != s.term || standby != s.away:
		out.Breach(r, func() string {
			return fmt.Sprintf("%s opened in term %d, and term %d is in force, of %s", r.Consumer, r.Version, s.term, s.holder())
		}, s.granted)
	case !standby && s.closed < r.Version-1:
		out.Breach(r, func() string {
			return fmt.Sprintf("%s opened in term %d, and %s has not closed term %d", r.Consumer, r.Version, s.Name, r.Version-1)
		}, s.ref)
	case !standby && s.left > 0:
		out.Breach(r, func() string {
			return fmt.Sprintf("%s opened while %d commands that %s took were not handed back", r.Consumer, s.left, s.Name)
		}, s.first())
	}
	s.open, s.opened, s.ref = standby, r.At, refer(r)
}

func (s *stoodFor) holder() string {
	if s.away {
		return s.Name
	}
	return s.Of
}

// take judges a command that a standby takes.
func (s *stoodFor) take(r *history.Record, out *Result) {
	if !s.open || r.Version != s.term || s.closed >= r.Version {
		out.Breach(r, func() string {
			return fmt.Sprintf("%s took %s in term %d, in which it is not open", s.Name, r.Op, r.Version)
		}, s.ref)
	}
	if s.taken[r.Op.Key] == nil {
		s.taken[r.Op.Key] = &handed{op: r.Op, ref: refer(r)}
		s.left++
	}
}

// unsettled returns the commands that are neither returned nor listed, oldest first.
func (s *stoodFor) unsettled() []*handed {
	var out []*handed
	for _, t := range s.taken {
		if t.outcome == 0 {
			out = append(out, t)
		}
	}
	slices.SortFunc(out, func(a, b *handed) int { return int(a.ref) - int(b.ref) })
	return out
}

func (s *stoodFor) first() Ref {
	if list := s.unsettled(); len(list) > 0 {
		return list[0].ref
	}
	return 0
}

// Quiet finds what was answered and never came home.
func (c *failover) Quiet(out *Result) {
	if c.terms == nil {
		return
	}
	c.twice(out)
	for _, s := range c.order {
		c.unheard(s, out)
		for _, t := range s.unsettled() {
			if !t.answered {
				continue
			}
			out.Breach(nil, func() string {
				return fmt.Sprintf("%s took %s and answered ok, and %s neither did it nor listed it", s.Name, t.op, s.Of)
			}, t.ref)
		}
	}
}
