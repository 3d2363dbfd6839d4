package pod

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
	"pgregory.net/rapid"
)

// sentOf is the plain account of what may leave: for each type of a contract the
// fields that it names, as the event has them.
func sentOf(m *sim.Message) (event.Item, bool) {
	for _, c := range contracts() {
		if c.Type == m.Head.Type {
			b := decode(m)
			return event.Item{Pos: m.Head.Pos, Event: m.Head.ID, Epoch: m.Head.Epoch, Cause: m.Head.Cause, Type: m.Head.Type, Entity: m.Head.Entity,
				Version: m.Head.Version, SKU: b.SKU, Qty: b.Qty, OnHand: b.After.OnHand, Allocated: b.After.Allocated}, true
		}
	}
	return event.Item{}, false
}

// border looks at what egress says in one life: a batch that goes again is the
// same, byte for byte, and nothing is settled with the bus before the hub has it.
type border struct {
	*gate
	seen   int
	said   map[string][]byte
	events map[uint64]*sim.Message
}

func (b *border) look(t *rapid.T) {
	for ; b.seen < len(b.calls); b.seen++ {
		m := b.calls[b.seen].Msg
		body := decode(m)
		name := fmt.Sprint(m.Head.ID, "..", body.Batch.Until)
		if old, ok := b.said[name]; ok && body.Batch.Until > 0 && !bytes.Equal(old, m.Body) {
			t.Fatalf("batch %s sent again = %s, want %s", name, m.Body, old)
		}
		b.said[name] = m.Body
		b.batch(t, body)
	}
	for pos := range b.acked {
		if pos >= b.next {
			t.Fatalf("event %d is settled with the bus, and the hub has no more than %d", pos, b.next-1)
		}
	}
}

// batch compares a batch with what may leave of its positions.
func (b *border) batch(t *rapid.T, body *event.Body) {
	var want []event.Item
	for pos := body.Pos; pos > 0 && pos <= body.Batch.Until; pos++ {
		if it, ok := sentOf(b.events[pos]); ok {
			want = append(want, it)
		}
	}
	if got := body.Batch.Items; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Fatalf("batch of %d..%d = %+v, want %+v and nothing else", body.Pos, body.Batch.Until, got, want)
	}
}

// Whatever is delivered, lost, answered late or restarted, what leaves a region
// is what its contracts name of a range of positions without a gap.
func TestEgressSendsThePlainContract(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		bus := events(t)
		b := &border{gate: newGate(""), said: map[string][]byte{}, events: map[uint64]*sim.Message{}}
		for _, m := range bus {
			b.events[m.Head.Pos] = m
		}
		t.Repeat(map[string]func(*rapid.T){
			"": b.look,
			"deliver": func(t *rapid.T) {
				from := rapid.IntRange(0, len(bus)-1).Draw(t, "from")
				for _, m := range bus[from:min(len(bus), from+rapid.IntRange(1, 9).Draw(t, "count"))] {
					b.deliver(m)
				}
			},
			"wait":    func(t *rapid.T) { b.advance(time.Duration(rapid.IntRange(1, 700).Draw(t, "ms")) * time.Millisecond) },
			"restart": func(*rapid.T) { b.restart(); b.seen = 0; clear(b.said) },
			"snapshot": func(*rapid.T) {
				b.snapshot, b.snapPos = b.machine.(*Egress).pack(), uint64(len(b.ledger))
			},
			"fold": func(t *rapid.T) {
				if len(b.calls) > 0 {
					b.fold(rapid.IntRange(0, len(b.calls)-1).Draw(t, "batch"), rapid.Bool().Draw(t, "answer"))
					b.seen = 0
				}
			},
		})
	})
}
