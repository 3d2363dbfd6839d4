package pod

import (
	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/link"
)

// trim takes units that are too many off an order (860), where its supplier has
// accepted it and not told that it ships: the newest one, once, and never the whole
// of it. The call goes by the critical lane, as it is worth nothing once the goods
// are on their way, and is not repeated if it fails. The units stay on order until
// the supplier says that they are off (865).
func (b *Buyer) trim(sku int, over int64) {
	if b.trade.Surplus == 0 || over < b.trade.Surplus {
		return
	}
	var newest *purchase
	for _, p := range b.orders.list {
		switch {
		case p.sku != sku:
		case p.state == poChanging:
			over -= p.cut
		case p.state == poConfirmed && p.cut == 0 && p.qty > 1:
			newest = p
		}
	}
	if newest == nil || over < b.trade.Surplus || !b.links[newest.supplier].Open(link.Critical) {
		return
	}
	b.out.Reach("change-asked")
	b.noteOf(newest, event.POChangeAsked, "", min(over, newest.qty-1))
	b.links[newest.supplier].Restore(newest.n+changeCall, link.Critical)
}

// changed takes an 865. It counts as well where nobody waits for it any more: what
// the supplier says that it ships is what is on order.
func (b *Buyer) changed(p *purchase, body *event.Body) {
	off := p.qty - body.Qty
	switch {
	case body.Reason != "":
		b.unchanged(p, body.Reason)
	case p.cut > 0 && off > 0:
		b.out.Reach("purchase-changed")
		b.links[p.supplier].Remove(p.n+changeCall, b.clock.Mono)
		b.noteOf(p, event.POChanged, "", off)
		b.wanting[p.sku] = true
		b.complete(p)
	}
}

// unchanged ends the change of an order, which stays what it was.
func (b *Buyer) unchanged(p *purchase, why string) {
	if p.state != poChanging {
		return
	}
	b.out.Reach("change-refused")
	b.links[p.supplier].Remove(p.n+changeCall, b.clock.Mono)
	b.noteOf(p, event.POChangeRefused, why, p.cut)
	b.complete(p)
}
