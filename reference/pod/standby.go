package pod

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/seatrial/seatrial/reference/defect"
	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// StandbySite is what the standby of a region knows from the start.
type StandbySite struct {
	Home    string // region that it stands by for
	Region  string // where it stands
	Leases  sim.Addr
	Pod     sim.Addr // of the region where it stands
	Pager   sim.Addr // likewise; nowhere where nothing is measured
	Terms   history.Failover
	Most    int // commands that it keeps at most
	Catalog *event.Catalog
	Queue   int // entries that the owner may hold back from its bus: what would not fit is refused
	Defects defect.Set
}

// Standby takes the commands of another region while that cannot: orders and what
// takes them back. It promises no stock and sends nothing to a warehouse; what it
// took stands in its ledger and is handed back, one command after the other, before
// the owner takes any. It knows which orders its home has open and which of them may
// still be taken back, as of the last event that was copied to it.
//
// It takes commands in terms that the hub grants. A term that was closed never opens
// again.
type Standby struct {
	site   *StandbySite
	name   string
	owner  string // pod/tx
	pos    uint64
	saved  uint64
	term   uint64
	open   bool
	closed uint64 // terms up to here take nothing
	intake intake
	copied copied
	drives drives
	news   teller // of when it opened and closed
	scribe
	clock sim.Clock
	out   *sim.Effects
}

// NewStandby returns the standby of a site, before its recovery.
func NewStandby(site *StandbySite) *Standby {
	return &Standby{site: site, name: "standby/" + site.Home, owner: "pod/" + site.Home, intake: newIntake(), news: newTeller(site.Pod, site.Pager)}
}

// Step reacts to one input.
func (s *Standby) Step(clock sim.Clock, in *sim.Input, out *sim.Effects) {
	s.clock, s.out = clock, out
	switch in.Kind {
	case sim.InCall:
		s.call(in)
	case sim.InReply:
		switch {
		case in.ID&tellCall != 0:
			s.told(in)
		case in.ID&callDrive != 0:
			s.driven(in)
		default:
			s.heard(in)
		}
	case sim.InTimer:
		if in.ID == timerDrive {
			s.drive()
			break
		}
		s.renew()
	case sim.InRecover:
		s.recover(in)
		s.renew()
		s.drive()
	}
	s.save()
	s.out = nil
}

func (s *Standby) call(in *sim.Input) {
	b, err := event.View(in.Msg.View, in.Msg.Body)
	if err == nil {
		err = event.Validate(in.Msg.Head.Type, b)
	}
	switch typ := in.Msg.Head.Type; {
	case err != nil:
		s.reply(in, &event.Body{Status: event.Refused, Reason: event.ReasonInvalid})
	case typ == event.ExportBatch && b.Source == s.owner:
		s.fold(in, b)
	case typ == event.PlaceOrder, typ == event.CancelOrder:
		s.command(in, b)
	case typ == event.PullIntake:
		s.handBack(in, b)
	default:
		s.reply(in, &event.Body{Status: event.Refused, Reason: event.ReasonInvalid})
	}
}

// renew asks the hub whether the region needs its standby.
func (s *Standby) renew() {
	b := s.bodies.New()
	b.Lease = &event.Lease{Holder: s.name, Term: s.term, Pos: s.copied.mark}
	s.out.Call(s.site.Leases, 1, s.message(&sim.Head{ID: s.name + "?" + strconv.FormatInt(s.clock.Mono, 10), Type: event.RenewLease, Source: s.name, Entity: s.owner,
		Region: s.site.Region, Tier: sim.Internal, Time: s.clock.Wall, Purpose: sim.Heartbeat}, b))
	s.out.Timer(1, s.site.Terms.RenewNano)
	for i := range listeners {
		s.tell(i)
	}
}

// heard takes the hub's answer: a term that has not been closed begins.
func (s *Standby) heard(in *sim.Input) {
	b, err := event.View(in.Msg.View, in.Msg.Body)
	if err != nil || event.ValidateReply(b) != nil || b.Lease == nil || b.Status != event.OK || b.Lease.Holder != s.name {
		return
	}
	if s.open || b.Lease.Term <= s.closed {
		return
	}
	s.out.Reach("standby-opened")
	s.term, s.open = b.Lease.Term, true
	s.change(event.IntakeOpened)
	s.takeOpen()
}

// command takes a command, once, or says who else has to be asked.
func (s *Standby) command(in *sim.Input, b *event.Body) {
	switch {
	case s.intake.has(b.Key):
		s.out.Reach("command-repeated")
		s.reply(in, &event.Body{Status: event.OK})
		return
	case !s.open || !slices.Contains(s.site.Terms.Commands, in.Msg.Head.Type):
		s.reply(in, &event.Body{Status: event.Refused, Reason: event.ReasonElsewhere})
		return
	case s.intake.len() >= s.site.Most:
		s.out.Reach("shed-with-receipt")
		s.out.Count("commands_shed", 1)
		s.reply(in, &event.Body{Status: event.Shed, Reason: event.ReasonQueueFull})
		return
	}
	typ := in.Msg.Head.Type
	if why := s.impossible(typ, b); why != "" {
		s.reply(in, &event.Body{Status: event.Refused, Reason: why})
		return
	}
	s.out.Reach("command-taken-elsewhere")
	s.out.Count("commands_elsewhere", 1)
	t := s.bodies.New()
	t.Key, t.Order, t.Purchase, t.Reason, t.Pos = b.Key, b.Order, b.Purchase, typ, s.intake.last()+1
	s.append(event.IntakeTaken, t)
	s.intake.take(taken{typ: typ, body: t, wall: s.clock.Wall})
	if s.site.Terms.Wholesale && typ == event.PlaceOrder {
		s.redrive(t.Key, t.Order, 0, t.Purchase)
	}
	s.reply(in, &event.Body{Status: event.OK})
}

