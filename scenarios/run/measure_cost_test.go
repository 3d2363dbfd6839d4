package run

import (
	"slices"
	"testing"
	"time"

	"github.com/seatrial/seatrial/sim/history"
)

// TestCosts follows two orders: one waits two seconds for three units and comes ten
// seconds late, one is taken back.
func TestCosts(t *testing.T) {
	const sec = int64(time.Second)
	m := NewMeasure(&history.Header{}, false)
	entry := func(at int64, typ, order string, line uint32, qty int64, reason string) {
		m.See(&history.Record{At: at, Kind: history.KindAppend, Stream: history.N("pod/tx"), Type: history.N(typ), Entity: history.N(order), Line: line, Qty: qty, Reason: reason})
	}
	entry(1*sec, "OrderCreated", "order/tx/1", 0, 1, "")
	entry(1*sec, "OrderBackordered", "order/tx/1", 1, 3, "")
	entry(3*sec, "OrderAllocated", "order/tx/1", 1, 3, "")
	entry(41*sec, "Delivered", "order/tx/1", 1, 3, "")
	entry(2*sec, "OrderCreated", "order/tx/2", 0, 1, "")
	entry(2*sec, "OrderAllocated", "order/tx/2", 1, 5, "")
	entry(4*sec, "OrderCancelled", "order/tx/2", 1, 5, "")
	m.See(&history.Record{At: 5 * sec, Kind: history.KindDown, Witness: history.N("pod/tx")})
	m.See(&history.Record{At: 7 * sec, Kind: history.KindUp, Witness: history.N("pod/tx")})
	m.See(&history.Record{At: 8 * sec, Kind: history.KindDecide, Label: history.N("deny")})
	m.See(&history.Record{At: 50 * sec, Kind: history.KindEnd})
	total := NewMeasure(&history.Header{}, false)
	total.Merge(m)
	want := []Cost{
		{Column: Operational, What: costKinds[costLate].what, Orders: 1, Units: 3, Nano: 10 * sec},
		{Column: Operational, What: costKinds[costDown].what, Events: 1, Nano: 2 * sec},
		{Column: Financial, What: costKinds[costWaited].what, Orders: 1, Units: 3, Nano: 6 * sec},
		{Column: Financial, What: costKinds[costReturned].what, Orders: 1, Units: 5},
		{Column: Regulatory, What: costKinds[costKept].what, Events: 1},
	}
	if got := total.Costs(); !slices.Equal(got, want) {
		t.Fatalf("Costs() = %+v, want %+v", got, want)
	}
}
