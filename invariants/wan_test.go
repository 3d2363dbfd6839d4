package invariants

import (
	"strings"
	"testing"

	"github.com/seatrial/seatrial/sim/history"
)

func TestWANIndependence(t *testing.T) {
	const invoke, ok = "invoke op=k1 type=PlaceOrder entity=order/tx/1", "ok op=k1 type=PlaceOrder"
	const append, cross = "append stream=pod/tx pos=1 event=e1 entity=order/tx/1 v=1 op=k1", "cross from=tx to=hub op=k1 type=ExportBatch"
	const other = "cross from=tx to=hub op=k0 type=ExportBatch"
	try(t, WANIndependence, []trial{
		{"nothing leaves", house(), lines(invoke, other, append, ok), Held, ""},
		{"the relay is quick", house(), lines(invoke, append, cross, ok), Held, ""},
		{"asked elsewhere first", house(), lines(invoke, cross, append, ok), Violated, "command PlaceOrder k1 crossed to another region before it was decided"},
		{"asked elsewhere, no ledger", house(), lines(invoke, cross, ok), Violated, "crossed to another region"},
		{"not answered", house(), lines(invoke, cross, "fail op=k1"), Unknown, "no ok record"},
		{"no tap", house(), lines(invoke, append, ok), Unknown, "no cross record"},
		{"cut", house(), lines(invoke, other, append, ok, "cut"), Unknown, "breaks off"},
	})
}

func TestWAN(t *testing.T) {
	base := LatencySummary{Count: 200, P50: 1000, P99: 5000}
	for _, c := range []struct {
		name string
		now  LatencySummary
		want Verdict
		says string
	}{
		{"unmoved", LatencySummary{Count: 300, P50: 1100, P99: 7500}, Held, ""},
		{"the median grew", LatencySummary{Count: 300, P50: 1501, P99: 5000}, Violated, "half of the local commands took up to 1.501µs with round trips ten times as long, 1µs without"},
		{"the tail grew", LatencySummary{Count: 300, P50: 1000, P99: 50000}, Violated, "99 of 100"},
		{"too few", LatencySummary{Count: 99, P50: 1000, P99: 5000}, Unknown, "it takes 100 to compare"},
	} {
		f := WAN(base, c.now, history.Bounds{})
		if f.Verdict != c.want || !strings.Contains(saying(f), c.says) {
			t.Errorf("WAN(base, %s) = %v (%s), want %v (%s)", c.name, f.Verdict, saying(f), c.want, c.says)
		}
	}
}

func TestCommitLatency(t *testing.T) {
	h := house()
	l := NewCommitLatency(&h)
	records := told(t, lines(repeat(98, "invoke op=k%d\nok op=k%d"),
		"invoke op=slow at=1s", "invoke op=slow attempt=2 at=2s", "ok op=slow at=3s", "invoke op=x\nfail op=x", "invoke op=far entity=sku/ca/s-1\nok op=far"))
	for i := range records {
		l.See(&records[i])
	}
	got := l.Summary()
	if got.Count != 99 || got.P50 < 1_000_000 || got.P50 > 1_020_000 || got.P99 < 2_000_000_000 || got.P99 > 2_040_000_000 {
		t.Errorf("Summary() = %+v, want 99 commands, half within 1 ms, the slowest 2 s from its first attempt", got)
	}
}
