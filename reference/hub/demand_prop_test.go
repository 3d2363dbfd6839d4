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
		d, pos, orders := newDemand(), uint64(0), int64(0)
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
