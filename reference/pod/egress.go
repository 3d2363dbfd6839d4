package pod

import (
	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/policy"
	"github.com/seatrial/seatrial/sim"
)

const (
	batchMax     = 128         // positions per batch
	batchAfter   = 20_000_000  // until a smaller batch goes
	batchesOpen  = 16          // batches without an answer
	exportAgain  = 300_000_000 // until an unanswered batch goes again: a link takes a sixth of it there and back
	missingAfter = 300_000_000 // a batch that the aggregator misses this long after it went is taken for lost
	slots        = 4096        // positions kept from the oldest unanswered one on
)

// Timers of egress.
const (
	timerFlush = iota + 1
	timerExport
	timerPolicy
	timerRights
)

// Egress is the only machine that sends anything out of its region. It takes the
// events of the bus in the order of the owner's ledger, lets the compiled
// policy decide what of each may go, and sends batches that cover a range of
// positions without a gap. What it decided stands in its ledger before anything
// leaves: one verdict per event, for those that stay at home as well. It
// acknowledges an event to the bus when the aggregator has it, and asks the
// aggregator where to go on after a restart.
type Egress struct {
	site   *Site
	name   string
	outlet outlet
	ledger string // of the owner whose events it sends
	known  bool   // the aggregator has said where to go on
	base   uint64 // first position the aggregator has not confirmed
	next   uint64 // first position that is in no batch yet
	ready  uint64 // first position after base that is missing
	ring   []slot
	sent   event.Queue[batch]
	blank  int // batches of sent that were decided in an earlier life and are not made again yet
	flush  bool
	staged
	probe probe
	rules
	diary
	scribe
	talk
	page  []event.Item // memory for items, taken in larger pieces
	told  uint64       // version of which the pod has said in this life that it has its rules
	clock sim.Clock
	out   *sim.Effects
}

// outlet is where an egress sends to, and what for.
type outlet struct {
	addr    sim.Addr // folds batches, and says how far it has come
	to      string   // its region
	purpose string
	mirrors bool  // it is the standby of the region
	again   int64 // until what nobody answered goes again, if it is not the usual
}

// repeatsAfter is until an unanswered batch goes again.
func (o *outlet) repeatsAfter() int64 { return max(o.again, exportAgain) }

// unanswered notes that nobody answered: a mirror takes longer each time, up to the time
// between two questions for the lease. A standby may be gone for long, and nobody's work
// waits for it.
func (o *outlet) unanswered(renew int64) {
	if o.mirrors {
		o.again = min(2*o.repeatsAfter(), max(renew, exportAgain))
	}
}

// slot is an event that is not settled yet.
type slot struct {
	token uint64
	msg   *sim.Message
}

// NewEgress returns the egress of a site, before its recovery. Until a policy
// bundle has come it decides nothing and sends nothing.
func NewEgress(site *Site) *Egress {
	return newEgress(site, "egress/"+site.Region, outlet{addr: site.Aggregator, to: site.Hub, purpose: event.DemandPlanning})
}

// NewMirror returns an egress that sends to the standby of a region, in the region
// to, what that needs of the orders: which are open, and which are with the warehouse.
func NewMirror(site *Site, standby sim.Addr, to string) *Egress {
	return newEgress(site, "mirror/"+site.Region, outlet{addr: standby, to: to, purpose: event.Continuity, mirrors: true})
}

func newEgress(site *Site, name string, way outlet) *Egress {
	return &Egress{site: site, name: name, outlet: way, talk: newTalk(name, site.Region), ledger: "pod/" + site.Region, rules: newRules(site), ring: make([]slot, slots),
		diary: diary{digester: policy.NewDigester(site.TokenKey)}}
}

// Step reacts to one input.
func (e *Egress) Step(clock sim.Clock, in *sim.Input, out *sim.Effects) {
	e.clock, e.out = clock, out
	switch in.Kind {
	case sim.InDeliver:
		e.deliver(slot{token: in.Token, msg: in.Msg})
	case sim.InCall:
		e.call(in)
	case sim.InReply:
		if in.ID&rightsCall != 0 {
			e.isTold(in)
			break
		}
		e.answered(in)
	case sim.InOperator:
		e.hear(in, orderTap)
	case sim.InTimer:
		e.timer(in.ID)
	case sim.InRecover:
		e.recover(in)
		e.hello()
		e.tell()
		e.stirred()
	}
	e.save()
	e.out = nil
}

// call takes a policy bundle, or an order for events.
func (e *Egress) call(in *sim.Input) {
	b, err := event.View(in.Msg.View, in.Msg.Body)
	if err == nil {
		err = event.Validate(in.Msg.Head.Type, b)
	}
	switch {
	case err == nil && in.Msg.Head.Type == event.LookStage:
		e.looked(in, b)
	case err == nil && in.Msg.Head.Type == event.Subscribe:
		e.subscribed(in, b)
	case err == nil && in.Msg.Head.Type == event.AskStanding:
		e.standing(in)
	case in.Msg.Head.Type != event.OfferBundle:
		e.reply(in, event.Refused, event.ReasonInvalid)
	case err != nil:
		e.refuse(in, &event.Bundle{}, policy.ErrForm)
	default:
		e.offered(in, b)
	}
}

