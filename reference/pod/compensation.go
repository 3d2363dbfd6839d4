package pod

import (
	"github.com/seatrial/seatrial/reference/event"
)

// compensate answers an order that will not be fulfilled: the units are on order
// no more, the forecast knows, somebody is told, and the next order of the article
// goes elsewhere at once. Both entries are of one step, and become durable together.
func (b *Buyer) compensate(p *purchase) {
	if b.site.Defects.LosesCompensation() {
		return
	}
	b.note(p, event.ReplenishmentReversed, "")
	b.note(p, event.ForecastAdjusted, "")
	b.wanting[p.sku] = true
	b.out.Count("purchases_compensated", 1)
	b.notices.Push(promised{n: p.n, at: b.clock.Mono})
}

// remind tells purchasing what happened, until it confirms.
func (b *Buyer) remind() {
	for b.notices.Len() > 0 && b.notices.Front().at <= b.clock.Mono {
		d := b.notices.Pop()
		p := b.orders.numbered(d.n)
		if p == nil || p.state != poAdjusted {
			continue
		}
		b.out.Call(b.trade.Purchasing, (p.n+noticeCall)<<attemptBits, b.letter(p, event.NotifyPlanner, p.name+"~notice", "", p.qty))
		b.notices.Push(promised{n: p.n, at: b.clock.Mono + noticeAfter})
	}
}

// told notes that purchasing knows.
func (b *Buyer) told(p *purchase) {
	if p.state != poAdjusted {
		return
	}
	b.out.Reach("planner-notified")
	b.out.Count("manual_steps", 1)
	b.note(p, event.PlannerNotified, "")
	b.complete(p)
}

// overdue ends orders whose document did not come in time. They are in a state
// for as long as it may take.
func (b *Buyer) overdue(q *event.Queue[promised], state poState, why string) {
	for q.Len() > 0 && q.Front().at <= b.clock.Mono {
		d := q.Pop()
		if p := b.orders.numbered(d.n); p != nil && p.state == state {
			b.out.Reach("purchase-timed-out")
			b.note(p, event.POTimedOut, why)
			b.compensate(p)
		}
	}
}
