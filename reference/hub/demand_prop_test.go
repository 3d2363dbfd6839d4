package hub

import (
	"fmt"
	"testing"

	"github.com/seatrial/seatrial/reference/event"
	"pgregory.net/rapid"
)

// I-44: whatever comes, cells follow each other without a gap, each has enough
// customers, and together with what is open they count every order once. A
// snapshot changes nothing.
func TestDemand(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		fewest := rapid.IntRange(1, 6).Draw(rt, "fewest")
		d, pos, orders := newDemand(false), uint64(0), int64(0)
		for range rapid.IntRange(0, 300).Draw(rt, "orders") {
			pos += uint64(rapid.IntRange(1, 40).Draw(rt, "gap"))
			d.reach(pos, fewest)
			d.count(&event.Item{Pos: pos, Customer: fmt.Sprintf("t%d-%d", 1+pos/4096, rapid.IntRange(1, 9).Draw(rt, "customer"))})
			orders++
			if rapid.IntRange(0, 50).Draw(rt, "restart") == 0 {
				k := &event.Pack{}
				d.pack(k)
				d = demand{}
				d.unpack(event.NewUnpack(k.Bytes))
			}
		}
		next, counted := uint64(1), d.open.orders
		if len(d.released) == cellsMax {
			next, orders = d.released[0].from, 0
		}
		for _, c := range d.released {
			if c.from != next || c.until < c.from+cellPositions-1 || c.customers < fewest {
				rt.Fatalf("cell %+v, want one from %d of at least %d positions and %d customers", c, next, cellPositions, fewest)
			}
			next, counted = c.until+1, counted+c.orders
		}
		if d.open.from != next || orders > 0 && counted != orders {
			rt.Fatalf("open from %d, %d orders in all, want from %d, %d", d.open.from, counted, next, orders)
		}
	})
}

// With M38 planted cells overlap, each counts what is in it, and a snapshot in
// between changes nothing.
func TestGrowingDemand(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		d, pos, at := newDemand(true), uint64(0), []uint64(nil)
		for range rapid.IntRange(0, 200).Draw(rt, "orders") {
			pos += uint64(rapid.IntRange(1, 40).Draw(rt, "gap"))
			d.reach(pos, 5)
			d.count(&event.Item{Pos: pos, Customer: fmt.Sprintf("t1-%d", rapid.IntRange(1, 9).Draw(rt, "customer"))})
			at = append(at, pos)
			if rapid.IntRange(0, 50).Draw(rt, "restart") == 0 {
				k := &event.Pack{}
				d.pack(k)
				d = demand{grows: true}
				d.unpack(event.NewUnpack(k.Bytes))
			}
		}
		for i, c := range d.released {
			orders := int64(0)
			for _, p := range at {
				if p >= c.from && p <= c.until {
					orders++
				}
			}
			if c.orders != orders {
				rt.Fatalf("cell %+v says %d orders, %d came", c, c.orders, orders)
			}
			if i > 0 && c.from != d.released[i-1].from && c.from != d.released[i-1].until+1 {
				rt.Fatalf("cell %+v after %+v: want it to follow or to grow", c, d.released[i-1])
			}
		}
	})
}
