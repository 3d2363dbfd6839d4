package pod

import (
	"fmt"
	"testing"
	"time"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
	"pgregory.net/rapid"
)

// delayed is a stage whose bus and disk answer late and out of order.
type delayed struct {
	*stage
	waiting []sim.Input
}

// carry takes what the pod asked of the bus, and lets the answers wait.
func (d *delayed) carry() {
	for _, e := range d.offered {
		d.waiting = append(d.waiting, d.store(e))
	}
	d.offered = nil
	for _, e := range d.last {
		switch e.Kind {
		case sim.EffInspect:
			d.waiting = append(d.waiting, d.info())
		case sim.EffRead:
			d.waiting = append(d.waiting, d.entries(e))
		}
	}
	d.last = nil
}

// order places the n-th order, of so many lines; everything the pod asks of it
// waits for its answer.
func (d *delayed) order(n, lines int) {
	b := &event.Body{Key: fmt.Sprintf("client/tx/%d", n), Order: event.OrderName("tx", uint64(n)), Purchase: &event.Purchase{Customer: "ACME", Price: 5}}
	for range lines {
		b.Purchase.Lines = append(b.Purchase.Lines, event.Line{SKU: "s-0001", Qty: 1})
	}
	d.step(sim.Input{Kind: sim.InCall, From: client, ID: 1, Msg: &sim.Message{Head: sim.Head{Type: event.PlaceOrder}, Body: event.AppendBody(nil, b)}})
	d.carry()
}

// hear hands in the i-th waiting answer.
func (d *delayed) hear(i int) {
	in := d.waiting[i]
	d.waiting = append(d.waiting[:i], d.waiting[i+1:]...)
	d.step(in)
	d.carry()
}

// missing returns the first position of the ledger that the bus does not have.
func (d *delayed) missing() uint64 {
	has := map[uint64]bool{}
	for _, m := range d.bus {
		has[m.Head.Pos] = true
	}
	for pos := uint64(1); pos <= uint64(len(d.ledger)); pos++ {
		if !has[pos] {
			return pos
		}
	}
	return 0
}

// fire lets time pass; everything the pod asks meanwhile waits for its answer.
func (d *delayed) fire(until int64) {
	for _, id := range d.timerIDs() {
		if at, ok := d.timers[id]; ok && at <= until {
			delete(d.timers, id)
			d.now = max(d.now, at)
			d.step(sim.Input{Kind: sim.InTimer, ID: id})
			d.carry()
		}
	}
	d.now = max(d.now, until)
}

// settle hears everything and lets time pass until nothing new comes of it.
func (d *delayed) settle() {
	for range 20 {
		for n := 0; len(d.waiting) > 0 && n < 10_000; n++ {
			d.hear(0)
		}
		d.fire(d.now + int64(500*time.Millisecond))
	}
}

// However late and in whatever order bus and disk answer, whatever the bus
// refuses or loses after it said it had it, and whenever the pod dies: what the
// relay takes for stored was stored once, and in the end every entry is there.
func TestRelayWithLateAnswers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := &delayed{stage: newPod("")}
		n, ever := 0, map[uint64]bool{}
		t.Repeat(map[string]func(*rapid.T){
			"": func(t *rapid.T) {
				for _, m := range d.bus {
					ever[m.Head.Pos] = true
				}
				for pos, acked := uint64(1), d.machine.(*Pod).relay.acked; pos <= acked; pos++ {
					if !ever[pos] {
						t.Fatalf("acked = %d, and %d never was on the bus", acked, pos)
					}
				}
			},
			"place": func(t *rapid.T) {
				n++
				d.order(n, rapid.IntRange(1, 12).Draw(t, "lines"))
			},
			"hear": func(t *rapid.T) {
				for range min(len(d.waiting), rapid.IntRange(1, 30).Draw(t, "answers")) {
					d.hear(rapid.IntRange(0, min(len(d.waiting)-1, 6)).Draw(t, "which"))
				}
			},
			"bus":  func(t *rapid.T) { d.busDown = rapid.Bool().Draw(t, "down") },
			"loss": func(t *rapid.T) { d.bus = d.bus[:rapid.IntRange(0, len(d.bus)).Draw(t, "left")] },
			"wait": func(t *rapid.T) { d.fire(d.now + rapid.Int64Range(1, 3000).Draw(t, "ms")*1_000_000) },
			"crash": func(*rapid.T) {
				d.waiting = nil
				d.boot()
				d.carry()
			},
		})
		d.busDown = false
		d.settle()
		if pos := d.missing(); pos > 0 {
			t.Fatalf("position %d of %d is not on the bus: %v", pos, len(d.ledger), onBus(d.stage))
		}
	})
}
