package hub

import (
	"slices"
	"strconv"
	"strings"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
)

const (
	cellPositions = 32  // positions of a ledger that a cell of demand covers, at least
	cellsMax      = 256 // cells of a region that are kept
	fewestDefault = 5   // customers of a cell, unless the site says otherwise
)

// cell is how many orders came within a range of positions of a region's ledger.
type cell struct {
	from, until uint64
	orders      int64
	customers   int
}

// demand counts orders by ranges of positions. A range is released when enough
// customers are in it; until then it grows, so that no cell and no difference of
// two is about a few.
type demand struct {
	open     cell     // not released; until is where it may be, next
	who      []string // tokens of the customers in it
	released []cell   // the last ones, oldest first
	grows    bool     // a cell is released again as it grows: planted defect M38
}

func newDemand(grows bool) demand {
	return demand{grows: grows, open: cell{from: 1, until: cellPositions}}
}

// count takes in an order.
func (d *demand) count(it *event.Item) {
	d.open.orders++
	if it.Customer != "" && !slices.Contains(d.who, it.Customer) {
		d.who = append(d.who, it.Customer)
	}
}

// reach closes every range that ends before a position.
func (d *demand) reach(pos uint64, fewest int) {
	for d.open.until < pos {
		d.open.customers = distinct(d.who)
		if d.open.customers < fewest {
			d.grow()
			d.open.until += cellPositions
			continue
		}
		d.release(d.open)
		d.open = cell{from: d.open.until + 1, until: d.open.until + cellPositions}
		d.who = d.who[:0]
	}
}

// grow, with M38 planted, releases the last cell again with what has come since.
func (d *demand) grow() {
	last := len(d.released) - 1
	if !d.grows || last < 0 || d.open.orders == 0 {
		return
	}
	c := d.released[last]
	c.until, c.orders = d.open.until, c.orders+d.open.orders
	d.release(c)
	d.open, d.who = cell{from: c.until + 1, until: c.until}, d.who[:0]
}

func (d *demand) release(c cell) {
	if len(d.released) == cellsMax {
		d.released = slices.Delete(d.released, 0, 1)
	}
	d.released = append(d.released, c)
}

// distinct is how many customers tokens stand for, at least. Under other keys a
// customer has another token, so only those under the same keys are counted
// together.
func distinct(tokens []string) int {
	most := 0
	for i, t := range tokens {
		keys, n := keysOf(t), 1
		for _, other := range tokens[i+1:] {
			if keysOf(other) == keys {
				n++
			}
		}
		most = max(most, n)
	}
	return most
}

func keysOf(token string) string { return token[:strings.LastIndexByte(token, '-')+1] }

// fewest is how many customers a cell needs.
func (a *Aggregator) fewest() int {
	switch {
	case a.site.Defects.ReleasesFew():
		return 1
	case a.site.Contributors > 0:
		return a.site.Contributors
	}
	return fewestDefault
}

// releases answers with the cells of demand of a region.
func (a *Aggregator) releases(in *sim.Input, i int) {
	r := a.bodies.New()
	r.Status, r.Source = event.OK, a.site.Sources[i].Ledger
	home := strings.TrimPrefix(r.Source, "pod/")
	r.Batch = &event.Batch{Items: make([]event.Item, 0, len(a.sources[i].demand.released))}
	for _, c := range a.sources[i].demand.released {
		name := "demand/" + home + "/" + strconv.FormatUint(c.from, 10) + "-" + strconv.FormatUint(c.until, 10)
		r.Batch.Items = append(r.Batch.Items, event.Item{Type: event.OrderCreated, Entity: name, Pos: c.from, Version: c.until, Qty: c.orders, OnHand: int64(c.customers)})
	}
	a.reply(in, r)
}

func (d *demand) pack(k *event.Pack) {
	d.open.pack(k)
	k.Uint(uint64(len(d.who)))
	for _, t := range d.who {
		k.Text(t)
	}
	k.Uint(uint64(len(d.released)))
	for _, c := range d.released {
		c.pack(k)
	}
}

func (c cell) pack(k *event.Pack) {
	k.Uint(c.from)
	k.Uint(c.until)
	k.Int(c.orders)
	k.Uint(uint64(c.customers))
}

func (d *demand) unpack(u *event.Unpack) {
	d.open = unpackCell(u)
	for range u.Len() {
		d.who = append(d.who, u.Text())
	}
	for range u.Len() {
		d.released = append(d.released, unpackCell(u))
	}
}

func unpackCell(u *event.Unpack) cell {
	return cell{from: u.Uint(), until: u.Uint(), orders: u.Int(), customers: int(u.Uint())}
}
