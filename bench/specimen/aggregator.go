package specimen

import (
	"fmt"

	"github.com/seatrial/seatrial/sim/history"
)

// releaseEvery is how many orders of a region a released figure is about.
const releaseEvery = 64

var planners = history.N("planners")

// figure is what the aggregator at the hub counts of a region: the orders that came
// since the last release.
type figure struct {
	orders int64
	from   uint64 // position of the first
}

// counter is the aggregator as a consumer: it follows the orders of every region.
func counter() history.Consumer {
	c := history.Consumer{Name: aggregator.Text, Region: hub.Text, Types: []string{orderCreated.Text}}
	for _, name := range regionNames {
		c.Sources = append(c.Sources, "pod/"+name)
	}
	return c
}

// count lets the aggregator take an order, and release how many there were.
func (h *History) count(r *region, l *leaving) {
	for _, k := range []history.Kind{history.KindDeliver, history.KindApply} {
		x := h.say(k, hub)
		x.Consumer, x.Source, x.SourcePos, x.Event, x.Type = aggregator, r.ledger, l.pos, l.event, l.typ
		x.Entity, x.Version, x.Epoch = history.N(r.value(l, "entity")), 1, l.epoch
		if k == history.KindDeliver {
			x.Attempt = 1
		}
	}
	f := &r.figure
	if f.orders++; f.orders == 1 {
		f.from = l.pos
	}
	if f.orders < releaseEvery {
		return
	}
	x := h.say(history.KindRelease, hub)
	x.Consumer, x.Source, x.SourcePos, x.Pos, x.Type, x.To, x.Qty = aggregator, r.ledger, f.from, l.pos, orderCreated, planners, f.orders
	x.Entity = history.N(fmt.Sprintf("demand/%s/%d-%d", r.name, f.from, l.pos))
	x.Body = fmt.Appendf(nil, `{"cell":"%s","orders":%d}`, x.Entity, x.Qty)
	*f = figure{}
}
