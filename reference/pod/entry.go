package pod

import (
	"fmt"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
)

// entry is what a new ledger entry says besides its body.
type entry struct {
	typ     string
	entity  string
	version uint64
	root    uint64 // hash of the idempotency key that its id is made from
	corr    string // idempotency key of the root command
	cause   string // id of the event that caused it
	tier    sim.Tier
}

// record appends an entry to the ledger, lets it take effect, offers it to the
// bus and returns its id. A body that breaks its own contract is a mistake of
// this package.
func (p *Pod) record(e *entry, b *event.Body) string {
	if err := event.Validate(e.typ, b); err != nil && !p.site.Defects.SaysUpdated() {
		panic(fmt.Sprintf("pod %s produces a wrong event: %v", p.name, err))
	}
	p.pos++
	m := p.message(&sim.Head{
		ID: p.mint.ID(e.root, e.typ, uint64(b.Line)<<40|e.version), Type: e.typ, Source: e.entity, Entity: e.entity,
		Version: e.version, Epoch: p.epoch, Region: p.site.Region, Tier: e.tier, Corr: e.corr, Cause: e.cause,
		Time: p.clock.Wall, Ledger: p.name, Pos: p.pos,
	}, b)
	p.absorb(m, b)
	p.commit(m)
	p.relay.offer(m)
	if p.noted.resting {
		p.noted.stir(p.site, &p.scribe, p.name, p.clock, p.out)
	}
	return m.Head.ID
}

// isNews reports whether what somebody tells is to be put on record now. What is on
// record already, and what has no room, is answered.
func (p *Pod) isNews(in *sim.Input, fresh bool) bool {
	switch {
	case !fresh:
		p.reply(in, event.OK, event.ReasonKnown)
	case p.room() < 1:
		p.reply(in, event.Shed, event.ReasonQueueFull)
	default:
		return true
	}
	return false
}

// commit appends an entry; what this step says waits until it is durable.
func (p *Pod) commit(m *sim.Message) {
	if p.site.Defects.AnswersFirst() {
		if len(p.late) == 0 {
			p.out.Timer(timerLate, lateBy)
		}
		p.late = append(p.late, m)
		return
	}
	p.out.Append(m.Head.Pos, m)
}

// lateBy is how much later a pod with the planted defect writes: the pace at
// which a write-behind cache is flushed.
const lateBy = 100_000_000

func (p *Pod) writeLate() {
	for _, m := range p.late {
		p.out.Append(m.Head.Pos, m)
	}
	p.late = p.late[:0]
}

// absorb lets an entry take effect. It is the only way in which orders, stock
// and keys change, when an entry is written and when it is replayed.
func (p *Pod) absorb(m *sim.Message, b *event.Body) {
	h := &m.Head
	switch h.Type {
	case event.EpochStarted:
		p.epoch = h.Epoch
	case event.OrderCreated:
		p.orders.open(h, b, p.site.Catalog)
		p.keys.remember(h.Corr, p.clock.Mono)
	case event.InventoryReceived, event.InventoryAdjusted:
		p.absorbStock(h, b)
		p.keys.remember(h.Corr, p.clock.Mono)
	case event.AccessDecided:
		p.desk.absorb(h.Corr, h.Version, b.Access, p.clock.Mono, p.site.Access.Span)
		p.keys.remember(h.Corr, p.clock.Mono)
	case event.StageChanged:
		p.noted.absorb(h, b)
	case event.HandsChanged:
		*p.hands.of(h.Entity, p.site.Region) = h.Version
	case event.RightsInForce:
		p.absorbRights(h.Version, b.Bundle)
	case event.InventoryReserved, event.ReservationReleased, event.InventoryShipped:
		p.absorbStock(h, b)
	default:
		p.absorbOrder(h, b)
	}
	p.saved.note(p.pos, p.clock.Mono)
}

func (p *Pod) absorbStock(h *sim.Head, b *event.Body) {
	if i, ok := p.site.Catalog.Index(b.SKU); ok {
		p.stock[i].Book, p.stock[i].version = b.After, h.Version
	}
}

func (p *Pod) absorbOrder(h *sim.Head, b *event.Body) {
	o := p.orders.find(b.Order)
	if o == nil {
		return
	}
	o.version, o.last = h.Version, h.ID
	if h.Type == event.OrderValidated {
		for i := range o.lines {
			o.lines[i].state, o.lines[i].last = event.StateAccepted, h.ID
		}
		return
	}
	i := int(b.Line) - 1
	if i < 0 || i >= len(o.lines) {
		return
	}
	p.move(o, i, b.LineState, h)
}

// move takes an order line to another state.
func (p *Pod) move(o *order, i int, to event.State, h *sim.Head) {
	l := &o.lines[i]
	if l.state == event.StateBackordered {
		p.stock[l.sku].stopWaiting(o.ref(i))
	}
	l.state, l.last, l.attempts = to, h.ID, 0
	l.turn++
	switch to {
	case event.StateBackordered:
		p.stock[l.sku].waiting = append(p.stock[l.sku].waiting, o.ref(i))
	case event.StateAllocated:
		p.release.Push(allocated{lineRef: o.ref(i), at: p.clock.Mono})
	case event.StateCancelled:
		if h.Corr != o.corr {
			p.keys.remember(h.Corr, p.clock.Mono)
		}
	}
	if to.Terminal() {
		p.orders.closed(o)
	}
}
