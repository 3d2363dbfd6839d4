package pod

import (
	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/link"
	"github.com/seatrial/seatrial/sim"
)

// document takes a document of a supplier. One that comes before what precedes it
// is not answered, and comes again; one that nobody waits for is confirmed and
// changes nothing.
func (b *Buyer) document(in *sim.Input) {
	body, err := event.View(in.Msg.View, in.Msg.Body)
	if err == nil {
		err = event.Validate(in.Msg.Head.Type, body)
	}
	if err != nil {
		b.confirm(in, event.Refused, event.ReasonInvalid)
		return
	}
	p := b.orders.named(body.Order)
	if p == nil {
		b.out.Reach("document-ignored")
		b.confirm(in, event.OK, "")
		return
	}
	taken := true
	switch in.Msg.Head.Type {
	case event.FunctionalAck:
		b.acked(p)
	case event.PurchaseAck:
		taken = b.acknowledged(p, body.Reason == event.ReasonRejected)
	case event.ShipNotice:
		taken = b.noticed(p)
	default:
		b.confirm(in, event.Refused, event.ReasonInvalid)
		return
	}
	if taken {
		b.confirm(in, event.OK, "")
	}
}

func (b *Buyer) confirm(in *sim.Input, status, reason string) {
	h := &in.Msg.Head
	m := b.passing.New()
	m.Head = sim.Head{ID: h.ID, Type: h.Type, Source: b.name, Entity: h.Entity, Region: b.site.Region, Tier: h.Tier, Corr: h.Corr, Time: b.clock.Wall}
	m.View, m.Body = event.Reply(&b.ink, status, reason)
	b.out.Reply(in.From, in.ID, m)
}

// acked takes a 997. It says as well that the order arrived, if nobody did.
func (b *Buyer) acked(p *purchase) {
	switch p.state {
	case poIssued:
		b.links[p.supplier].Remove(p.n, b.clock.Mono)
		fallthrough
	case poAccepted:
		b.note(p, event.TechAcked, "")
		b.business.Push(promised{n: p.n, at: b.clock.Mono + int64(b.trade.Confirm)})
	}
}

// acknowledged takes an 855. It reports whether that was possible.
func (b *Buyer) acknowledged(p *purchase, rejected bool) bool {
	switch p.state {
	case poIssued, poAccepted, poFailed, poReversed, poAdjusted:
		return false
	case poAcked:
		if !rejected {
			b.note(p, event.POConfirmed, "")
			return true
		}
		b.out.Reach("purchase-rejected")
		b.note(p, event.PORejected, event.ReasonRejected)
		b.compensate(p)
	case poCompensated:
		if !rejected {
			b.late(p)
		}
	case poLate:
		if rejected {
			b.links[p.supplier].Remove(p.n+cancelCall, b.clock.Mono)
			b.note(p, event.LateCancelled, event.ReasonRejected)
		}
	}
	return true
}

// noticed takes an 856. It reports whether that was possible.
func (b *Buyer) noticed(p *purchase) bool {
	switch p.state {
	case poConfirmed:
		b.note(p, event.ASNReceived, "")
	case poInTransit:
		b.out.Reach("ship-notice-repeated")
	case poCompensated:
		b.late(p)
	case poLate:
	default:
		return false
	}
	return true
}

// late answers a success that comes after its compensation: it is compensated
// too. The order is taken back at the supplier; if it is too late for that, the
// goods are taken in.
func (b *Buyer) late(p *purchase) {
	b.out.Reach("late-success")
	b.note(p, event.LateSuccess, "")
	if p.goods {
		b.note(p, event.LateReceived, "")
		return
	}
	b.links[p.supplier].Restore(p.n+cancelCall, link.Critical)
}

// arrived takes the news that the goods of an order are on the shelf.
func (b *Buyer) arrived(p *purchase) {
	p.goods = true
	switch p.state {
	case poIssued, poAccepted, poAcked, poConfirmed, poInTransit:
		b.links[p.supplier].Remove(p.n, b.clock.Mono)
		b.out.Count("replenishment_ms", (b.clock.Mono-p.issued)/1_000_000)
		b.out.Count("purchases_closed", 1)
		b.note(p, event.POReceived, "")
		b.note(p, event.POClosed, "")
	case poCompensated:
		b.late(p)
	case poLate:
		b.links[p.supplier].Remove(p.n+cancelCall, b.clock.Mono)
		b.note(p, event.LateReceived, "")
	}
}
