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
