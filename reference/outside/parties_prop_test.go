package outside

import (
	"fmt"
	"testing"
	"time"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
	"pgregory.net/rapid"
)

// taskOf draws what a pod asks about one of a few lines, so that many repeat.
func taskOf(t *rapid.T) *event.Body {
	order, line := rapid.IntRange(1, 6).Draw(t, "order"), rapid.IntRange(1, 2).Draw(t, "line")
	b := &event.Body{Order: event.OrderName("tx", uint64(order)), Line: uint32(line)}
	b.SKU = []string{"s-0001", "s-0002", "s-0003"}[(order+line)%3]
	b.Qty = int64(1 + (order*5+line*3)%9)
	b.Key = event.TaskKey(b.Order, b.Line)
	return b
}

// sums adds up what the records of a party moved between kinds of accounts.
func (s *stage) sums() map[string]int64 {
	out := map[string]int64{}
	for _, r := range s.records {
		if r.Kind == history.KindMove {
			out[r.From.Text] -= r.Qty
			out[r.To.Text] += r.Qty
		}
	}
	return out
}

// However often a task is asked, it is done once and answered the same; what the
// ledger says was moved is what the plain shelf lost.
func TestWarehouseIsThePlainShelf(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := newStage(NewWarehouse(siteOf(quiet())))
		shelf := map[string]int64{"s-0001": 20, "s-0002": 20, "s-0003": 20}
		picked := map[string]bool{}
		t.Repeat(map[string]func(*rapid.T){
			"pick": func(t *rapid.T) {
				b := taskOf(t)
				if _, known := picked[b.Key]; !known {
					picked[b.Key] = shelf[b.SKU] >= b.Qty
					if picked[b.Key] {
						shelf[b.SKU] -= b.Qty
					}
				}
				wantDone(t, s.call(event.PickTask, b), picked[b.Key])
			},
			"pack": func(t *rapid.T) {
				b := taskOf(t)
				wantDone(t, s.call(event.PackTask, b), picked[b.Key])
			},
			"nonsense": func(t *rapid.T) {
				b := taskOf(t)
				b.SKU = "s-9999"
				if got := s.call(event.PickTask, b); got.Status != event.Refused || got.Reason != event.ReasonInvalid {
					t.Fatalf("pick of an unknown article = %s %s, want it refused as invalid", got.Status, got.Reason)
				}
			},
			"wait": func(t *rapid.T) { s.advance(time.Duration(rapid.IntRange(1, 5000).Draw(t, "ms")) * time.Millisecond) },
			"": func(t *rapid.T) {
				sums := s.sums()
				for sku, left := range shelf {
					if got := 20 + sums["shelf/tx/"+sku]; got != left || sums["staged/tx/"+sku] != 20-left {
						t.Fatalf("%s on the shelf by the ledger = %d, staged %d, want %d and %d", sku, got, sums["staged/tx/"+sku], left, 20-left)
					}
				}
			},
		})
	})
}

func wantDone(t *rapid.T, got *event.Body, done bool) {
	if got == nil || (got.Status == event.OK) != done || !done && got.Reason != event.ReasonShortPick {
		t.Fatalf("answer = %+v, want done %v", got, done)
	}
}

// toldOf is what a pod was told by a scan.
type toldOf struct {
	key string
	qty int64
}

