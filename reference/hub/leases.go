package hub

import (
	"fmt"
	"strconv"

	"github.com/seatrial/seatrial/reference/defect"
	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// LeasesSite is what the leases of the regions are granted by. It never changes.
type LeasesSite struct {
	Region  string
	Terms   history.Failover
	Standby []string // holders, by region: standby/tx
	Peer    []int    // the region in which each stands
	Owner   []string // pod/tx
	Defects defect.Set
}

// Leases says who may take the commands of each region: its owner as long as that
// asks for it, and its standby when the owner has not asked for the length of a
// lease and a margin. A standby that lacks too much, whose region has an older
// policy, or where the owner's policy lets no order be, is refused. The owner gets
// them back when it has all that the standby took, and not before.
//
// A lease counts from the instant at which it was asked for, by the clock of whoever
// asked, so that none lasts longer than its end here. Every change of hands stands in
// the ledger before anybody hears of it. After a restart all leases are as if they
// had just been asked for.
type Leases struct {
	site    *LeasesSite
	pos     uint64
	regions []held

	bodies   event.Slab[event.Body]
	messages event.Slab[sim.Message]
	ink      event.Ink
	clock    sim.Clock
	out      *sim.Effects
}

// held is the lease of a region.
type held struct {
	term    uint64
	away    bool  // the standby has it
	asked   int64 // when the owner last asked, by the clock of here
	heard   bool  // the owner has asked since the start of here
	pos     uint64
	bundle  uint64
	permits bool
	why     string // the last refusal of this term; "" = none
}

// NewLeases returns the leases of some regions, before their recovery.
func NewLeases(site *LeasesSite) *Leases {
	l := &Leases{site: site, regions: make([]held, len(site.Owner))}
	for i := range l.regions {
		l.regions[i].term = 1
	}
	return l
}

// Step reacts to one input.
func (l *Leases) Step(clock sim.Clock, in *sim.Input, out *sim.Effects) {
	l.clock, l.out = clock, out
	switch in.Kind {
	case sim.InCall:
		l.call(in)
	case sim.InRecover:
		l.recover(in)
	}
	l.out = nil
}

func (l *Leases) call(in *sim.Input) {
	b, err := event.View(in.Msg.View, in.Msg.Body)
	if err == nil {
		err = event.Validate(in.Msg.Head.Type, b)
	}
	if err != nil || in.Msg.Head.Type != event.RenewLease {
		l.reply(in, event.Refused, event.ReasonInvalid, event.Lease{})
		return
	}
	for i := range l.regions {
		switch b.Lease.Holder {
		case l.site.Owner[i]:
			l.owner(in, i, b.Lease)
			return
		case l.site.Standby[i]:
			l.standby(in, i, b.Lease)
			return
		}
	}
	l.reply(in, event.Refused, event.ReasonUnknown, event.Lease{})
}

// owner hears of the owner of a region, and gives it back what its standby had.
func (l *Leases) owner(in *sim.Input, i int, ask *event.Lease) {
	r := &l.regions[i]
	r.heard, r.asked, r.pos, r.bundle, r.permits = true, l.clock.Mono, ask.Pos, ask.Bundle, ask.Permits
	if r.away && ask.Done && ask.Term == r.term {
		l.grant(i, false, 0)
	}
	if r.away {
		l.reply(in, event.Refused, event.ReasonElsewhere, event.Lease{Term: r.term, Holder: l.site.Standby[i]})
		return
	}
	l.reply(in, event.OK, "", event.Lease{Term: r.term, Holder: l.site.Owner[i], Left: l.site.Terms.LeaseNano})
}

// standby hears of a standby: it may have the lease of a region that has ended.
func (l *Leases) standby(in *sim.Input, i int, ask *event.Lease) {
	r := &l.regions[i]
	if !r.away && l.ended(r) {
		copied := r.pos - min(r.pos, ask.Pos)
		if why := l.withheld(i, copied); why != "" {
			l.refuse(i, why)
			l.reply(in, event.Refused, why, event.Lease{Term: r.term, Holder: l.site.Owner[i]})
			return
		}
		l.grant(i, true, copied)
	}
	if !r.away {
		l.reply(in, event.Refused, event.ReasonElsewhere, event.Lease{Term: r.term, Holder: l.site.Owner[i]})
		return
	}
	l.reply(in, event.OK, "", event.Lease{Term: r.term, Holder: l.site.Standby[i]})
}

// ended reports whether nobody can count on the lease of an owner any more.
func (l *Leases) ended(r *held) bool {
	after := l.site.Terms.LeaseNano + l.site.Terms.MarginNano
	if l.site.Defects.TakesOverEarly() {
		after = 2 * l.site.Terms.RenewNano
	}
	return l.clock.Mono-r.asked > after
}

// withheld says why a standby may not take over, "" if it may.
func (l *Leases) withheld(i int, copied uint64) string {
	r := &l.regions[i]
	switch {
	case !r.heard:
		return history.WithheldUnknown
	case !r.permits && !l.site.Defects.TakesOverAnywhere():
		return history.WithheldResidency
	case l.regions[l.site.Peer[i]].bundle < r.bundle:
		return history.WithheldBundle
	case copied > uint64(l.site.Terms.LagMax) && !l.site.Defects.TakesOverStale():
		return history.WithheldStale
	}
	return ""
}

// refuse writes down why a standby does not take over, once for each reason on end.
func (l *Leases) refuse(i int, why string) {
	r := &l.regions[i]
	if r.why == why {
		return
	}
	l.out.Reach("takeover-withheld")
	switch why {
	case history.WithheldStale:
		l.out.Reach("withheld-stale")
	case history.WithheldBundle:
		l.out.Reach("withheld-bundle")
	case history.WithheldResidency:
		l.out.Reach("withheld-residency")
	}
	l.append(event.LeaseRefused, i, why, event.Lease{Term: r.term, Holder: l.site.Standby[i]})
	r.why = why
}

// grant lets the lease of a region change hands.
func (l *Leases) grant(i int, away bool, copied uint64) {
	r := &l.regions[i]
	holder := l.site.Owner[i]
	if away {
		l.out.Reach("takeover-granted")
		holder = l.site.Standby[i]
	}
	r.term, r.away, r.why = r.term+1, away, ""
	l.append(event.LeaseGranted, i, "", event.Lease{Term: r.term, Holder: holder, Copied: copied})
}

func (l *Leases) append(typ string, i int, why string, lease event.Lease) {
	b := l.bodies.New()
	b.Source, b.Reason, b.Lease = l.site.Owner[i], why, &lease
	l.pos++
	l.out.Append(l.pos, l.message(&sim.Head{ID: "leases@" + strconv.FormatUint(l.pos, 10), Type: typ, Source: "leases", Entity: l.site.Owner[i],
		Region: l.site.Region, Tier: sim.Internal, Time: l.clock.Wall, Ledger: "leases", Pos: l.pos}, b))
}

func (l *Leases) reply(in *sim.Input, status, reason string, lease event.Lease) {
	b := l.bodies.New()
	b.Status, b.Reason, b.Lease = status, reason, &lease
	h := &in.Msg.Head
	l.out.Reply(in.From, in.ID, l.message(&sim.Head{ID: h.ID, Corr: h.Corr, Type: h.Type, Source: "leases", Entity: h.Entity, Region: l.site.Region,
		Tier: sim.Internal, Time: l.clock.Wall, Purpose: sim.Heartbeat}, b))
}

func (l *Leases) message(h *sim.Head, b *event.Body) *sim.Message {
	m := l.messages.New()
	m.Head, m.Body, m.View = *h, l.ink.Body(b), b
	return m
}

// recover reads who had what. Its ledger has an entry for each change of hands, which
// are few.
func (l *Leases) recover(in *sim.Input) {
	for _, m := range in.Tail {
		b, err := event.View(m.View, m.Body)
		if err != nil || b.Lease == nil {
			panic(fmt.Sprintf("leases cannot read their own ledger: %v", err))
		}
		for i := range l.regions {
			switch {
			case l.site.Owner[i] != b.Source:
			case m.Head.Type == event.LeaseRefused:
				l.regions[i].why = b.Reason
			default:
				l.regions[i].term, l.regions[i].away, l.regions[i].why = b.Lease.Term, b.Lease.Holder == l.site.Standby[i], ""
			}
		}
	}
	l.pos = in.Pos
	for i := range l.regions {
		l.regions[i].asked = l.clock.Mono
	}
}
