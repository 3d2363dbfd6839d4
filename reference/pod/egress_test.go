package pod

import (
	"fmt"
	"testing"
	"time"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/policy"
	"github.com/seatrial/seatrial/sim"
	"pgregory.net/rapid"
)

// gate is an egress on a stage, facing a hub that only counts positions.
type gate struct {
	*stage
	next  uint64 // position that the hub wants
	items []event.Item
	acked map[uint64]bool
}

func newGate(defects string) *gate {
	s := site(defects)
	g := &gate{next: 1, acked: map[uint64]bool{}}
	g.stage = &stage{timers: map[uint64]int64{}, reached: map[string]int{}, start: func() sim.Machine { return NewEgress(s) }}
	g.restart()
	g.offer(bundle(1))
	return g
}

// offer gives egress a bundle and returns what it answered.
func (g *gate) offer(b policy.Bundle) *event.Body {
	return g.offerText(signedText(b, g.now))
}

func (g *gate) offerText(text string) *event.Body {
	b := &event.Body{Bundle: &event.Bundle{Signed: text}}
	m := &sim.Message{Head: sim.Head{ID: "bundle", Type: event.OfferBundle}, Body: event.AppendBody(nil, b)}
	g.see(g.step(sim.Input{Kind: sim.InCall, From: authority, ID: 1, Msg: m}))
	for _, e := range g.last {
		if e.Kind == sim.EffReply {
			return decode(e.Msg)
		}
	}
	return nil
}

func (g *gate) restart() {
	g.boot()
	g.see(g.last)
}

func (g *gate) see(effects []sim.Effect) {
	for _, e := range effects {
		if e.Kind == sim.EffAck {
			g.acked[e.ID] = true
		}
	}
}

func (g *gate) deliver(m *sim.Message) {
	g.see(g.step(sim.Input{Kind: sim.InDeliver, Token: m.Head.Pos, Attempt: 1, Msg: m}))
}

// fold lets the hub take the i-th open batch and, if told, answer it.
func (g *gate) fold(i int, answer bool) {
	b := decode(g.calls[i].Msg)
	status := event.Resend
	switch {
	case b.Batch.Until == 0 || b.Pos > g.next:
	default:
		status = event.OK
		for _, it := range b.Batch.Items {
			if it.Pos >= g.next {
				g.items = append(g.items, it)
			}
		}
		g.next = max(g.next, b.Batch.Until+1)
	}
	id := g.calls[i].ID
	g.calls = append(g.calls[:i], g.calls[i+1:]...)
	if !answer {
		return
	}
	r := &event.Body{Status: status, Source: "pod/tx", Pos: g.next}
	g.see(g.step(sim.Input{Kind: sim.InReply, From: aggregator, ID: id, Msg: &sim.Message{Body: event.AppendBody(nil, r)}}))
}

func TestEgressSendsOnlyWhatContractsLetOut(t *testing.T) {
	p := newPod("")
	p.place(1, "s-0001:2")
	g := newGate("")
	g.fold(0, true)
	for _, m := range p.bus {
		g.deliver(m)
	}
	g.advance(30 * time.Millisecond)
	if len(g.calls) != 1 {
		t.Fatalf("batches = %d, want one", len(g.calls))
	}
	want := fmt.Sprintf(`{"source":"pod/tx","pos":1,"batch":{"until":5,"items":[{"pos":5,"event":%q,"epoch":1,"cause":%q,"type":"InventoryReserved","entity":"sku/tx/s-0001","version":1,"sku":"s-0001","qty":2,"on_hand":10,"allocated":2}]}}`,
		p.ledger[4].Head.ID, p.ledger[3].Head.ID)
	if got := string(g.calls[0].Msg.Body); got != want {
		t.Fatalf("batch = %s, want %s", got, want)
	}
	if h := g.calls[0].Msg.Head; h.Purpose != event.DemandPlanning || h.Corr != "" || h.Region != "tx" {
		t.Errorf("header = %+v, want purpose and region and no customer's key", h)
	}
	g.fold(0, true)
	if len(g.acked) != 5 {
		t.Errorf("events settled = %d, want all 5 once the hub has them", len(g.acked))
	}
}

func TestEgressRepeatsWhatIsNotAnswered(t *testing.T) {
	p := newPod("")
	p.place(1, "s-0001:2")
	g := newGate("")
	g.fold(0, true)
	for _, m := range p.bus {
		g.deliver(m)
	}
	g.advance(exportAgain + 30*time.Millisecond)
	if len(g.calls) != 2 || g.calls[0].Msg != g.calls[1].Msg || g.reached["egress-resent"] != 1 {
		t.Fatalf("batches = %d, reached %v: want the same batch twice", len(g.calls), g.reached)
	}
	if len(g.acked) != 0 {
		t.Fatalf("events settled = %d, want none before the hub has them", len(g.acked))
	}
}

// While the hub is out of reach egress keeps each event once, however often the
// bus repeats it.
func TestEgressKeepsWhatItCannotSendYet(t *testing.T) {
	p := newPod("")
	for n := 1; n <= 10; n++ {
		p.place(n, "s-0001:1")
	}
	g := newGate("")
	for range 5 {
		for _, m := range p.bus {
			g.deliver(m)
		}
		g.advance(5 * time.Second)
	}
	g.calls = g.calls[len(g.calls)-1:] // the hellos before were lost
	g.fold(0, true)
	g.advance(30 * time.Millisecond)
	for len(g.calls) > 0 {
		g.fold(0, true)
	}
	if g.next != uint64(len(p.ledger))+1 || len(g.acked) != len(p.bus) {
		t.Fatalf("hub wants %d, %d settled, want %d and all %d", g.next, len(g.acked), len(p.ledger)+1, len(p.bus))
	}
}

// Whatever happens to deliveries and batches, and whenever egress dies, the hub
// gets every event that may go, once and in order, and every delivery is settled.
func TestEgressDeliversOnceAndInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		bus := events(t)
		g := newGate("")
		t.Repeat(map[string]func(*rapid.T){
			"deliver": func(t *rapid.T) { g.deliver(bus[rapid.IntRange(0, len(bus)-1).Draw(t, "which")]) },
			"wait":    func(t *rapid.T) { g.advance(time.Duration(rapid.IntRange(1, 1500).Draw(t, "ms")) * time.Millisecond) },
			"restart": func(*rapid.T) { g.restart() },
			"fold": func(t *rapid.T) {
				if len(g.calls) == 0 {
					t.Skip("nothing is open")
				}
				g.fold(rapid.IntRange(0, len(g.calls)-1).Draw(t, "batch"), rapid.Bool().Draw(t, "answer"))
			},
		})
		for range 20 {
			for _, m := range bus {
				if !g.acked[m.Head.Pos] {
					g.deliver(m)
				}
			}
			g.advance(1100 * time.Millisecond)
			for len(g.calls) > 0 {
				g.fold(0, true)
			}
		}
		var want []uint64
		for _, m := range bus {
			switch m.Head.Type {
			case event.InventoryReceived, event.InventoryReserved, event.InventoryShipped:
				want = append(want, m.Head.Pos)
			}
		}
		var got []uint64
		for _, it := range g.items {
			got = append(got, it.Pos)
		}
		if fmt.Sprint(got) != fmt.Sprint(want) || len(g.acked) != len(bus) {
			t.Fatalf("positions at the hub = %v, %d of %d settled, want %v and all", got, len(g.acked), len(bus), want)
		}
	})
}
