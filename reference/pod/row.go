package pod

import (
	"slices"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
)

// A row is what is known of one article or of one open order. Rows have keys, in
// whose order they are read a page at a time: first the articles, then the orders.

// ordersFrom is the key before that of the first order.
const ordersFrom = 1 << 32

// lastRow is beyond the key of every row.
const lastRow = 1 << 62

// pageUsual is how many rows an answer has if nobody says how many.
const pageUsual = 64

// rowKey returns the key of an entity of a catalog's region; false if it is neither
// an article nor an order.
func rowKey(c *event.Catalog, it *event.Item) (uint64, bool) {
	if it.SKU != "" {
		i, ok := c.Index(it.SKU)
		return uint64(i) + 1, ok
	}
	_, n, ok := event.Number(it.Entity)
	return ordersFrom + n, ok
}

// page returns which of some numbers, each of which has a row, an answer covers:
// those from one key to another, at most so many. Until is the last key covered.
func page(keys []uint64, from, until uint64, most int) (covered []uint64, last uint64) {
	slices.Sort(keys)
	i, _ := slices.BinarySearch(keys, from)
	end, _ := slices.BinarySearch(keys, until+1)
	keys = keys[i:max(i, end)]
	if len(keys) > most {
		return keys[:most], keys[most-1]
	}
	return keys, until
}

// bounds returns what a call asks for.
func bounds(b *event.Body) (from, until uint64, most int) {
	from, until, most = b.Pos, lastRow, int(b.Qty)
	if b.Batch != nil && b.Batch.Until > 0 {
		until = b.Batch.Until
	}
	if most < 1 {
		most = pageUsual
	}
	return from, until, most
}

// tellRows answers with a page of what the pod knows, as of its last entry. It
// answers whoever asks in the region; nothing changes.
func (p *Pod) tellRows(in *sim.Input, b *event.Body) {
	from, until, most := bounds(b)
	keys := make([]uint64, 0, len(p.stock)+p.orders.byNumber.Len())
	for i := range p.stock {
		keys = append(keys, uint64(i)+1)
	}
	for _, n := range p.orders.byNumber.Numbers() {
		keys = append(keys, ordersFrom+n)
	}
	keys, last := page(keys, from, until, most)
	r := p.bodies.New()
	r.Status, r.Pos, r.Batch = event.OK, p.pos, &event.Batch{Until: last, Items: make([]event.Item, 0, len(keys))}
	for _, k := range keys {
		if k <= ordersFrom {
			s := &p.stock[k-1]
			r.Batch.Items = append(r.Batch.Items, event.Item{Entity: p.site.Catalog.Entities[k-1], SKU: p.site.Catalog.Articles[k-1],
				Version: s.version, OnHand: s.OnHand, Allocated: s.Allocated})
			continue
		}
		o := p.orders.numbered(k - ordersFrom)
		r.Batch.Items = append(r.Batch.Items, event.Item{Entity: o.name, Version: o.version, State: o.header(-1, event.NoState)})
	}
	p.out.Reply(in.From, in.ID, p.answer(in, p.name, p.site.Region, sim.Confidential, p.clock.Wall, r))
}
