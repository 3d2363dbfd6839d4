package pod

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/policy"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
	"pgregory.net/rapid"
)

// variant returns a version of the test's policy that lets some of its types go,
// with or without the quantity.
func variant(t *rapid.T, version uint64, now int64) policy.Bundle {
	b := bundle(version)
	b.TTLNano = rapid.SampledFrom([]int64{1, int64(5 * time.Second), int64(time.Hour)}).Draw(t, "ttl")
	if rapid.Bool().Draw(t, "later") {
		b.EffectiveNano = now + rapid.Int64Range(0, int64(6*time.Second)).Draw(t, "effective")
	}
	b.Contracts = slices.DeleteFunc(b.Contracts, func(history.Contract) bool { return rapid.IntRange(0, 3).Draw(t, "withdrawn") == 0 })
	for i := range b.Contracts {
		if rapid.Bool().Draw(t, "fewer") {
			b.Contracts[i].Fields = slices.DeleteFunc(slices.Clone(b.Contracts[i].Fields), func(f history.Field) bool { return f.Name == "qty" })
		}
	}
	return b
}

// clerk reads what egress has written down, and holds every batch against it.
type clerk struct {
	*gate
	read  int // entries
	seen  int // calls
	last  map[uint64]event.Verdict
	under map[uint64]uint64 // by position: the bundle of its last verdict
	force uint64
}

func (n *clerk) look(t *rapid.T) {
	for ; n.read < len(n.ledger); n.read++ {
		m := n.ledger[n.read]
		b := decode(m)
		switch m.Head.Type {
		case event.BundleInForce:
			if b.Bundle.Version <= n.force {
				t.Fatalf("bundle %d came into force after %d", b.Bundle.Version, n.force)
			}
			n.force = b.Bundle.Version
		case event.Decided:
			n.decided(t, b)
		}
	}
	for ; n.seen < len(n.calls); n.seen++ {
		if b := decode(n.calls[n.seen].Msg); b.Batch != nil && b.Batch.Until > 0 {
			n.sent(t, b)
		}
	}
}

func (n *clerk) decided(t *rapid.T, b *event.Body) {
	if b.Decision.Bundle != n.force {
		t.Fatalf("decided by bundle %d while %d is in force", b.Decision.Bundle, n.force)
	}
	pos := b.Pos
	for _, v := range b.Decision.Verdicts {
		if v.Pos != pos {
			t.Fatalf("verdict on %d, want one on each of %d..%d", v.Pos, b.Pos, b.Decision.Until)
		}
		pos++
		old, before := n.last[v.Pos]
		if before && n.under[v.Pos] == b.Decision.Bundle && v.Fields&^old.Fields != 0 {
			t.Fatalf("event %d was decided on again under bundle %d and more may go: %v, then %v", v.Pos, n.force, old.Fields.Names(), v.Fields.Names())
		}
		n.last[v.Pos], n.under[v.Pos] = v, b.Decision.Bundle
	}
	if pos != b.Decision.Until+1 {
		t.Fatalf("verdicts up to %d, want up to %d", pos-1, b.Decision.Until)
	}
}

// sent compares a batch with the last verdicts on its positions.
func (n *clerk) sent(t *rapid.T, b *event.Body) {
	items := map[uint64]event.FieldSet{}
	for i := range b.Batch.Items {
		items[b.Batch.Items[i].Pos] = b.Batch.Items[i].Set()
	}
	for pos := b.Pos; pos <= b.Batch.Until; pos++ {
		v, known := n.last[pos]
		if !known || (v.Reason == "") != (items[pos] != 0) || items[pos] != v.Fields {
			t.Fatalf("event %d left with %v, decided was %v (%q)", pos, items[pos].Names(), v.Fields.Names(), v.Reason)
		}
	}
}

