package hub

import (
	"fmt"
	"testing"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
	"pgregory.net/rapid"
)

// stage lets an aggregator of two regions step, and keeps its ledger.
type stage struct {
	site     *Site
	machine  *Aggregator
	ledger   []*sim.Message
	snapshot []byte
	snapPos  uint64
	out      sim.Effects
	reached  map[string]int
}

func newStage() *stage {
	s := &stage{reached: map[string]int{}, site: &Site{Region: "hub"}}
	for _, r := range []string{"tx", "va"} {
		s.site.Sources = append(s.site.Sources, Source{Ledger: "pod/" + r, Catalog: event.NewCatalog(r, 2), Stock: 10})
	}
	s.boot()
	return s
}

func (s *stage) boot() {
	s.machine = New(s.site)
	s.step(&sim.Input{Kind: sim.InRecover, Snapshot: s.snapshot, Tail: s.ledger[s.snapPos:], Pos: uint64(len(s.ledger))})
}

// step returns what was answered.
func (s *stage) step(in *sim.Input) *event.Body {
	s.out.Reset()
	s.machine.Step(sim.Clock{}, in, &s.out)
	var answer *event.Body
	for _, e := range s.out.List() {
		switch e.Kind {
		case sim.EffAppend:
			s.ledger = append(s.ledger, e.Msg)
		case sim.EffReach:
			s.reached[e.Name]++
		case sim.EffReply:
			answer, _ = event.View(nil, e.Msg.Body)
		}
	}
	return answer
}

// batch covers positions from..until of a pod; every position is an event that
// leaves as many units on hand.
func batch(ledger string, from, until uint64, epoch uint32) *event.Body {
	b := &event.Body{Source: ledger, Pos: from, Batch: &event.Batch{Until: until}}
	for pos := from; pos <= until && pos > 0; pos++ {
		b.Batch.Items = append(b.Batch.Items, event.Item{Pos: pos, Event: fmt.Sprint(ledger, pos), Epoch: epoch, Type: event.InventoryReceived,
			Entity: "sku/" + ledger[4:] + "/s-0001", SKU: "s-0001", Version: pos, OnHand: int64(pos), Time: int64(pos)})
	}
	return b
}

func (s *stage) export(b *event.Body) *event.Body {
	m := &sim.Message{Head: sim.Head{ID: fmt.Sprint(b.Source, b.Pos, b.Batch.Until), Type: event.ExportBatch}, Body: event.AppendBody(nil, b)}
	return s.step(&sim.Input{Kind: sim.InCall, From: 1, ID: 1, Msg: m})
}

func (s *stage) query(ledger string) *event.Body {
	m := &sim.Message{Head: sim.Head{ID: "q", Type: event.QueryStock}, Body: event.AppendBody(nil, &event.Body{Source: ledger})}
	return s.step(&sim.Input{Kind: sim.InCall, From: 1, ID: 2, Msg: m})
}

func TestFold(t *testing.T) {
	s := newStage()
	for _, c := range []struct {
		name        string
		from, until uint64
		epoch       uint32
		status      string
		next        uint64
		reached     string
	}{
		{"where to go on", 0, 0, 1, event.Resend, 1, ""},
		{"first", 1, 4, 1, event.OK, 5, ""},
		{"again", 1, 4, 1, event.OK, 5, "hub-duplicate-ignored"},
		{"gap", 9, 10, 1, event.Resend, 5, "hub-gap-seen"},
		{"partly known", 3, 8, 1, event.OK, 11, "hub-gap-filled"},
		{"new epoch", 11, 11, 2, event.OK, 12, ""},
		{"stale epoch", 12, 12, 1, event.OK, 13, "hub-epoch-refused"},
	} {
		before := s.reached[c.reached]
		got := s.export(batch("pod/tx", c.from, c.until, c.epoch))
		if got.Status != c.status || got.Pos != c.next || c.reached != "" && s.reached[c.reached] == before {
			t.Errorf("%s: export(%d..%d) = %s, next %d, reached %v, want %s, %d, %q", c.name, c.from, c.until, got.Status, got.Pos, s.reached, c.status, c.next, c.reached)
		}
	}
	if got := s.query("pod/tx").Batch; got.Label != event.Provisional || got.Items[0].OnHand != 11 || got.Items[0].Time != 11 {
		t.Errorf("figure of tx = %+v, want 11 on hand as of 11, provisional: the stale epoch changes nothing", got.Items[0])
	}
	if got := s.query("pod/va").Batch.Items[0].OnHand; got != 10 {
		t.Errorf("figure of va = %d, want the 10 of the start", got)
	}
	if got := s.export(batch("pod/xx", 1, 1, 1)); got.Status != event.Refused {
		t.Errorf("export of an unknown source = %+v, want refused", got)
	}
}

// Whatever the network does to batches, and whenever the aggregator dies, every
// event is folded once and in order.
func TestFoldIsIdempotent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := newStage()
		next := map[string]uint64{"pod/tx": 1, "pod/va": 1}
		sources := rapid.SampledFrom([]string{"pod/tx", "pod/va"})
		t.Repeat(map[string]func(*rapid.T){
			"export": func(t *rapid.T) {
				ledger := sources.Draw(t, "source")
				from := uint64(rapid.IntRange(1, int(next[ledger])+6).Draw(t, "from"))
				until := from + uint64(rapid.IntRange(0, 5).Draw(t, "more"))
				got := s.export(batch(ledger, from, until, 1))
				if got.Pos < next[ledger] {
					t.Fatalf("next position of %s = %d, want at least %d", ledger, got.Pos, next[ledger])
				}
				next[ledger] = got.Pos
			},
			"crash": func(*rapid.T) { s.boot() },
			"snapshot": func(*rapid.T) {
				s.snapshot, s.snapPos = s.machine.pack(), uint64(len(s.ledger))
			},
			"": func(t *rapid.T) {
				folded := map[string]uint64{}
				for _, m := range s.ledger {
					b, err := event.View(nil, m.Body)
					if err != nil {
						t.Fatalf("entry = %v, want a body", err)
					}
					for _, it := range b.Batch.Items {
						if folded[b.Source]++; it.Pos != folded[b.Source] {
							t.Fatalf("folded position %d of %s, want %d", it.Pos, b.Source, folded[b.Source])
						}
					}
				}
				for ledger, n := range next {
					if folded[ledger] != n-1 {
						t.Fatalf("events of %s in the ledger = %d, want the %d that were confirmed", ledger, folded[ledger], n-1)
					}
					if got := s.query(ledger).Batch.Items[0].OnHand; n > 1 && got != int64(n-1) {
						t.Fatalf("figure of %s = %d, want %d", ledger, got, n-1)
					}
				}
			},
		})
	})
}
