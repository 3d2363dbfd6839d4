package pod

import (
	"fmt"
	"testing"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
	"pgregory.net/rapid"
)

// change is an event of an article as its owner wrote it.
func change(token uint64, sku string, version uint64, epoch uint32, onHand int64) *sim.Message {
	b := &event.Body{SKU: sku, Qty: 1, Change: history.Book{OnHand: 1}, After: history.Book{OnHand: onHand}}
	return &sim.Message{Head: sim.Head{ID: fmt.Sprintf("%s-%d-%d", sku, version, epoch), Type: event.InventoryReceived, Entity: "sku/tx/" + sku,
		Version: version, Epoch: epoch, Region: "tx", Ledger: "pod/tx", Pos: token, Time: int64(version), Corr: "warehouse/tx/1"}, Body: event.AppendBody(nil, b)}
}

// shown is what a planner shows of an article, and what it keeps back.
type shown struct {
	version uint64
	epoch   uint32
	onHand  int64
	parked  map[uint64]*sim.Message
}

// take does what a planner does with an event, in so many words: older or fenced
// ones go by, the next one counts, later ones wait for it. The newest of two that
// wait for the same place stays.
func (s *shown) take(m *sim.Message, entries *int) {
	h := &m.Head
	switch {
	case h.Version <= s.version || h.Epoch < s.epoch:
		return
	case h.Version > s.version+1:
		s.parked[h.Version] = m
		return
	}
	for m != nil {
		h = &m.Head
		s.version, s.epoch, s.onHand = h.Version, max(s.epoch, h.Epoch), decode(m).After.OnHand
		*entries++
		m = s.parked[s.version+1]
		delete(s.parked, s.version+1)
		if m != nil && m.Head.Epoch < s.epoch {
			return // its writer was fenced while it waited
		}
	}
}

// Whatever comes to a planner, of whatever version and epoch, however often, it
// shows what the plain model shows; a crash costs it what it kept back and
// nothing else.
func TestPlannerIsThePlainModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := newConsumer(models["planner"].start, models["planner"].wants)
		model, entries := map[string]*shown{}, 0
		for _, sku := range []string{"s-0001", "s-0002", "s-0003", "s-0004"} {
			model[sku] = &shown{onHand: 10, parked: map[uint64]*sim.Message{}}
		}
		token := uint64(0)
		t.Repeat(map[string]func(*rapid.T){
			"event": func(t *rapid.T) {
				token++
				sku := rapid.SampledFrom([]string{"s-0001", "s-0002"}).Draw(t, "article")
				version := model[sku].version + rapid.Uint64Range(0, 4).Draw(t, "ahead") - min(model[sku].version, rapid.Uint64Range(0, 2).Draw(t, "behind"))
				m := change(token, sku, version, uint32(rapid.IntRange(1, 3).Draw(t, "epoch")), rapid.Int64Range(0, 99).Draw(t, "on hand"))
				if version == 0 {
					return
				}
				c.step(sim.Input{Kind: sim.InDeliver, Token: token, Attempt: 1, Msg: m})
				model[sku].take(m, &entries)
			},
			"crash": func(*rapid.T) {
				c.boot()
				for _, s := range model {
					clear(s.parked)
				}
			},
			"snapshot": func(*rapid.T) { c.snapshot, c.snapPos = c.machine.(*Planner).pack(), uint64(len(c.ledger)) },
			"": func(t *rapid.T) {
				got := c.call(client, event.QueryStock, &event.Body{Key: "q", Source: "pod/tx"})
				for _, it := range got.Batch.Items {
					s := model[it.SKU]
					if it.OnHand != s.onHand || it.Version != s.version || it.Epoch != s.epoch || got.Batch.Label != event.Provisional {
						t.Fatalf("%s shown = %+v, want %d on hand, v%d of epoch %d, provisional", it.SKU, it, s.onHand, s.version, s.epoch)
					}
				}
				if len(c.ledger) != entries {
					t.Fatalf("entries = %d, want %d: one per event that took effect", len(c.ledger), entries)
				}
			},
		})
	})
}
