package invariants

import (
	"testing"
	"time"

	"github.com/seatrial/seatrial/sim/history"
)

func TestDrift(t *testing.T) {
	promised := func(line, units string) string {
		return "append type=InventoryReserved sku=s-1 from=order/tx/1 line=" + line + " delta=0," + units + " after=10," + units
	}
	lost := func(line, units string) string {
		return "append type=ReservationReleased sku=s-1 from=order/tx/1 line=" + line + " delta=0,-" + units + " after=10"
	}
	const cancelled = "append type=OrderCancelled entity=order/tx/1 line=1 state=Cancelled"
	strict := with(func(h *history.Header) {
		h.Bounds.DriftMax, h.Bounds.DriftNano, h.Bounds.BrokenPPM = 2, int64(6*time.Second), 500_000
	})
	late := strict
	late.Bounds.ArrivalNano = int64(time.Second)
	gone := func(units, at string) string { return "move sku=s-1 qty=" + units + " from=shelf to=scrap at=" + at }
	bare := strict
	bare.Stock = nil
	try(t, Drift, []trial{
		{"promised and shipped", strict, lines(promised("1", "10"), "move sku=s-1 qty=10 from=shelf to=staged", "move sku=s-1 qty=10 from=staged to=shipped",
			"append type=InventoryShipped sku=s-1 from=order/tx/1 line=1 delta=-10,-10 after=0"), Held, ""},
		{"a little is lost", strict, lines(promised("1", "10"), gone("1", "1s"), lost("1", "10")+" at=2s"), Held, ""},
		{"nothing is lost", strict, lines(promised("1", "10"), "move sku=s-1 qty=1 from=outside to=shelf", lost("1", "10")+" at=2s"), Violated, "1 of 1 promises were broken, 0 units were lost, allowed are 500000 in a million more"},
		{"few feel it", strict, lines(promised("1", "2"), promised("2", "8"), "move sku=s-1 qty=1 from=outside to=shelf", lost("1", "2")+" at=2s"), Held, ""},
		{"the client gave it back", strict, lines(promised("1", "10"), cancelled, lost("1", "10"), "move sku=s-1 qty=1 from=outside to=shelf"), Held, ""},
		{"the line ended for a reason", strict, lines(promised("1", "10"), cancelled+" reason=short-pick", lost("1", "10"), "move sku=s-1 qty=1 from=outside to=shelf"), Violated, "1 of 1 promises were broken"},
		{"much is lost", strict, lines(promised("1", "10"), gone("3", "1s")), Violated, "3 units of s-1 in tx are promised beyond what there is, allowed are 2"},
		{"more is promised than there is", strict, lines("move sku=s-2 qty=1 from=outside to=shelf", promised("1", "13")), Violated, "3 units of s-1 in tx are promised beyond"},
		{"a little is missing for long", strict, lines(promised("1", "10"), gone("2", "1s"), lost("1", "10")+" at=5s", promised("2", "1")), Violated, "for more than 6s, summed over them"},
		{"on record late", late, lines(promised("1", "13"), "move sku=s-1 qty=3 from=outside to=shelf"), Held, ""},
		{"on record far too late", late, lines(promised("1", "13"), gone("1", "2s")), Violated, "beyond what there is"},
		{"to the end", late, lines(gone("1", "1s"), promised("1", "13")), Violated, "beyond what there is"},
		{"nobody knows what stood there", bare, lines(promised("1", "1"), gone("1", "1s")), Unknown, "does not say"},
		{"nobody watches this warehouse", strict, lines("move region=ca sku=s-1 qty=1 from=outside to=shelf", "append type=InventoryReceived sku=s-1 delta=40 after=50", promised("1", "30")), Held, ""},
		{"nobody watches the warehouse", strict, promised("1", "1"), Unknown, "move"},
	})
}
