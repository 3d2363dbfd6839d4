package outside

import (
	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim/history"
)

// halve accepts half of an order. The rest, which the supplier will reject, is a
// deal of its own, and every other one is shipped after all.
func (s *Supplier) halve(d *deal, fault string) {
	qty := d.qty / 2
	if qty == 0 {
		return
	}
	order := event.RestName(d.order)
	d.qty -= qty
	d.corr = fault
	d.rest = &deal{key: d.key + "~rest", order: order, article: d.article, corr: fault, qty: qty}
	d.slips = history.Hash(order)%2 == 0
	s.deals.Set(history.Hash(order), d.rest)
}

// change takes units off an order that is not on the road, once per key, and says
// so by an 865; or that it does not.
func (s *Supplier) change(b *event.Body, m misdeed) (status, reason string) {
	d, _ := s.deals.Get(history.Hash(b.Order))
	key := history.Hash(b.Key)
	switch {
	case s.known.Has(key):
		s.out.Reach("supplier-repeat-answered")
		return event.OK, ""
	case d == nil || d.cancelled || d.rejects || b.Qty >= d.qty:
		return event.Refused, event.ReasonUnknown
	case d.dispatched:
		d.unchanged = event.ReasonDispatched
	case m.order == orderReject:
		d.unchanged = event.ReasonRejected
	default:
		s.didTo("change", d, b.Key, d.qty-b.Qty)
		d.qty = b.Qty
	}
	s.known.Set(key, d)
	s.plan(event.ChangeAck, d, int64(s.site.Workload.Supply.Confirm)/16)
	return event.OK, ""
}

// slip ships the rest of an order whose rejection was heard, as if nobody had told
// the warehouse of the supplier.
func (s *Supplier) slip(answered *errand) {
	d := answered.deal
	if answered.typ != event.PurchaseAck || d.rest == nil || !d.slips || d.cancelled {
		return
	}
	s.out.Reach("supplier-rest-shipped")
	lead := int64(s.site.Workload.Supply.Lead)
	s.plan(event.ShipNotice, d.rest, lead)
	s.plan(event.DeliverGoods, d.rest, lead*3/2)
}
