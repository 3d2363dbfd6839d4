package outside

import (
	"testing"
	"time"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/topology"
)

func asked(key string, qty int64) *event.Body {
	return &event.Body{Key: key, Order: "order/tx/1", Line: 1, SKU: "s-0001", Qty: qty}
}

// moved returns how many units went from one account to another.
func (s *stage) moved(from, to string) int64 {
	sum := int64(0)
	for _, r := range s.records {
		if r.Kind == history.KindMove && r.From.Text == from && r.To.Text == to {
			sum += r.Qty
		}
	}
	return sum
}

func quiet() topology.Workload {
	w := load()
	w.Receive, w.Adjust = 0, 0
	return w
}

func TestWarehousePicksOnce(t *testing.T) {
	s := newStage(NewWarehouse(siteOf(quiet())))
	for range 3 {
		if b := s.call(event.PickTask, asked("order/tx/1#1", 5)); b.Status != event.OK {
			t.Fatalf("pick = %+v, want ok", b)
		}
	}
	if b := s.call(event.PackTask, asked("order/tx/1#1", 5)); b.Status != event.OK {
		t.Errorf("pack = %+v, want ok", b)
	}
	if got := s.moved("shelf/tx/s-0001", "staged/tx/s-0001"); got != 5 {
		t.Errorf("units picked = %d, want 5 however often it was asked", got)
	}
	if b := s.call(event.PackTask, asked("order/tx/2#1", 5)); b.Status != event.Refused {
		t.Errorf("pack of what was not picked = %+v, want refused", b)
	}
}

func TestWarehouseFindsTheShelfShort(t *testing.T) {
	s := newStage(NewWarehouse(siteOf(quiet())))
	for range 2 {
		if b := s.call(event.PickTask, asked("order/tx/1#1", 21)); b.Status != event.Refused || b.Reason != event.ReasonShortPick {
			t.Fatalf("pick of 21 from a shelf of 20 = %+v, want refused: short-pick", b)
		}
	}
	if got := s.moved("shelf/tx/s-0001", "staged/tx/s-0001"); got != 0 || s.reached["shelf-short"] != 1 {
		t.Errorf("units moved = %d, reached %v: want none, seen once", got, s.reached)
	}
}

func TestWarehouseTellsUntilItIsConfirmed(t *testing.T) {
	w := quiet()
	w.Receive, w.Duration = 1000, 3*time.Second
	s := newStage(NewWarehouse(siteOf(w)))
	s.advance(3 * time.Second)
	if len(s.calls) == 0 {
		t.Fatalf("scans in 3 s at one per second = none, want some")
	}
	key := s.calls[0].Msg.Head.Corr
	s.calls = s.calls[:1]
	s.answer(0, event.Shed, event.ReasonQueueFull)
	s.advance(3 * time.Second)
	again := 0
	for _, c := range s.calls {
		if c.Msg.Head.Corr == key {
			again++
		}
	}
	if again == 0 {
		t.Fatalf("scan %s came 0 times after it was put off, want it again", key)
	}
	n := len(s.said(history.KindMove))
	for len(s.calls) > 0 {
		s.answer(0, event.OK, "")
	}
	s.advance(10 * time.Second)
	if len(s.calls) != 0 || len(s.said(history.KindMove)) != n {
		t.Errorf("after all scans were confirmed: %d calls, %d moves, want no call and %d moves", len(s.calls), len(s.said(history.KindMove)), n)
	}
}

// What was never confirmed within the horizon was never taken: it gets a new key.
func TestWarehouseGivesAnOldScanANewKey(t *testing.T) {
	w := quiet()
	w.Receive, w.Duration = 1000, 1500*time.Millisecond
	s := newStage(NewWarehouse(siteOf(w)))
	s.advance(1500 * time.Millisecond)
	old := *s.calls[0].Msg
	s.calls = s.calls[:1]
	s.answer(0, event.Refused, event.ReasonHorizon)
	last := s.calls[len(s.calls)-1].Msg
	if last.Head.Corr == old.Head.Corr || body(last).Qty != body(&old).Qty || body(last).SKU != body(&old).SKU {
		t.Errorf("after the horizon = %s, want %s under another key", last.Body, old.Body)
	}
}

func TestCountsBalance(t *testing.T) {
	w := quiet()
	w.Adjust, w.Receive, w.Duration = 20_000, 5_000, 20*time.Second
	m := NewWarehouse(siteOf(w))
	s := newStage(m)
	for range 40 {
		s.advance(500 * time.Millisecond)
		for len(s.calls) > 0 {
			s.answer(0, event.OK, "")
		}
	}
	for i, article := range m.site.Catalog.Articles {
		shelf := "shelf/tx/" + article
		want := w.Stock + s.moved("outside", shelf) - s.moved(shelf, "scrap/tx/"+article)
		if m.shelf[i] != want || want < 0 {
			t.Errorf("shelf of %s = %d, want %d by its moves", article, m.shelf[i], want)
		}
	}
}
