package invariants

import (
	"math"
	"reflect"
	"testing"

	"github.com/seatrial/seatrial/sim/history"
	"pgregory.net/rapid"
)

// Whatever a history says, it is judged without a panic, to the same findings
// each time, and what is held was evaluated.
func TestJudgeProperty(t *testing.T) {
	h := house()
	h.Bounds.HorizonNano = 1000
	rapid.Check(t, func(t *rapid.T) {
		records := rapid.SliceOfN(rapid.Custom(anyRecord), 1, 60).Draw(t, "records")
		for i := range records {
			records[i].Seq = uint64(i + 1)
		}
		if rapid.Bool().Draw(t, "complete") {
			records = append(records, history.Record{Kind: history.KindEnd})
		}
		first, again := findings(&h, records), findings(&h, records)
		if !reflect.DeepEqual(first, again) {
			t.Fatalf("Findings() = %+v, then %+v", first, again)
		}
		for _, f := range first {
			if f.Verdict == Held && f.Evaluated == 0 || (f.Verdict == Violated) != (f.First != nil) || f.Verdict == Unknown && f.Why == "" {
				t.Fatalf("finding %+v does not hang together", f)
			}
		}
	})
}

func findings(h *history.Header, records []history.Record) []Finding {
	j := NewJudge(h, All())
	for i := range records {
		j.See(&records[i])
	}
	return j.Findings()
}

// anyRecord draws a record of few names, so that they meet, and of any numbers.
func anyRecord(t *rapid.T) history.Record {
	name := func(field string, texts ...string) history.Name {
		return history.N(rapid.SampledFrom(append(texts, "")).Draw(t, field))
	}
	pos := rapid.OneOf(rapid.Uint64Range(0, 5), rapid.SampledFrom([]uint64{1 << 20, 1 << 40, math.MaxUint64}))
	qty := rapid.OneOf(rapid.Int64Range(-3, 3), rapid.SampledFrom([]int64{math.MinInt64, math.MaxInt64, 70_000}))
	book := func(field string) history.Book {
		return history.Book{OnHand: qty.Draw(t, field), Allocated: qty.Draw(t, field), Held: rapid.Int64Range(0, 1).Draw(t, field)}
	}
	return history.Record{
		At:      rapid.Int64Range(0, 5000).Draw(t, "at"),
		Kind:    history.Kind(rapid.IntRange(0, 40).Draw(t, "kind")),
		Witness: name("witness", "pod/tx", "planner/tx"), Region: name("region", "tx", "ca", "hub"),
		Stream: name("stream", "pod/tx", "pod/ca"), Pos: pos.Draw(t, "pos"),
		Source: name("source", "pod/tx", "pod/ca"), SourcePos: pos.Draw(t, "source pos"),
		Consumer: name("consumer", "planner/tx", "stock/hub", "stranger"), Attempt: uint32(pos.Draw(t, "attempt")),
		Event:  name("event", "e1", "e2", "e3"),
		Type:   name("type", "OrderCreated", "OrderValidated", "OrderCancelled", "InventoryReserved", "partition", "aggregator-outage", "kill"),
		Entity: name("entity", "order/tx/1", "order/tx/2", "sku/tx/s-1", "tok-1", "/", "order/"), Version: pos.Draw(t, "version"),
		Epoch: uint32(pos.Draw(t, "epoch")), Line: uint32(pos.Draw(t, "line")), State: name("state", "Created", "Cancelled", "Odd"),
		Cause: name("cause", "e1", "e2"), Op: name("op", "k1", "k2"), SKU: name("sku", "s-1", "s-2"), Qty: qty.Draw(t, "qty"),
		Delta: book("delta"), After: book("after"), From: name("from", "tx", "shelf", "outside", "order/tx/1"), To: name("to", "hub", "staged", "shelf/tx/s-1"),
		Purpose: name("purpose", "visibility"), Fields: []string{"sku"}, Body: []byte("quantity"),
		Reason: rapid.SampledFrom([]string{"", "duplicate", "stale", "parked", "dead-letter", "shed", "injected", "proved", "reverted"}).Draw(t, "reason"),
		Note:   rapid.SampledFrom([]string{"", "quiet", "faults"}).Draw(t, "note"),
	}
}
