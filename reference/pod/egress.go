package pod

import (
	"strconv"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/policy"
	"github.com/seatrial/seatrial/reference/seal"
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
)

// Egress is the only machine that sends anything out of its region. It takes the
// events of the bus in the order of the owner's ledger, lets the compiled
// contracts decide what of each may go, and sends batches that cover a range of
// positions without a gap. It acknowledges an event to the bus when the
// aggregator has it; so it needs no ledger, and asks the aggregator where to go
// on after a restart.
type Egress struct {
	site   *Site
	name   string
	ledger string
	rules  *policy.Decider
	query  policy.Query
	known  bool   // the aggregator has said where to go on
	base   uint64 // first position the aggregator has not confirmed
	next   uint64 // first position that is in no batch yet
	ready  uint64 // first position after next that is missing
	ring   []slot
	sent   event.Queue[batch]
	flush  bool         // the flush timer is set
	page   []event.Item // memory for items, taken in larger pieces
	scribe
	clock sim.Clock
	out   *sim.Effects
}

// slot is an event that is not settled yet.
type slot struct {
	token uint64
	msg   *sim.Message
}

// batch is an export that is not answered yet.
type batch struct {
	until uint64
	at    int64
	msg   *sim.Message
}

// NewEgress returns the egress of a site. The policy must compile; see
// [policy.Compile].
func NewEgress(site *Site) *Egress {
	rules, err := policy.Compile(site.Policy, policy.Place{Region: site.Region, Regions: site.Regions}, site.TokenKey)
	if err != nil {
		panic("egress of a policy that was never checked: " + err.Error())
	}
	return &Egress{site: site, name: "egress/" + site.Region, ledger: "pod/" + site.Region, rules: rules,
		query: policy.Query{To: site.Hub, Purpose: event.DemandPlanning}, ring: make([]slot, slots)}
}

// Step reacts to one input.
func (e *Egress) Step(clock sim.Clock, in *sim.Input, out *sim.Effects) {
	e.clock, e.out = clock, out
	switch in.Kind {
	case sim.InDeliver:
		e.deliver(slot{token: in.Token, msg: in.Msg})
	case sim.InReply:
		e.answered(in)
	case sim.InTimer:
		e.timer(in.ID)
	case sim.InStart:
		e.hello()
	}
	e.out = nil
}

func (e *Egress) timer(id uint64) {
	if id == timerFlush {
		e.flush = false
		e.export()
		return
	}
	switch {
	case !e.known:
		e.hello()
	case e.sent.Len() == 0:
	case e.sent.Front().at+exportAgain <= e.clock.Mono:
		e.repeat()
		e.out.Timer(timerExport, exportAgain)
	default:
		e.out.Timer(timerExport, e.sent.Front().at+exportAgain-e.clock.Mono)
	}
}