// Whatever the pod answers to scans, late, twice or never: there is one scan of
// an article at a time, it is repeated word for word, and what the pod confirmed
// is what really moved, but for the scan under way.
func TestWarehouseScansAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := load()
		w.Receive, w.Adjust, w.Duration = 5000, 5000, time.Minute
		s := newStage(NewWarehouse(siteOf(w)))
		told, confirmed := map[string]toldOf{}, map[string]int64{}
		taken := map[string]bool{}
		t.Repeat(map[string]func(*rapid.T){
			"wait": func(t *rapid.T) { s.advance(time.Duration(rapid.IntRange(1, 900).Draw(t, "ms")) * time.Millisecond) },
			"answer": func(t *rapid.T) {
				if len(s.calls) == 0 {
					return
				}
				i := rapid.IntRange(0, len(s.calls)-1).Draw(t, "call")
				b := body(s.calls[i].Msg)
				switch rapid.IntRange(0, 4).Draw(t, "answer") {
				case 0:
					if taken[b.Key] {
						return // a pod that took it never says otherwise
					}
					s.answer(i, event.Shed, event.ReasonQueueFull)
				case 1:
					s.calls = append(s.calls[:i], s.calls[i+1:]...) // lost on the way
				default:
					if !taken[b.Key] {
						taken[b.Key] = true
						confirmed[b.SKU] += b.Qty
					}
					s.answer(i, event.OK, "")
				}
			},
			"": func(t *rapid.T) {
				sums := s.sums()
				for _, sku := range []string{"s-0001", "s-0002", "s-0003"} {
					open := int64(0)
					for i := range s.calls {
						b := body(s.calls[i].Msg)
						if old, ok := told[b.Key]; ok && old != (toldOf{b.SKU, b.Qty}) {
							t.Fatalf("scan %s = %d of %s, want it repeated as %+v", b.Key, b.Qty, b.SKU, old)
						}
						told[b.Key] = toldOf{b.SKU, b.Qty}
					}
					if k := s.machine.(*Warehouse).scans[index(sku)]; k.n > 0 && !taken[body(k.msg).Key] {
						open = k.qty
					}
					if got := sums["shelf/tx/"+sku]; got != confirmed[sku]+open || got < -20 {
						t.Fatalf("%s moved = %+d, want %+d confirmed and %+d under way, and no less than stood there", sku, got, confirmed[sku], open)
					}
				}
			},
		})
	})
}

func index(sku string) int { return int(sku[5] - '1') }

// However often a shipment is asked for, it is made once per key, answered from
// then on, and scanned from its arrival until the pod confirms.
func TestCarrierIsThePlainCarrier(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := load()
		w.CarrierHalf = rapid.SampledFrom([]uint32{0, 500_000}).Draw(t, "half done")
		s := newStage(NewCarrier(siteOf(w)))
		shipped, sent, ok := map[string]int64{}, map[string]int64{}, map[string]bool{}
		t.Repeat(map[string]func(*rapid.T){
			"book": func(t *rapid.T) {
				b := taskOf(t)
				_, known := shipped[b.Key]
				if !known {
					shipped[b.Key], sent[b.Key] = s.now, b.Qty
				}
				if got := s.call(event.BookShipment, b); got == nil && (known || w.CarrierHalf == 0) || got != nil && got.Status != event.OK {
					t.Fatalf("booking of %s (known %v) = %+v, want ok; no answer only to the first of some", b.Key, known, got)
				}
			},
			"wait": func(t *rapid.T) { s.advance(time.Duration(rapid.IntRange(1, 4000).Draw(t, "ms")) * time.Millisecond) },
			"answer": func(t *rapid.T) {
				if len(s.calls) == 0 {
					return
				}
				i := rapid.IntRange(0, len(s.calls)-1).Draw(t, "scan")
				if key := body(s.calls[i].Msg).Key; rapid.Bool().Draw(t, "confirmed") {
					ok[key] = true
					s.answer(i, event.OK, "")
				} else {
					s.answer(i, event.Shed, event.ReasonQueueFull)
				}
			},
			"": func(t *rapid.T) {
				effects := map[string]int64{}
				for _, r := range s.records {
					if r.Kind == history.KindEffect {
						effects[r.Op.Text] += r.Qty
					}
				}
				if fmt.Sprint(effects) != fmt.Sprint(sent) {
					t.Fatalf("shipments = %v, want %v: one per key", effects, sent)
				}
				for i := range s.calls {
					if b := body(s.calls[i].Msg); s.now < shipped[b.Key]+int64(w.Transit) || b.Qty != sent[b.Key] {
						t.Fatalf("scan of %s (%d units) at %v, want %d units and none before it arrived", b.Key, b.Qty, time.Duration(s.now), sent[b.Key])
					}
				}
			},
		})
		s.calls = nil
		s.advance(10 * time.Second)
		again := map[string]bool{}
		for i := range s.calls {
			again[body(s.calls[i].Msg).Key] = true
		}
		for key := range shipped {
			if again[key] == ok[key] {
				t.Fatalf("%s scanned again in 10 s = %v, confirmed %v: want the one or the other", key, again[key], ok[key])
			}
		}
	})
}

