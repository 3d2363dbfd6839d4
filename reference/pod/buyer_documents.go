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
		taken = b.acknowledged(p, body)
	case event.ChangeAck:
		b.changed(p, body)
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
func (b *Buyer) acknowledged(p *purchase, body *event.Body) bool {
	rejected := body.Reason == event.ReasonRejected
	switch p.state {
	case poIssued, poAccepted, poFailed, poReversed, poAdjusted:
		return false
	case poAcked:
		if !rejected {
			b.split(p, body)
			b.note(p, event.POConfirmed, "")
			b.complete(p)
			return true
		}
		b.out.Reach("purchase-rejected")
		b.note(p, event.PORejected, event.ReasonRejected)
		b.compensate(p)
	case poCompensated:
		if !rejected {
			b.late(p)
			b.lessened(p, body)
		}
	case poLate:
		if rejected {
			b.links[p.supplier].Remove(p.n+cancelCall, b.clock.Mono)
			b.note(p, event.LateCancelled, event.ReasonRejected)
			break
		}
		b.lessened(p, body)
	}
	return true
}

// lessened takes an 855 of an order that was compensated, and yet happens.
func (b *Buyer) lessened(p *purchase, body *event.Body) {
	if p.state == poLate {
		b.split(p, body)
		b.complete(p)
	}
}

// split takes out of an order what an 855 does not accept of it, once. From then on
// that is an order of its own, which was rejected: it is compensated, and told of,
// like any other, and may still turn out to come.
func (b *Buyer) split(p *purchase, body *event.Body) {
	qty := p.qty - body.Qty
	if body.Reason != event.ReasonInPart || qty <= 0 {
		return
	}
	b.out.Reach("purchase-in-part")
	b.noteOf(p, event.POReduced, event.ReasonInPart, qty)
	rest := p.rest(qty)
	b.note(rest, event.POSplit, p.name)
	b.note(rest, event.PORejected, event.ReasonRejected)
	b.compensate(rest)
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
	if p.n&restOf != 0 {
		b.out.Reach("rest-came")
	}
	b.note(p, event.LateSuccess, "")
	if p.came >= p.qty {
		b.note(p, event.LateReceived, "")
		return
	}
	b.links[p.supplier].Restore(p.n+cancelCall, link.Critical)
}

// complete ends an order whose goods are on the shelf. Of one that was answered in
// part fewer come; they wait for that answer, which comes until it is heard.
func (b *Buyer) complete(p *purchase) {
	if p.came < p.qty {
		return
	}
	switch p.state {
	case poIssued, poAccepted, poAcked, poConfirmed, poChanging, poInTransit:
		b.links[p.supplier].Remove(p.n, b.clock.Mono)
		b.links[p.supplier].Remove(p.n+changeCall, b.clock.Mono)
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