// Whatever is published, comes twice or too late, whenever a policy takes effect
// or runs out and egress dies: what leaves is what the last verdict on it says,
// every event has one, and under one bundle a second one only takes back.
func TestEgressDecidesBeforeItSends(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		bus := events(t)
		n := &clerk{gate: newGate(""), last: map[uint64]event.Verdict{}, under: map[uint64]uint64{}}
		version := uint64(1)
		var published []string
		n.after = func() { n.look(t) }
		n.look(t)
		t.Repeat(map[string]func(*rapid.T){
			"deliver": func(t *rapid.T) {
				from := rapid.IntRange(0, len(bus)-1).Draw(t, "from")
				for _, m := range bus[from:min(len(bus), from+rapid.IntRange(1, 9).Draw(t, "count"))] {
					n.deliver(m)
				}
			},
			"wait":    func(t *rapid.T) { n.advance(time.Duration(rapid.IntRange(1, 2500).Draw(t, "ms")) * time.Millisecond) },
			"restart": func(*rapid.T) { n.seen = 0; n.restart() },
			"snapshot": func(*rapid.T) {
				n.snapshot, n.snapPos = n.machine.(*Egress).pack(), uint64(len(n.ledger))
			},
			"publish": func(t *rapid.T) {
				version++
				text := signedText(variant(t, version, n.now), n.now)
				published = append(published, text)
				if got := n.offerText(text); got.Status != event.OK {
					t.Fatalf("a new bundle was answered %+v, want ok", got)
				}
			},
			"again": func(t *rapid.T) {
				if len(published) > 0 {
					n.offerText(rapid.SampledFrom(published).Draw(t, "which"))
				}
			},
			"forge": func(t *rapid.T) {
				b := bundle(version + 7)
				s := policy.Sign(&b, n.now, policy.AuthorityKey(2))
				if got := n.offerText(encoded(s)); got.Status != event.Refused {
					t.Fatalf("a forged bundle was answered %+v, want refused", got)
				}
			},
			"fold": func(t *rapid.T) {
				if len(n.calls) > 0 {
					n.seen-- // one of those looked at goes
					n.fold(rapid.IntRange(0, len(n.calls)-1).Draw(t, "batch"), rapid.Bool().Draw(t, "answer"))
				}
			},
		})
	})
}

// A stranger's event is decided on once, kept, and settled; a request is refused.
func TestEgressKeepsWhatStrangersSend(t *testing.T) {
	g := newGate("")
	g.fold(0, true)
	strange := func(pos uint64, typ string, tier sim.Tier) *sim.Message {
		b := &event.Body{SKU: "s-0001", Qty: 1, Change: history.Book{OnHand: 1}, Reason: "ACME"}
		return &sim.Message{Head: sim.Head{ID: fmt.Sprint("p", pos), Type: typ, Entity: "promo/tx/1", Tier: tier, Ledger: "producer/tx", Pos: pos},
			Body: event.AppendBody(nil, b)}
	}
	for range 2 {
		for i, m := range []*sim.Message{strange(1, event.InventoryReceived, sim.Public), strange(2, event.InventoryReceived, 0), strange(3, "Nothing", sim.Public)} {
			g.step(sim.Input{Kind: sim.InDeliver, Token: uint64(i + 1), Msg: m})
			if e := g.last[len(g.last)-1]; e.Kind != sim.EffTerm {
				t.Errorf("event %d ended with effect %d, want it settled for good", i+1, e.Kind)
			}
		}
	}
	var reasons []string
	for _, m := range g.ledger {
		if b := decode(m); m.Head.Type == event.Decided {
			reasons = append(reasons, b.Decision.Verdicts[0].Reason)
		}
	}
	if want := []string{reasonStranger, policy.ReasonUnknownTier, policy.ReasonUnreadable}; !slices.Equal(reasons, want) {
		t.Errorf("reasons = %q, want %q", reasons, want)
	}
	ask := &event.Body{Key: "k1", Source: "hub", Reason: "resale"}
	g.step(sim.Input{Kind: sim.InCall, From: 9, ID: 1, Msg: &sim.Message{Head: sim.Head{Type: event.Subscribe}, Body: event.AppendBody(nil, ask)}})
	if g.reached["subscription-refused"] != 1 || len(g.calls) != 0 {
		t.Errorf("reached %v with %d calls, want the request refused and nothing sent", g.reached, len(g.calls))
	}
}

// Until the first policy has come nothing is decided, and nothing is lost.
func TestEgressWaitsForAPolicy(t *testing.T) {
	p := newPod("")
	p.place(1, "s-0001:2")
	s := site("")
	g := &gate{next: 1, acked: map[uint64]bool{}}
	g.stage = &stage{timers: map[uint64]int64{}, reached: map[string]int{}, start: func() sim.Machine { return NewEgress(s) }}
	g.restart()
	g.fold(0, true)
	for _, m := range p.bus {
		g.deliver(m)
	}
	g.advance(time.Second)
	if len(g.calls)+len(g.ledger) != 0 {
		t.Fatalf("%d batches and %d entries without a policy, want none", len(g.calls), len(g.ledger))
	}
	g.offer(bundle(1))
	g.advance(30 * time.Millisecond)
	if len(g.calls) == 0 {
		t.Fatalf("no batch once the policy has come, want one")
	}
	g.fold(0, true)
	if len(g.acked) != len(p.bus) {
		t.Errorf("events settled = %d, want all %d", len(g.acked), len(p.bus))
	}
}