// heard is what a client asked for and how it went, by the records alone.
type heard struct {
	attempts uint32
	shed     map[uint64]bool // attempts; one may be answered twice
	ended    history.Kind
}

// However answers come (late, twice, out of order, never), a command is repeated
// under its one key, ends once, and ends as the plain rules say: ok by the first
// ok, fail by a refusal or when every attempt was shed, else nobody knows.
func TestClientIsThePlainClient(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := load()
		w.Rate, w.Duration, w.Cancel = 3000, 3*time.Second, 300_000
		s := newStage(NewClient(siteOf(w)))
		ops, seen := map[string]*heard{}, 0
		var old []sim.Effect
		watch := func(t *rapid.T, want history.Kind, key string) {
			for ; seen < len(s.records); seen++ {
				follow(t, ops, &s.records[seen], want, key)
			}
		}
		t.Repeat(map[string]func(*rapid.T){
			"wait": func(t *rapid.T) {
				s.advance(time.Duration(rapid.SampledFrom([]int{1, 200, 1000, 3000}).Draw(t, "ms")) * time.Millisecond)
				watch(t, history.KindInfo, "")
			},
			"answer": func(t *rapid.T) {
				calls := append(s.calls[:len(s.calls):len(s.calls)], old...)
				if len(calls) == 0 {
					return
				}
				i := rapid.IntRange(0, len(calls)-1).Draw(t, "call")
				if i < len(s.calls) {
					old = append(old, s.calls[i])
				} else {
					s.calls = append(s.calls, calls[i]) // answered before: the answer comes again
					i = len(s.calls) - 1
				}
				o := ops[body(s.calls[i].Msg).Key]
				status, reason, want := o.hear(t, s.calls[i].ID&0xFF)
				key := body(s.calls[i].Msg).Key
				s.answer(i, status, reason)
				watch(t, want, key)
				if o.ended != want {
					t.Fatalf("%s after %s %s = %v, want %v", key, status, reason, o.ended, want)
				}
			},
		})
		s.advance(20 * time.Second)
		watch(t, history.KindInfo, "")
		for key, o := range ops {
			if o.ended == 0 {
				t.Fatalf("%s never ended, want an end within patience", key)
			}
		}
	})
}

// hear draws an answer and says how the command then stands.
func (o *heard) hear(t *rapid.T, attempt uint64) (status, reason string, want history.Kind) {
	status = rapid.SampledFrom([]string{event.OK, event.OK, event.Refused, event.Shed, event.Shed}).Draw(t, "status")
	switch {
	case status == event.Refused:
		reason = rapid.SampledFrom([]string{event.ReasonSoldOut, event.ReasonHorizon}).Draw(t, "reason")
	case status == event.Shed:
		reason = event.ReasonQueueFull
	}
	if o.ended != 0 {
		return status, reason, o.ended
	}
	switch {
	case status == event.OK:
		want = history.KindOK
	case reason == event.ReasonHorizon:
		want = history.KindInfo
	case status == event.Refused:
		want = history.KindFail
	default:
		if o.shed[attempt] = true; len(o.shed) >= int(o.attempts) {
			want = history.KindFail
		}
	}
	return status, reason, want
}

// follow takes the next record of a client: an end is of the kind and key that
// are due; between steps only patience ends a command.
func follow(t *rapid.T, ops map[string]*heard, r *history.Record, want history.Kind, key string) {
	o := ops[r.Op.Text]
	if r.Kind == history.KindInvoke {
		if o == nil {
			o = &heard{shed: map[uint64]bool{}}
			ops[r.Op.Text] = o
		}
		if o.attempts++; r.Attempt != o.attempts || o.ended != 0 {
			t.Fatalf("%s invoked as attempt %d (ended %v), want attempt %d of an open command", r.Op, r.Attempt, o.ended, o.attempts)
		}
		return
	}
	if o == nil || o.ended != 0 || r.Kind != want || key != "" && r.Op.Text != key {
		t.Fatalf("%s ended as %v, want one end of a command that was asked, %v of %q", r.Op, r.Kind, want, key)
	}
	o.ended = r.Kind
}