// deliver takes an event of the bus.
func (e *Egress) deliver(s slot) {
	pos := s.msg.Head.Pos
	switch {
	case s.msg.Head.Ledger != e.ledger || pos == 0:
		e.out.Reach("egress-refused")
		e.out.Term(s.token)
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
	switch {
	case e.ready-e.next >= batchMax:
		e.export()
	case e.ready > e.next && !e.flush:
		e.flush = true
		e.out.Timer(timerFlush, batchAfter)
	}
}

// export sends what is ready, as far as the window of batches is open.
func (e *Egress) export() {
	for e.known && e.ready > e.next && e.sent.Len() < batchesOpen {
		until := min(e.next+batchMax, e.ready) - 1
		e.send(e.batch(e.next, until), until)
		e.next = until + 1
	}
}

func (e *Egress) send(m *sim.Message, until uint64) {
	if e.sent.Len() == 0 {
		e.out.Timer(timerExport, exportAgain)
	}
	e.out.Call(e.site.Aggregator, until, m)
	e.sent.Push(batch{until: until, at: e.clock.Mono, msg: m})
}

// batch makes the message that covers a range of positions.
func (e *Egress) batch(from, until uint64) *sim.Message {
	b := e.bodies.New()
	b.Source, b.Pos = e.ledger, from
	items := e.room(int(until + 1 - from))
	for pos := from; pos <= until; pos++ {
		items = e.sanitise(items, e.ring[pos%slots].msg)
	}
	e.page = e.page[len(items):]
	b.Batch = &event.Batch{Until: until, Items: items[:len(items):len(items)]}
	return e.envelope(from, b)
}

func (e *Egress) envelope(from uint64, b *event.Body) *sim.Message {
	return e.message(&sim.Head{ID: e.name + "#" + strconv.FormatUint(from, 10), Type: event.ExportBatch, Source: e.name, Entity: e.name,
		Region: e.site.Region, Tier: sim.Internal, Time: e.clock.Wall, Purpose: event.DemandPlanning}, b)
}

// room returns an empty list with room for n items, at the start of the page.
func (e *Egress) room(n int) []event.Item {
	if len(e.page) < n {
		e.page = make([]event.Item, 2*batchMax)
	}
	return e.page[:0:n]
}

// sanitise adds what may leave of an event.
func (e *Egress) sanitise(items []event.Item, m *sim.Message) []event.Item {
	body, err := event.View(m.View, m.Body)
	if err != nil || event.Validate(m.Head.Type, body) != nil {
		e.out.Reach("egress-refused")
		return items
	}
	h := &m.Head
	ev := policy.Event{ID: h.ID, Type: h.Type, Entity: h.Entity, Version: h.Version, Epoch: h.Epoch, Cause: h.Cause, Time: h.Time, Pos: h.Pos, Body: body}
	items = append(items, event.Item{})
	it := &items[len(items)-1]
	if h.Pos > 1 && seal.EpochAt(h.Pos) != seal.EpochAt(h.Pos-1) {
		e.out.Reach("keys-rotated")
	}
	e.query.Type, e.query.Tier = h.Type, h.Tier
	decision := e.rules.Decide(&e.query)
	if decision.Allow {
		decision.Rule.Fill(&ev, it)
	}
	if e.site.Defects.ExportsEverything() && body.Purchase != nil {
		it.Pos, it.Event, it.Epoch, it.Type = h.Pos, h.ID, h.Epoch, h.Type
		it.Customer, it.Price, decision.Allow = body.Purchase.Customer, body.Purchase.Price, true
	}
	if !decision.Allow {
		e.out.Count("export_denied", 1)
		return items[:len(items)-1]
	}
	return items
}

// hello asks the aggregator where to go on.
func (e *Egress) hello() {
	b := e.bodies.New()
	b.Source, b.Batch, b.Key = e.ledger, &event.Batch{}, e.site.TokenKey.Leak()
	e.out.Call(e.site.Aggregator, 0, e.envelope(0, b))
	e.out.Timer(timerExport, exportAgain)
}

// answered takes the aggregator's word how far it has come.
func (e *Egress) answered(in *sim.Input) {
	b, err := event.View(in.Msg.View, in.Msg.Body)
	if err != nil || event.ValidateReply(b) != nil || b.Source != e.ledger || b.Pos == 0 {
		e.out.Reach("reply-invalid")
		return
	}
	if !e.known {
		e.begin(b.Pos)
		return
	}
	e.settle(b.Pos)
	if b.Status == event.Resend && e.sent.Len() > 0 && e.clock.Mono-e.sent.Front().at >= missingAfter {
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

// begin goes on at a position after a restart, with what was kept until now.
func (e *Egress) begin(pos uint64) {
	e.known, e.base, e.next, e.ready = true, pos, pos, pos
	e.out.Cancel(timerExport)
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
	for e.sent.Len() > 0 && e.sent.Front().until < e.base {
		e.sent.Pop()
	}
	if e.sent.Len() == 0 {
		e.out.Cancel(timerExport)
	}
}

// repeat sends all unanswered batches again, oldest first.
func (e *Egress) repeat() {
	for i := range e.sent.Len() {
		e.again(e.sent.At(i))
	}
}

func (e *Egress) again(s *batch) {
	s.at = e.clock.Mono
	e.out.Reach("egress-resent")
	e.out.Count("exports_resent", 1)
	e.out.Call(e.site.Aggregator, s.until, s.msg)
}
