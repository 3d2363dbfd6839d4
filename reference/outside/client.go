package outside

import (
	"math/bits"
	"strconv"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// Timers of a client. Cancellations have timers of their own above.
const (
	timerArrive = iota + 1
	timerRepeat
	timerTwice
	timerTurned = 1 << 41 // + number of a command that was sent to somebody else
	timerCancel = 1 << 38 // + number of the order; commands that cancel are numbered so, below 2^40, as the number of a call needs
)

// cancelWithin bounds how long after the answer a client changes its mind. It is
// less than a pod waits before it releases a line, so that only a disturbed
// region refuses.
const cancelWithin = 200_000_000

// Client places orders, changes its mind about some, and repeats what is not
// answered under the same idempotency key until it loses patience. Its ledger
// says what was asked and what was answered; an answer that never came proves
// nothing.
type Client struct {
	party
	arrivals arrivals
	choice   sim.Chance // what is ordered
	moods    sim.Chance // who cancels, who is impatient
	n        uint64     // orders so far, with those left out; numbers keys and orders
	open     event.Index[*op]
	repeats  event.Queue[due]
	armed    bool
	twice    event.Queue[due] // commands sent a second time at once
	free     []*op
	away     bool // whoever answered last was the standby
}

// op is a command that is not settled.
type op struct {
	n        uint64
	typ      string
	order    history.Name
	key      history.Name
	msg      *sim.Message
	first    int64
	attempts uint32
	shed     uint64 // a bit per attempt; one may be answered twice
	away     bool   // it goes to the standby
	silent   uint32 // attempts on end that nobody answered
	turned   uint32 // how often it was sent to somebody else
	bare     *sim.Message
}

// due is the instant at which an unanswered command is repeated.
type due struct {
	n  uint64
	at int64
}

// NewClient returns the client of a site.
func NewClient(s *Site) *Client {
	return &Client{party: newParty("client", s), choice: s.chance(sim.StreamWorkload, "choice"),
		moods: s.chance(sim.StreamWorkload, "cancel")}
}

// Step reacts to one input.
func (c *Client) Step(clock sim.Clock, in *sim.Input, out *sim.Effects) {
	c.begin(clock, out)
	defer c.end()
	switch in.Kind {
	case sim.InReply:
		c.answered(in)
	case sim.InTimer:
		c.timer(in.ID)
	case sim.InStart:
		w := &c.site.Workload
		c.arrivals = newArrivals(c.site.chance(sim.StreamWorkload, "arrivals"), w.Rate, w.Burst, clock.Mono+int64(w.Duration))
		c.await()
	case sim.InFile:
		c.document(in.Msg)
	}
}

func (c *Client) timer(id uint64) {
	switch {
	case id == timerArrive:
		for range max(c.site.Workload.Burst, 1) {
			c.buy()
		}
		c.await()
	case id == timerRepeat:
		c.repeat()
	case id == timerTwice:
		c.sendTwice()
	case id >= timerTurned:
		c.sendTurned(id - timerTurned)
	default:
		c.cancel(id - timerCancel)
	}
}

// await sets the timer of the next arrival.
func (c *Client) await() {
	if gap, ok := c.arrivals.next(c.clock.Mono); ok {
		c.out.Timer(timerArrive, gap)
	}
}

// draws is how many numbers the choice of one order may take.
const draws = 64

// buy places an order of drawn articles and quantities.
func (c *Client) buy() {
	at := (c.n + 1) * draws
	lines := make([]event.Line, 1+c.choice.Below(at, uint64(max(c.site.Workload.LinesMax, 1))))
	for i := range lines {
		k := at + 2 + 2*uint64(i)
		lines[i].SKU = c.site.Catalog.Articles[c.site.Demand.Rank(c.choice.Below(k, c.site.Demand.Total()))]
		lines[i].Qty = 1 + int64(c.choice.Below(k+1, uint64(max(c.site.Workload.QuantityMax, 1))))
	}
	price := 10_000 + int64(c.choice.Below(at+1, 5_000_000))
	c.place(&event.Purchase{Price: price, Lines: lines})
}

// place asks for an order under the next key, unless the workload leaves it out.
// The client numbers its orders, so that it can speak of one before it has an
// answer.
func (c *Client) place(p *event.Purchase) {
	c.n++
	if !c.site.Workload.Orders.Keeps(c.site.Region, c.n) {
		return
	}
	c.secrets(c.n, p)
	b := c.bodies.New()
	b.Order, b.Purchase = event.OrderName(c.site.Region, c.n), p
	b.Key = c.name + "/" + strconv.FormatUint(c.n, 10)
	c.ask(c.n, event.PlaceOrder, sim.Restricted, b)
}

// cancel asks to take an order back. The command has the number of its order, so
// that one order more or less leaves all others as they are.
func (c *Client) cancel(n uint64) {
	b := c.bodies.New()
	b.Order = event.OrderName(c.site.Region, n)
	b.Key = c.name + "/cancel/" + strconv.FormatUint(n, 10)
	c.ask(timerCancel+n, event.CancelOrder, sim.Confidential, b)
}

// ask sends the n-th command for the first time.
func (c *Client) ask(n uint64, typ string, tier sim.Tier, b *event.Body) {
	o := c.newOp()
	*o = op{n: n, away: c.away, typ: typ, order: history.N(b.Order), key: history.N(b.Key), msg: c.message(typ, b.Order, tier, b), first: c.clock.Mono}
	c.open.Set(n, o)
	c.send(o)
	if c.moods.Below(3*o.n, impatient) == 0 {
		c.twice.Push(due{n: o.n, at: c.clock.Mono + twiceAfter})
		c.out.Timer(timerTwice, c.twice.Front().at-c.clock.Mono)
	}
}

// One command in so many is sent twice within a moment, as proxies and double
// clicks do; the answer of the first may come before or after.
const (
	impatient  = 64
	twiceAfter = 1_000_000
)

func (c *Client) sendTwice() {
	for c.twice.Len() > 0 && c.twice.Front().at <= c.clock.Mono {
		if o, _ := c.open.Get(c.twice.Pop().n); o != nil {
			c.send(o)
		}
	}
	if c.twice.Len() > 0 {
		c.out.Timer(timerTwice, c.twice.Front().at-c.clock.Mono)
	}
}

func (c *Client) newOp() *op {
	if k := len(c.free); k > 0 {
		o := c.free[k-1]
		c.free = c.free[:k-1]
		return o
	}
	return new(op)
}

// send makes the next attempt.
func (c *Client) send(o *op) {
	o.attempts++
	c.witness(history.KindInvoke, o).Attempt = o.attempts
	to, m := c.site.Pod, o.msg
	if o.away {
		to, m = c.site.Standby, c.abroad(o)
	}
	c.out.Call(to, o.n<<8|uint64(o.attempts&0xFF), m)
	if c.site.Workload.Retry > 0 {
		c.repeats.Push(due{n: o.n, at: c.clock.Mono + int64(c.site.Workload.Retry)})
		c.arm()
	}
}

func (c *Client) arm() {
	if !c.armed && c.repeats.Len() > 0 {
		c.armed = true
		c.out.Timer(timerRepeat, max(c.repeats.Front().at-c.clock.Mono, 0))
	}
}

// repeat asks again for what was not answered, and gives up what took too long.
func (c *Client) repeat() {
	c.armed = false
	for c.repeats.Len() > 0 {
		o, _ := c.open.Get(c.repeats.Front().n)
		if o != nil && c.repeats.Front().at > c.clock.Mono {
			break
		}
		c.repeats.Pop()
		switch {
		case o == nil:
		case c.clock.Mono-o.first >= int64(c.site.Workload.Patience):
			c.out.Reach("client-gave-up")
			c.settle(o, history.KindInfo, "")
		default:
			c.out.Reach("client-repeats")
			c.turn(o)
			c.send(o)
		}
	}
	c.arm()
}

// answered settles a command. A command that was shed may have another attempt
// under way, so it failed only if every attempt was shed; of more than 63 that is
// not known.
func (c *Client) answered(in *sim.Input) {
	o, _ := c.open.Get(in.ID >> 8)
	if o == nil {
		return
	}
	o.silent = 0
	switch status, reason := c.status(in); status {
	case event.OK:
		c.away = c.isStandby(in)
		c.settle(o, history.KindOK, "")
	case event.Refused:
		switch {
		case reason == event.ReasonElsewhere:
			c.sendElsewhere(o, c.isStandby(in))
		case reason == event.ReasonHorizon:
			c.settle(o, history.KindInfo, reason)
		default:
			c.settle(o, history.KindFail, reason)
		}
	case event.Shed:
		if o.shed |= 1 << (in.ID & 0xFF); bits.OnesCount64(o.shed) >= int(o.attempts) {
			c.settle(o, history.KindFail, history.ReasonShed)
		}
	}
}

// settle writes how a command ended.
func (c *Client) settle(o *op, kind history.Kind, reason string) {
	c.witness(kind, o).Reason = reason
	c.open.Remove(o.n)
	if kind == history.KindOK && o.typ == event.PlaceOrder && c.moods.Hit(3*o.n+1, c.site.Workload.Cancel) {
		c.out.Timer(timerCancel+o.n, int64(c.moods.Below(3*o.n+2, cancelWithin)))
	}
	o.msg, o.bare = nil, nil
	c.free = append(c.free, o)
}

// The types of commands, hashed once.
var (
	namePlace  = history.N(event.PlaceOrder)
	nameCancel = history.N(event.CancelOrder)
)

func (c *Client) witness(kind history.Kind, o *op) *history.Record {
	r := c.out.Witness(kind)
	r.Op, r.Entity, r.Type = o.key, o.order, namePlace
	if o.typ == event.CancelOrder {
		r.Type = nameCancel
	}
	return r
}
