package hub

import (
	"fmt"
	"testing"

	"github.com/seatrial/seatrial/reference/event"
	"pgregory.net/rapid"
)

// written draws what a region wrote: a few events of two articles; now and then
// one of an older epoch, which a fenced writer got in, or of nothing in stock.
func written(t *rapid.T, ledger string) []event.Item {
	var out []event.Item
	epoch := uint32(1)
	for pos := range uint64(rapid.IntRange(1, 40).Draw(t, "events")) {
		if rapid.IntRange(0, 9).Draw(t, "restart") == 0 {
			epoch++
		}
		it := event.Item{Pos: pos + 1, Event: fmt.Sprint(ledger, pos+1), Epoch: epoch, Type: event.InventoryReceived, Version: pos + 1,
			OnHand: rapid.Int64Range(0, 50).Draw(t, "on hand"), Allocated: rapid.Int64Range(0, 9).Draw(t, "allocated"), Time: int64(pos + 1)}
		it.SKU = rapid.SampledFrom([]string{"s-0001", "s-0002"}).Draw(t, "article")
		it.Entity = "sku/" + ledger[4:] + "/" + it.SKU
		switch rapid.IntRange(0, 9).Draw(t, "kind") {
		case 0:
			it.Epoch = max(1, epoch-1)
		case 1:
			it.Type, it.Entity, it.SKU, it.OnHand, it.Allocated = event.OrderAllocated, "order/"+ledger[4:]+"/t-1", "", 0, 0
		}
		out = append(out, it)
	}
	return out
}

// expected is what all of it comes to, taken once and in order: the figures, and
// the positions that count. A position that no contract let out is not there.
func expected(items []event.Item, out map[uint64]bool, until uint64) (figures map[string]event.Item, folded []uint64) {
	figures = map[string]event.Item{"s-0001": {OnHand: 10}, "s-0002": {OnHand: 10}}
	epoch := uint32(0)
	for _, it := range items {
		if it.Pos > until || !out[it.Pos] || it.Epoch < epoch {
			continue
		}
		epoch = it.Epoch
		folded = append(folded, it.Pos)
		if it.SKU != "" {
			figures[it.SKU] = it
		}
	}
	return figures, folded
}

// region is a source of the hub: what it wrote, and which of it may go.
type region struct {
	ledger string
	items  []event.Item
	may    map[uint64]bool
	next   uint64 // position that the hub asks for
}

// batch covers positions of the region without a gap.
func (r *region) batch(from, until uint64) *event.Body {
	b := &event.Body{Source: r.ledger, Pos: from, Batch: &event.Batch{Until: until}}
	for _, it := range r.items {
		if it.Pos >= from && it.Pos <= until && r.may[it.Pos] {
			b.Batch.Items = append(b.Batch.Items, it)
		}
	}
	return b
}

// check compares what the hub shows and has written with the plain fold.
func (r *region) check(t *rapid.T, s *stage) {
	figures, want := expected(r.items, r.may, r.next-1)
	var got []uint64
	mark := uint64(0)
	for _, m := range s.ledger {
		if b, _ := event.View(nil, m.Body); b.Source == r.ledger {
			if b.Pos > mark+1 || b.Batch.Until <= mark {
				t.Fatalf("entry of %s covers %d..%d after %d, want more of it and no gap", r.ledger, b.Pos, b.Batch.Until, mark)
			}
			mark = b.Batch.Until
			for _, it := range b.Batch.Items {
				got = append(got, it.Pos)
			}
		}
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Fatalf("positions of %s folded = %v, want %v", r.ledger, got, want)
	}
	for _, it := range s.query(r.ledger).Batch.Items {
		f := figures[it.SKU]
		if it.OnHand != f.OnHand || it.Allocated != f.Allocated || it.Version != f.Version || it.Time != f.Time {
			t.Fatalf("figure of %s at %s = %+v, want %+v", it.SKU, r.ledger, it, f)
		}
	}
}

// Batches that come twice, too early or cut another way, of epochs that are past,
// with crashes in between: the hub has folded a prefix of what the region wrote,
// each event once and in order, and nothing of a past epoch. In the end it has
// all of it.
func TestFoldIsThePlainFold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := newStage()
		var regions []*region
		for _, ledger := range []string{"pod/tx", "pod/va"} {
			r := &region{ledger: ledger, items: written(t, ledger), may: map[uint64]bool{}, next: 1}
			for _, it := range r.items {
				r.may[it.Pos] = rapid.IntRange(0, 4).Draw(t, "may go") > 0
			}
			regions = append(regions, r)
		}
		send := func(t *rapid.T, r *region, from, until uint64) {
			got := s.export(r.batch(from, min(until, uint64(len(r.items)))))
			if got.Pos < r.next || (got.Status == event.OK) != (from <= r.next) {
				t.Fatalf("export %d..%d of %s = %s, go on at %d, want it from %d on", from, until, r.ledger, got.Status, got.Pos, r.next)
			}
			r.next = got.Pos
		}
		t.Repeat(map[string]func(*rapid.T){
			"export": func(t *rapid.T) {
				r := rapid.SampledFrom(regions).Draw(t, "region")
				from := rapid.Uint64Range(max(r.next, 6)-5, min(r.next+8, uint64(len(r.items)))).Draw(t, "from")
				send(t, r, from, from+rapid.Uint64Range(0, 6).Draw(t, "more"))
			},
			"crash":    func(*rapid.T) { s.boot() },
			"snapshot": func(*rapid.T) { s.snapshot, s.snapPos = s.machine.pack(), uint64(len(s.ledger)) },
			"": func(t *rapid.T) {
				for _, r := range regions {
					r.check(t, s)
				}
			},
		})
		for _, r := range regions {
			for r.next <= uint64(len(r.items)) {
				send(t, r, r.next, r.next+9)
			}
			r.check(t, s)
		}
	})
}
