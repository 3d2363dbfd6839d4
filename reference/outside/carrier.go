package outside

import (
	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// Timers of the carrier.
const (
	timerArrived = iota + 1
	timerRescan
)

// Carrier takes goods and brings them to the customer. It honours idempotency
// keys: a key it knows is answered from its ledger, and a new key is a new
// shipment, even for the same order line. Some calls it carries out without
// answering the first time.
type Carrier struct {
	party
	half    sim.Chance
	names   []accounts
	known   event.Index[struct{}] // by hash of the key
	aged    event.Queue[aged]
	n       uint64 // shipments so far
	open    event.Index[*sim.Message]
	onRoad  event.Queue[due]
	rescans event.Queue[due]
	armed   [2]bool
}

// NewCarrier returns the carrier of a site.
func NewCarrier(s *Site) *Carrier {
	c := &Carrier{party: newParty("carrier", s), half: s.chance(sim.StreamOutside, "carrier-half")}
	for _, article := range s.Catalog.Articles {
		c.names = append(c.names, accountsOf(s.Region, article))
	}
	return c
}

// Step reacts to one input.
func (c *Carrier) Step(clock sim.Clock, in *sim.Input, out *sim.Effects) {
	c.begin(clock, out)
	defer c.end()
	switch in.Kind {
	case sim.InCall:
		c.call(in)
	case sim.InReply:
		if status, _ := c.status(in); status == event.OK {
			c.open.Remove(in.ID)
		}
	case sim.InTimer:
		c.armed[in.ID-timerArrived] = false
		if in.ID == timerArrived {
			c.scan(&c.onRoad)
		} else {
			c.scan(&c.rescans)
		}
		c.arm()
	}
}

func (c *Carrier) call(in *sim.Input) {
	b, ok := c.read(in)
	sku, listed := 0, false
	if ok {
		sku, listed = c.site.Catalog.Index(b.SKU)
	}
	if !listed || in.Msg.Head.Type != event.BookShipment {
		c.reply(in, event.Refused, event.ReasonInvalid)
		return
	}
	for c.aged.Len() > 0 && c.aged.Front().at < c.clock.Mono-forgetAfter {
		c.known.Remove(c.aged.Pop().key)
	}
	key := history.Hash(b.Key)
	if c.known.Has(key) {
		c.out.Reach("carrier-repeat-answered")
		c.reply(in, event.OK, "")
		return
	}
	c.known.Set(key, struct{}{})
	c.aged.Push(aged{key: key, at: c.clock.Mono})
	c.ship(sku, in.Msg, b)
	if (sim.Chance{Seed: c.half.Seed, Stream: c.half.Stream, Entity: c.half.Entity ^ key}).Hit(0, c.site.Workload.CarrierHalf) {
		c.out.Reach("carrier-half-done")
		return
	}
	c.reply(in, event.OK, "")
}

var nameShipment = history.N("shipment")

// ship takes the goods.
func (c *Carrier) ship(sku int, m *sim.Message, b *event.Body) {
	order, key := history.N(b.Order), history.N(b.Key)
	r := c.out.Witness(history.KindEffect)
	r.Type, r.Op, r.Entity, r.Line, r.SKU, r.Qty = nameShipment, key, order, b.Line, c.names[sku].article, b.Qty
	r = c.out.Witness(history.KindMove)
	r.SKU, r.Qty, r.From, r.To = c.names[sku].article, b.Qty, c.names[sku].staged, c.names[sku].shipped
	r.Entity, r.Line, r.Op = order, b.Line, key
	c.n++
	s := c.messages.New() // the scan says what the booking said
	s.Head = sim.Head{ID: b.Key, Type: event.DeliveryScan, Source: c.name, Entity: b.Order, Region: c.site.Region,
		Tier: m.Head.Tier, Corr: m.Head.Corr, Time: c.clock.Wall}
	s.Body, s.View = m.Body, b
	c.open.Set(c.n, s)
	c.onRoad.Push(due{n: c.n, at: c.clock.Mono + int64(c.site.Workload.Transit)})
	c.arm()
}

// arm sets the timers of the next parcel to arrive and the next scan to repeat.
func (c *Carrier) arm() {
	for i, q := range [...]*event.Queue[due]{&c.onRoad, &c.rescans} {
		if !c.armed[i] && q.Len() > 0 {
			c.armed[i] = true
			c.out.Timer(timerArrived+uint64(i), max(q.Front().at-c.clock.Mono, 0))
		}
	}
}

// scan tells the pod of every parcel that is due, until it confirms.
func (c *Carrier) scan(q *event.Queue[due]) {
	for q.Len() > 0 {
		d := *q.Front()
		m, _ := c.open.Get(d.n)
		if m != nil && d.at > c.clock.Mono {
			break
		}
		q.Pop()
		if m != nil {
			c.out.Call(c.site.Pod, d.n, m)
			c.rescans.Push(due{n: d.n, at: c.clock.Mono + repeatAfter})
		}
	}
}
