package outside

import (
	"strconv"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// Producer is a program in a region that may write to its bus, and should mask
// what it writes. Told to, it does not.
type Producer struct {
	rogue
	bus sim.Bus
	pos uint64
}

// NewProducer returns the producer of a region.
func NewProducer(s *Site, bus sim.Bus) *Producer {
	return &Producer{rogue: rogue{party: newParty("producer", s)}, bus: bus}
}

// Step reacts to one input.
func (p *Producer) Step(clock sim.Clock, in *sim.Input, out *sim.Effects) {
	p.begin(clock, out)
	defer p.end()
	if in.Kind == sim.InTimer || in.Kind == sim.InOperator && p.hear(in.Msg) {
		for _, d := range p.misdeeds {
			p.misbehave(d)
		}
		if len(p.misdeeds) > 0 {
			out.Timer(1, misbehaveEvery)
		}
	}
}

// misbehave publishes an event about nothing that anybody follows, with a
// customer in it.
func (p *Producer) misbehave(d misdeed) {
	p.n++
	tier := sim.Public
	if d.order == orderUnlabel {
		tier = 0
	}
	b, typ := p.unmasked(p.n)
	p.pos++
	m := p.message(typ, "promo/"+p.site.Region+"/"+strconv.FormatUint(p.n, 10), tier, b)
	m.Head.ID, m.Head.Corr = p.name+"#"+strconv.FormatUint(p.n, 10), d.id
	m.Head.Version, m.Head.Epoch, m.Head.Ledger, m.Head.Pos = 1, 1, p.name, p.pos
	m.Head.Purpose = event.DemandPlanning // it has been approved, says the producer
	p.out.Publish(p.bus, p.n, m)
}

// unmasked returns, in turn: an order with everything in it, a stock event with a
// customer where the reason stands, and an event that nobody agreed on.
func (p *Producer) unmasked(n uint64) (*event.Body, string) {
	customer := p.secret("customer")
	b := p.bodies.New()
	b.SKU, b.Qty = p.site.Catalog.Articles[0], 1
	switch n % 3 {
	case 0:
		b.Order, b.State = "order/"+p.site.Region+"/promo", event.StateCreated
		b.Purchase = &event.Purchase{Customer: customer, ShipTo: p.secret("ship_to"), Terms: p.secret("terms"), Price: 1,
			Lines: []event.Line{{SKU: b.SKU, Qty: 1}}}
		return b, event.OrderCreated
	case 1:
		b.Reason, b.Change, b.After = customer, history.Book{OnHand: 1}, history.Book{OnHand: 1}
		return b, event.InventoryAdjusted
	}
	b.Reason = customer
	return b, "PromotionUpdated"
}

// secret returns what must not leave the region, if the scenario has planted
// something.
func (p *Producer) secret(field string) string {
	for _, c := range p.site.Canaries {
		if c.Field == field {
			return c.Value
		}
	}
	return "somebody"
}
