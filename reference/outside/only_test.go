package outside

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/topology"
	"pgregory.net/rapid"
)

// asks lets a client run whose every command is answered at once, and returns
// each command with its instant and content.
func asks(w topology.Workload) map[string]string {
	s := newStage(NewClient(siteOf(w)))
	out := map[string]string{}
	for range 600 {
		s.advance(20 * time.Millisecond)
		for len(s.calls) > 0 {
			m := s.calls[0].Msg
			out[m.Head.Corr] += time.Duration(s.now).String() + " " + string(m.Body) + "\n"
			s.answer(0, event.OK, "")
		}
	}
	return out
}

// An order that is left out takes its cancellation with it, and moves nothing else.
func TestOrdersLeftOutMoveNoOther(t *testing.T) {
	w := load()
	w.Cancel = 300_000
	all := asks(w)
	rapid.Check(t, func(t *rapid.T) {
		kept := rapid.SliceOfNDistinct(rapid.IntRange(1, 120), 0, 40, rapid.ID[int]).Draw(t, "kept")
		slices.Sort(kept)
		w.Orders = topology.Picks{"tx": kept, "va": nil}
		want := maps.Clone(all)
		maps.DeleteFunc(want, func(key, _ string) bool {
			_, n, _ := event.Number(key)
			return !w.Orders.Keeps("tx", n)
		})
		if got := asks(w); !maps.Equal(got, want) {
			t.Errorf("commands with only %v = %d, want the %d of the full load with those numbers, unmoved", kept, len(got), len(want))
		}
	})
}

// A count that is left out moves no receipt and no other count.
func TestCountsLeftOutMoveNoOther(t *testing.T) {
	w := load()
	w.Rate, w.Adjust, w.SKUs, w.Stock = 0, 2000, 400, 1000
	moves := func(w topology.Workload) []history.Record {
		s := newStage(NewWarehouse(siteOf(w)))
		s.advance(10 * time.Second)
		return s.records
	}
	all := moves(w)
	if len(all) < 8 {
		t.Fatalf("counts in 10 s at 2 per second = %d, want some", len(all))
	}
	w.Counts = topology.Picks{"tx": {2, 5}}
	for i, r := range moves(w) {
		want := all[[]int{1, 4}[i]]
		if r.SKU != want.SKU || r.Qty != want.Qty || r.From != want.From {
			t.Errorf("count %d kept alone = %v, want %v as among all", i, r, want)
		}
	}
	w.Receive, w.Counts, w.Receipts = 2000, topology.Picks{"tx": nil}, topology.Picks{"tx": nil}
	if got := moves(w); len(got) != 0 {
		t.Errorf("movements with every receipt and count left out = %d, want none", len(got))
	}
}
