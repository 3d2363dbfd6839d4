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

// actions are what the outside may do to a pod, in any order.
func actions(s *stage) map[string]func(*rapid.T) {
	orders, scans := 0, 0
	articles := rapid.SampledFrom([]string{"s-0001", "s-0002", "s-0003"})
	return map[string]func(*rapid.T){
		"place": func(t *rapid.T) {
			orders++
			var lines []string
			for range rapid.IntRange(1, 3).Draw(t, "lines") {
				lines = append(lines, fmt.Sprintf("%s:%d", articles.Draw(t, "article"), rapid.IntRange(1, 6).Draw(t, "qty")))
			}
			s.place(orders, lines...)
		},
		"cancel": func(t *rapid.T) {
			n := rapid.IntRange(1, orders+1).Draw(t, "order")
			orders++
			s.call(client, event.CancelOrder, &event.Body{Key: fmt.Sprintf("client/tx/%d", orders), Order: event.OrderName("tx", uint64(n))})
		},
		"receive": func(t *rapid.T) {
			scans++
			s.call(warehouse, event.ReceiveGoods, &event.Body{Key: fmt.Sprintf("warehouse/tx/%d", scans), SKU: articles.Draw(t, "article"), Qty: rapid.Int64Range(1, 9).Draw(t, "qty")})
		},
		"count": func(t *rapid.T) {
			scans++
			s.call(warehouse, event.AdjustStock, &event.Body{Key: fmt.Sprintf("warehouse/tx/%d", scans), SKU: articles.Draw(t, "article"), Qty: rapid.Int64Range(-4, 4).Draw(t, "qty")})
		},
		"answer": func(t *rapid.T) {
			if len(s.calls) == 0 {
				t.Skip("nothing was asked")
			}
			if rapid.IntRange(0, 9).Draw(t, "mood") == 0 {
				s.answer(event.Refused, event.ReasonShortPick)
				return
			}
			s.answer(event.OK, "")
		},
		"deliver": func(t *rapid.T) {
			name := event.OrderName("tx", uint64(rapid.IntRange(1, orders+1).Draw(t, "order")))
			s.call(carrier, event.DeliveryScan, &event.Body{Key: "scan", Order: name, Line: uint32(rapid.IntRange(1, 3).Draw(t, "line")), SKU: "s-0001", Qty: 1})
		},
		"wait": func(t *rapid.T) { s.advance(time.Duration(rapid.IntRange(1, 900).Draw(t, "ms")) * time.Millisecond) },
		"bus":  func(t *rapid.T) { s.busDown = rapid.Bool().Draw(t, "down") },
	}
}

// packed returns the state of a pod as a snapshot shows it, without the epoch
// and the relay's place, which a recovery changes.
func packed(p *Pod) []byte {
	epoch, acked := p.epoch, p.relay.acked
	p.epoch, p.relay.acked = 0, 0
	out := p.pack()
	p.epoch, p.relay.acked = epoch, acked
	return out
}

// Whatever happened to a pod, another one that only reads its ledger knows the
// same; and so does one that starts from a snapshot in between.
func TestReplayOfTheLedgerIsTheState(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := newPod("")
		do := actions(s)
		do["crash"] = func(*rapid.T) { s.crash() }
		do["snapshot"] = func(*rapid.T) {
			s.snapshot, s.snapPos = s.machine.(*Pod).pack(), uint64(len(s.ledger))
		}
		do[""] = func(t *rapid.T) {
			live := s.machine.(*Pod)
			for name, in := range map[string]sim.Input{
				"whole ledger":      {Tail: s.ledger, Pos: uint64(len(s.ledger))},
				"snapshot and tail": {Snapshot: s.snapshot, Tail: s.ledger[s.snapPos:], Pos: uint64(len(s.ledger))},
			} {
				q := New(live.site)
				var out sim.Effects
				q.out, q.clock = &out, sim.Clock{Mono: s.now}
				q.replay(&in)
				if got, want := packed(q), packed(live); !bytes.Equal(got, want) {
					t.Fatalf("state replayed from the %s = %x, want that of the live pod %x", name, got, want)
				}
			}
		}
		t.Repeat(do)
	})
}

// A pod never promises more than it has, never counts below nothing, and every
// entity's versions are dense.
func TestLedgerIsLegal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := newPod("")
		do := actions(s)
		do["crash"] = func(*rapid.T) { s.crash() }
		seen := 0
		versions := map[string]uint64{}
		do[""] = func(t *rapid.T) {
			for ; seen < len(s.ledger); seen++ {
				m := s.ledger[seen]
				h, b := &m.Head, decode(m)
				if err := event.Validate(h.Type, b); err != nil {
					t.Fatalf("entry %d = %v, want a valid event", seen+1, err)
				}
				if versions[h.Entity]++; h.Version != versions[h.Entity] {
					t.Fatalf("entry %d is v%d of %s, want v%d", seen+1, h.Version, h.Entity, versions[h.Entity])
				}
				if a := b.After; a.Allocated < 0 || a.Allocated > a.OnHand-a.Held || a.OnHand < 0 {
					t.Fatalf("entry %d %s leaves %+v, want 0 <= allocated <= on hand", seen+1, h.Type, a)
				}
			}
		}
		t.Repeat(do)
	})
}

// Line states follow the table; the header is the least advanced open line.
func TestStatesAreLegal(t *testing.T) {
	legal := map[string][]event.State{
		event.OrderCreated:     {event.NoState},
		event.OrderAllocated:   {event.StateAccepted, event.StateBackordered},
		event.OrderBackordered: {event.StateAccepted, event.StateAllocated},
		event.OrderReleased:    {event.StateAllocated},
		event.PickConfirmed:    {event.StateReleased},
		event.Packed:           {event.StatePicked},
		event.ShipConfirmed:    {event.StatePacked},
		event.Delivered:        {event.StateShipped},
		event.OrderCancelled:   {event.StateAccepted, event.StateBackordered, event.StateAllocated, event.StateReleased},
	}
	rapid.Check(t, func(t *rapid.T) {
		s := newPod("")
		do := actions(s)
		seen := 0
		lines := map[string][]event.State{}
		do[""] = func(t *rapid.T) {
			for ; seen < len(s.ledger); seen++ {
				h, b := s.ledger[seen].Head, decode(s.ledger[seen])
				judge(t, legal, lines, h.Type, b)
			}
		}
		t.Repeat(do)
	})
}

func judge(t *rapid.T, legal map[string][]event.State, lines map[string][]event.State, typ string, b *event.Body) {
	switch {
	case b.State == event.NoState:
		return
	case typ == event.OrderCreated:
		lines[b.Order] = make([]event.State, len(b.Purchase.Lines))
		fallthrough
	case typ == event.OrderValidated:
		for i := range lines[b.Order] {
			lines[b.Order][i] = b.LineState
		}
	default:
		was := lines[b.Order][b.Line-1]
		ok := false
		for _, from := range legal[typ] {
			ok = ok || from == was
		}
		if !ok {
			t.Fatalf("%s line %d: %s after %s, want it after one of %v", b.Order, b.Line, typ, was, legal[typ])
		}
		lines[b.Order][b.Line-1] = b.LineState
	}
	least := event.StateCancelled
	for _, s := range lines[b.Order] {
		least = min(least, s)
	}
	if b.State != least {
		t.Fatalf("%s: %s claims %s for the order, want %s of lines %v", b.Order, typ, b.State, least, lines[b.Order])
	}
}
