package outside

import (
	"slices"
	"strconv"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// Orders that make a supplier misbehave; see [Supplier].
const (
	orderOutage    = "Outage"    // every other call has no answer, the others are told that nobody is there
	orderSlow      = "Slow"      // calls are carried out and answered too late
	orderThrottle  = "Throttle"  // calls are told to come later (429)
	orderError     = "Error"     // three in five calls fail (5xx)
	orderHalfDone  = "HalfDone"  // calls are carried out and not answered
	orderReject    = "Reject"    // orders are taken, and rejected by the 855
	orderPartial   = "Partial"   // a part of orders is accepted by the 855; of every other one the rest is shipped after all
	orderNoAck     = "NoAck"     // orders are taken and carried out without a 997; an 855 comes too late, or never
	orderLateASN   = "LateASN"   // the 856 comes after the goods
	orderRepeatASN = "RepeatASN" // the 856 comes twice
)

// lateBy is how long after it was due an 855 comes that is late.
const lateBy = 1_000_000_000

var moods = []string{orderOutage, orderSlow, orderThrottle, orderError, orderHalfDone, orderReject, orderPartial, orderNoAck, orderLateASN, orderRepeatASN}

// What a supplier's ledger says of a call.
const (
	callTaken      = "taken"
	callThrottled  = "throttled"
	callFailed     = "failed"
	callUnanswered = "unanswered"
	callSlow       = "slow"
)

// Market is what a supplier knows of the region that it serves.
type Market struct {
	Name             string // of the supplier: "alternate"
	Buyer, Warehouse sim.Addr
}

// Supplier is the desk of a supplier in a region. It takes orders, once per
// idempotency key, acknowledges them (997, then 855), says that it ships (856)
// and brings the goods to the warehouse. It can answer so many calls per second
// and tells the others to come later. Its ledger has every call that reached it.
type Supplier struct {
	party
	market  *Market
	choice  sim.Chance
	called  history.Name
	moods   []misdeed
	known   event.Index[*deal] // by hash of the key
	deals   event.Index[*deal] // by hash of the order's name
	calls   uint64
	busy    int64 // until then calls are waiting for their turn
	desk    event.Queue[visit]
	due     []errand // by instant, then by number
	errands uint64
	open    event.Index[errand] // that are not confirmed, by number
}

// deal is an order that the supplier took.
type deal struct {
	key, order, article, corr string
	qty                       int64
	rejects, silent           bool
	late, twice               bool
	rest                      *deal  // what is not accepted of it; nil = it is accepted whole, or not at all
	slips                     bool   // the rest is shipped after all
	unchanged                 string // why it did not change when that was asked
	cancelled, dispatched     bool
}

// visit is a call that waits for its answer.
type visit struct {
	in     sim.Input
	at     int64
	mood   misdeed
	putOff bool
}

// errand is something that the supplier does for a deal at some instant.
type errand struct {
	n    uint64
	at   int64
	typ  string
	told bool
	deal *deal
}

// NewSupplier returns the desk of a supplier at a site.
func NewSupplier(s *Site, m *Market) *Supplier {
	return &Supplier{party: newParty(m.Name, s), market: m, choice: s.chance(sim.StreamOutside, m.Name), called: history.N(m.Name)}
}

// Step reacts to one input.
func (s *Supplier) Step(clock sim.Clock, in *sim.Input, out *sim.Effects) {
	s.begin(clock, out)
	defer s.end()
	switch in.Kind {
	case sim.InOperator:
		s.hear(in.Msg)
	case sim.InCall:
		s.call(in)
	case sim.InReply:
		if status, _ := s.status(in); status == event.OK {
			e, _ := s.open.Get(in.ID)
			s.open.Remove(in.ID)
			s.slip(&e)
		}
	case sim.InTimer:
		s.answer()
		s.run()
	}
	s.arm()
}

func (s *Supplier) hear(m *sim.Message) {
	id := m.Head.ID
	if m.Head.Type == orderDesist {
		s.moods = slices.DeleteFunc(s.moods, func(d misdeed) bool { return d.id == id })
	} else if slices.Contains(moods, m.Head.Type) {
		s.moods = append(s.moods, misdeed{id: id, order: m.Head.Type})
	}
}

// mood returns the order that is being followed last, if any.
func (s *Supplier) mood() misdeed {
	if n := len(s.moods); n > 0 {
		return s.moods[n-1]
	}
	return misdeed{}
}

// call lets a call in, or turns it away at the door.
func (s *Supplier) call(in *sim.Input) {
	b, ok := s.read(in)
	typ := in.Msg.Head.Type
	if !ok || typ != event.SubmitPurchase && typ != event.CancelPurchase && typ != event.ChangePurchase {
		s.reply(in, event.Refused, event.ReasonInvalid)
		return
	}
	s.calls++
	m := s.mood()
	load := s.site.Workload.Supply
	turn := max(s.busy, s.clock.Mono) + 1_000_000_000_000/max(load.Capacity, 1)
	switch {
	case m.order == orderOutage && s.calls%2 == 0:
		s.log(b, typ, callUnanswered)
	case m.order == orderOutage, m.order == orderError && s.choice.Below(s.calls, 5) < 3:
		s.log(b, typ, callFailed)
		s.decline(in, event.ReasonUnavailable, m.id)
	case m.order == orderThrottle, turn-s.clock.Mono > int64(load.Timeout):
		s.log(b, typ, callThrottled)
		s.decline(in, event.ReasonThrottled, m.id)
	default:
		s.busy = turn
		v := visit{in: *in, at: turn, mood: m}
		label := callTaken
		switch m.order {
		case orderSlow:
			label = callSlow
		case orderHalfDone:
			label = callUnanswered
		}
		s.log(b, typ, label)
		s.wait(v)
	}
}

// log writes a call into the ledger.
func (s *Supplier) log(b *event.Body, typ, label string) {
	r := s.out.Witness(history.KindAttempt)
	r.Type, r.Op, r.Entity, r.Consumer = history.N(typ), history.N(b.Key), history.N(b.Order), s.called
	r.From, r.Purpose, r.Label, r.Qty = history.N(b.Source), history.N(b.Reason), history.N(label), b.Qty
}

// decline turns a call away; on the order of a fault the answer says so.
func (s *Supplier) decline(in *sim.Input, reason, id string) {
	s.say(in, event.Shed, reason, id)
}

func (s *Supplier) say(in *sim.Input, status, reason, id string) {
	m := s.messages.New()
	m.Head = in.Msg.Head
	m.Head.Source, m.Head.Time, m.Head.Ledger, m.Head.Pos = s.name, s.clock.Wall, "", 0
	if id != "" {
		m.Head.Corr = id
	}
	b, body := event.Reply(&s.ink, status, reason)
	m.View, m.Body = b, body
	s.out.Reply(in.From, in.ID, m)
}

// answer carries out the calls whose turn has come.
func (s *Supplier) answer() {
	for s.desk.Len() > 0 && s.desk.Front().at <= s.clock.Mono {
		v := s.desk.Pop()
		if v.mood.order == orderSlow && !v.putOff {
			v.putOff = true
			v.at += 6 * int64(s.site.Workload.Supply.Timeout)
			s.wait(v)
			continue
		}
		b, ok := s.read(&v.in)
		if !ok {
			continue
		}
		status, reason := event.OK, ""
		switch v.in.Msg.Head.Type {
		case event.CancelPurchase:
			status, reason = s.cancel(b)
		case event.ChangePurchase:
			status, reason = s.change(b, v.mood)
		default:
			s.take(b, v.mood)
		}
		if v.mood.order != orderHalfDone {
			id := ""
			if v.mood.order == orderSlow {
				id = v.mood.id
			}
			s.say(&v.in, status, reason, id)
		}
	}
}

// wait puts a call among those that wait, by their turn.
func (s *Supplier) wait(v visit) {
	s.desk.Push(v)
	for i := s.desk.Len() - 1; i > 0 && s.desk.At(i-1).at > s.desk.At(i).at; i-- {
		*s.desk.At(i), *s.desk.At(i - 1) = *s.desk.At(i - 1), *s.desk.At(i)
	}
}

// take takes an order, once.
func (s *Supplier) take(b *event.Body, m misdeed) {
	key := history.Hash(b.Key)
	if s.known.Has(key) {
		s.out.Reach("supplier-repeat-answered")
		return
	}
	d := &deal{key: b.Key, order: b.Order, article: b.SKU, corr: b.Order, qty: b.Qty}
	switch m.order {
	case orderHalfDone:
		s.out.Reach("supplier-half-done")
		d.corr = m.id
	case orderReject:
		d.rejects, d.corr = true, m.id
	case orderNoAck:
		d.silent, d.corr = true, m.id
	case orderLateASN:
		d.late, d.corr = true, m.id
	case orderRepeatASN:
		d.twice, d.corr = true, m.id
	}
	s.known.Set(key, d)
	s.deals.Set(history.Hash(b.Order), d)
	s.did("purchase-order", d)
	if m.order == orderPartial {
		s.halve(d, m.id)
	}
	load := s.site.Workload.Supply
	if !d.silent {
		s.plan(event.FunctionalAck, d, int64(load.Ack)/16)
		s.plan(event.PurchaseAck, d, int64(load.Confirm)/16)
	} else if key%2 == 0 {
		s.plan(event.PurchaseAck, d, int64(load.Ack)+lateBy)
	}
	if d.rejects {
		return
	}
	s.plan(event.ShipNotice, d, int64(load.Lead)/2)
	if d.twice {
		s.plan(event.ShipNotice, d, int64(load.Lead)*3/4)
	}
	s.plan(event.DeliverGoods, d, int64(load.Lead))
}

// cancel takes an order back if its goods are not on the road.
func (s *Supplier) cancel(b *event.Body) (status, reason string) {
	d, _ := s.deals.Get(history.Hash(b.Order))
	switch {
	case d == nil:
		return event.Refused, event.ReasonUnknown
	case d.dispatched:
		return event.Refused, event.ReasonDispatched
	case !d.cancelled:
		d.cancelled = true
		s.out.Reach("supplier-cancelled")
		s.did("cancellation", d)
	}
	return event.OK, ""
}

// did witnesses that the supplier did something to a whole order.
func (s *Supplier) did(what string, d *deal) { s.didTo(what, d, d.key, d.qty) }

// didTo witnesses that the supplier did something to some units of an order.
func (s *Supplier) didTo(what string, d *deal, key string, qty int64) {
	r := s.out.Witness(history.KindEffect)
	r.Type, r.Op, r.Entity, r.SKU, r.Qty = history.N(what), history.N(key), history.N(d.order), history.N(d.article), qty
	r.Consumer = s.called
}

// plan makes an errand for later.
func (s *Supplier) plan(typ string, d *deal, after int64) {
	s.errands++
	s.push(errand{n: s.errands, at: s.clock.Mono + after, typ: typ, deal: d})
}

func (s *Supplier) push(e errand) {
	i := len(s.due)
	for i > 0 && s.due[i-1].at > e.at {
		i--
	}
	s.due = slices.Insert(s.due, i, e)
}

// run does the errands that are due, and again those that nobody confirmed.
func (s *Supplier) run() {
	for len(s.due) > 0 && s.due[0].at <= s.clock.Mono {
		e := s.due[0]
		s.due = s.due[1:]
		if !s.begun(&e) {
			continue
		}
		s.tell(&e)
		e.at, e.told = s.clock.Mono+repeatAfter, true
		s.push(e)
	}
}

// begun prepares an errand, and returns false if it is done or not to be done.
func (s *Supplier) begun(e *errand) bool {
	d := e.deal
	switch {
	case e.told:
		return s.open.Has(e.n) // until it is confirmed
	case d.cancelled:
		return false
	}
	switch e.typ {
	case event.PurchaseAck:
		switch {
		case d.rejects:
			s.did("rejection", d)
		case d.rest != nil:
			s.out.Reach("supplier-in-part")
			s.did("rejection", d.rest)
			s.didTo("reduction", d, d.key, d.rest.qty)
		}
	case event.ShipNotice:
		if !d.dispatched {
			d.dispatched = true
			s.did("dispatch", d)
		}
		if d.late {
			d.late = false
			s.plan(event.ShipNotice, d, int64(s.site.Workload.Supply.Lead))
			return false
		}
	}
	s.open.Set(e.n, *e)
	return true
}

// tell makes the call of an errand, as long as it is not confirmed.
func (s *Supplier) tell(e *errand) {
	d := e.deal
	b := s.bodies.New()
	b.Key, b.Order, b.SKU, b.Qty, b.Source = d.key+"#"+strconv.FormatUint(e.n, 10), d.order, d.article, d.qty, s.name
	to := s.market.Buyer
	switch {
	case e.typ == event.DeliverGoods:
		to = s.market.Warehouse
	case e.typ == event.PurchaseAck && d.rejects:
		b.Reason = event.ReasonRejected
	case e.typ == event.ChangeAck:
		b.Reason = d.unchanged
	case e.typ == event.PurchaseAck && d.rest != nil:
		b.Reason = event.ReasonInPart
	}
	m := s.message(e.typ, d.order, sim.Confidential, b)
	m.Head.Corr = d.corr
	s.out.Call(to, e.n, m)
}

// arm sets the timer for what is next.
func (s *Supplier) arm() {
	at := int64(1 << 62)
	if s.desk.Len() > 0 {
		at = s.desk.Front().at
	}
	if len(s.due) > 0 {
		at = min(at, s.due[0].at)
	}
	if at < 1<<62 {
		s.out.Timer(1, max(at-s.clock.Mono, 0))
	}
}
