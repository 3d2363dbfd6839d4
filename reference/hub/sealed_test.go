package hub

import (
	"fmt"
	"testing"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
)

// The hub gives a region what it holds sealed of it, the last eight, and nobody
// else's; whoever is at the hub may see all of it.
func TestSealedValuesGoBackToTheirHome(t *testing.T) {
	s := newStage()
	fold := &event.Body{Source: "pod/tx", Pos: 1, Batch: &event.Batch{Until: 10}}
	for pos := uint64(1); pos <= 10; pos++ {
		fold.Batch.Items = append(fold.Batch.Items, event.Item{Pos: pos, Event: fmt.Sprint("e", pos), Epoch: 1, Type: event.OrderCreated,
			Entity: fmt.Sprint("order/tx/t1-", pos), Version: 1, Qty: 3, Customer: "t1-77", Terms: fmt.Sprint("s1-", pos)})
	}
	s.call(event.ExportBatch, "tx", fold)
	s.boot() // the tail of the ledger brings them back
	for _, c := range []struct {
		from, of string
		want     int
	}{{"tx", "pod/tx", 8}, {"va", "pod/tx", -1}, {"hub", "pod/tx", 8}, {"va", "pod/va", 0}} {
		b := s.call(event.QuerySealed, c.from, &event.Body{Key: "k", Source: c.of})
		got := -1
		if b.Status == event.OK && b.Batch != nil {
			got = len(b.Batch.Items)
		}
		if got != c.want {
			t.Errorf("%s asks for %s = %d events (%+v), want %d; -1 is refused", c.from, c.of, got, b, c.want)
		}
		if got == 8 && (b.Batch.Items[7].Terms != "s1-10" || b.Batch.Items[7].Customer != "" || b.Batch.Items[7].Qty != 0) {
			t.Errorf("last of %s = %+v, want the newest, with what it takes to open it and no more", c.of, b.Batch.Items[7])
		}
	}
}

// call hands in a call from a region and returns the answer.
func (s *stage) call(typ, from string, b *event.Body) *event.Body {
	m := &sim.Message{Head: sim.Head{ID: "m", Type: typ, Region: from}, Body: event.AppendBody(nil, b)}
	return s.step(&sim.Input{Kind: sim.InCall, From: 1, ID: 1, Msg: m})
}