func (e *Egress) timer(id uint64) {
	switch {
	case id == timerFlush:
		e.flush = false
		e.export()
	case id == timerPolicy:
		e.enforce()
	case id == timerRights:
		e.tell()
	case !e.known:
		e.hello()
	case e.frozen():
		e.ask()
	case e.sent.Len() == 0:
	case e.sent.Front().at+e.outlet.repeatsAfter() <= e.clock.Mono:
		e.repeat()
		e.outlet.unanswered(e.site.RenewNano)
		e.out.Timer(timerExport, e.outlet.repeatsAfter())
	default:
		e.out.Timer(timerExport, e.sent.Front().at+e.outlet.repeatsAfter()-e.clock.Mono)
	}
}

// deliver takes an event of the bus.
func (e *Egress) deliver(s slot) {
	pos := s.msg.Head.Pos
	switch {
	case s.msg.Head.Ledger != e.ledger || pos == 0:
		e.strange(s)
	case !e.known:
		e.keep(s)
	case pos < e.base:
		e.out.Reach("duplicate-ignored")
		e.out.Count("duplicates_ignored", 1)
		e.out.Ack(s.token)
	case pos-e.base >= slots:
		e.out.Nak(s.token, nakAfter)
	default:
		e.ring[pos%slots] = s
		e.advance()
	}
}

// advance finds how far the events follow each other without a gap, and sends
// them when there are enough or after a while.
func (e *Egress) advance() {
	for e.ready-e.base < slots {
		s := &e.ring[e.ready%slots]
		if s.msg == nil || s.msg.Head.Pos != e.ready {
			break
		}
		e.ready++
	}
	e.fill()
	switch {
	case e.ready <= e.next, e.frozen():
	case e.ready-e.next >= batchMax:
		e.export()
	case !e.flush:
		e.flush = true
		e.out.Timer(timerFlush, batchAfter)
	}
}

// hello asks the aggregator where to go on.
func (e *Egress) hello() {
	b := e.bodies.New()
	b.Source, b.Batch, b.Key = e.ledger, &event.Batch{}, e.site.TokenKey.Leak()
	if e.site.Staged && e.probe.asked == 0 {
		e.probe.asked = e.clock.Mono
	}
	e.out.Call(e.outlet.addr, e.probe.id(e.site), e.envelope(0, b))
	e.out.Timer(timerExport, e.outlet.repeatsAfter())
	e.outlet.unanswered(e.site.RenewNano)
}

// answered takes the aggregator's word how far it has come.
func (e *Egress) answered(in *sim.Input) {
	b, err := event.View(in.Msg.View, in.Msg.Body)
	if err != nil || event.ValidateReply(b) != nil || b.Source != e.ledger || b.Pos == 0 {
		e.out.Reach("reply-invalid")
		return
	}
	e.outlet.again = 0
	e.probe.answered(in.ID, e.site)
	if !e.known {
		e.begin(b.Pos)
		return
	}
	e.settle(b.Pos)
	if b.Status == event.Resend && !e.frozen() && e.sent.Len() > 0 && e.clock.Mono-e.sent.Front().at >= missingAfter {
		e.again(e.sent.Front())
	}
	e.export()
	e.advance()
}

// keep holds an event until the place to go on is known. Redelivered, it takes
// the place of its former self.
func (e *Egress) keep(s slot) {
	at := &e.ring[s.msg.Head.Pos%slots]
	if at.msg != nil && at.msg.Head.Pos != s.msg.Head.Pos {
		e.out.Nak(s.token, nakAfter)
		return
	}
	*at = s
}

// begin goes on at a position after a restart, with what was kept until now and
// with what an earlier life decided and the aggregator does not have.
func (e *Egress) begin(pos uint64) {
	e.known, e.base, e.next, e.ready = true, pos, pos, pos
	e.out.Cancel(timerExport)
	if e.frozen() {
		e.out.Timer(timerExport, exportAgain)
	}
	e.forget(pos)
	for i := range e.sent.Len() {
		e.next = e.sent.At(i).until + 1
		e.out.Timer(timerExport, exportAgain)
	}
	kept := e.ring
	e.ring = make([]slot, slots)
	for _, s := range kept {
		if s.msg != nil {
			e.deliver(s)
		}
	}
}

// settle acknowledges everything before a position, which the aggregator has.
func (e *Egress) settle(pos uint64) {
	for e.base < pos {
		if s := &e.ring[e.base%slots]; s.msg != nil {
			e.out.Ack(s.token)
			*s = slot{}
		}
		e.base++
	}
	e.next, e.ready = max(e.next, e.base), max(e.ready, e.base)
	e.forget(e.base)
	if e.sent.Len() == 0 && !e.frozen() {
		e.out.Cancel(timerExport)
	}
}