// impossible says why the owner would refuse a command for good, as far as anybody
// can tell here; "" = it would not.
func (s *Standby) impossible(typ string, b *event.Body) string {
	if typ == event.CancelOrder {
		if !s.isOpen(b.Order) {
			return event.ReasonReleased
		}
		return ""
	}
	if tooLarge(len(b.Purchase.Lines), s.site.Queue) {
		return event.ReasonTooLarge
	}
	for _, l := range b.Purchase.Lines {
		if _, ok := s.site.Catalog.Index(l.SKU); !ok {
			return event.ReasonInvalid
		}
	}
	return ""
}

// isOpen reports whether an order may still be taken back.
func (s *Standby) isOpen(order string) bool {
	_, n, _ := event.Number(order)
	return s.intake.orders[order] || s.copied.open.Has(n)
}

// handBack returns the command of a number, or says that there is none; asked for
// the last time in a term it takes no more.
func (s *Standby) handBack(in *sim.Input, b *event.Body) {
	if ask := b.Lease; ask.Back && ask.Term > s.closed {
		s.out.Reach("standby-closed")
		s.term, s.open, s.closed = ask.Term, false, ask.Term
		s.change(event.IntakeClosed)
	}
	s.intake.drop(b.Lease.Pos)
	r := s.bodies.New()
	r.Status, r.Pos, r.Lease = event.OK, b.Pos, &event.Lease{Term: s.term, Done: !s.open && b.Pos > s.intake.last()}
	if t := s.intake.at(b.Pos); t != nil {
		r.Key, r.Order, r.Purchase, r.Reason, r.Qty = t.body.Key, t.body.Order, t.body.Purchase, t.typ, t.wall
		r.Lease.Back = s.site.Terms.Wholesale && t.typ == event.PlaceOrder // it is done here
	}
	s.reply(in, r)
}

func (s *Standby) append(typ string, b *event.Body) {
	s.pos++
	b.Source, b.Lease = s.owner, &event.Lease{Term: s.term, Holder: s.name}
	s.out.Append(s.pos, s.message(&sim.Head{ID: s.name + "@" + strconv.FormatUint(s.pos, 10), Type: typ, Source: s.name, Entity: s.owner, Region: s.site.Home,
		Tier: sim.Confidential, Corr: b.Key, Time: s.clock.Wall, Ledger: s.name, Pos: s.pos}, b))
}

func (s *Standby) reply(in *sim.Input, b *event.Body) {
	h := &in.Msg.Head
	tier := sim.Internal
	if b.Order != "" {
		tier = sim.Confidential
	}
	s.out.Reply(in.From, in.ID, s.message(&sim.Head{ID: h.ID, Type: h.Type, Source: s.name, Entity: h.Entity, Region: s.site.Home, Tier: tier,
		Corr: h.Corr, Time: s.clock.Wall, Purpose: h.Purpose}, b))
}

// recover rebuilds from snapshot and tail what was taken, and whether it may take
// more.
func (s *Standby) recover(in *sim.Input) {
	if in.Snapshot != nil {
		s.out.Reach("snapshot-recovered")
		s.unpack(in.Snapshot)
	}
	for i, m := range in.Tail {
		if in.Pos-uint64(len(in.Tail)-1-i) <= s.pos {
			continue
		}
		b, err := event.View(m.View, m.Body)
		if err != nil {
			panic(fmt.Sprintf("%s cannot read its own ledger: %v", s.name, err))
		}
		s.absorb(m, b)
	}
	s.pos = in.Pos
	s.news.again()
}

func (s *Standby) absorb(m *sim.Message, b *event.Body) {
	switch m.Head.Type {
	case event.Folded:
		s.copied.fold(b)
	case event.IntakeOpened:
		s.term, s.open = b.Lease.Term, true
		s.news.add(handsOf(event.IntakeOpened, b))
	case event.IntakeClosed:
		s.term, s.open, s.closed = b.Lease.Term, false, b.Lease.Term
		s.news.add(handsOf(event.IntakeClosed, b))
	case event.IntakeTaken:
		if _, n, ok := event.Number(b.Order); ok && b.Reason == event.CancelOrder {
			s.copied.lines.Remove(n)
		}
		s.intake.take(taken{typ: b.Reason, body: b, wall: m.Head.Time})
	case event.LineRedriven:
		s.drives.take(b)
	}
}
