package outside

import (
	"fmt"
	"strings"
	"testing"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/seal"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
	"pgregory.net/rapid"
)

var planning = seal.Scope{To: "hub", Purpose: event.DemandPlanning}

func ringOf(t testing.TB, region string) *seal.Ring {
	t.Helper()
	r, err := seal.NewRing(seal.Config{Region: region, Tenant: seal.Tenant, Secret: seal.Secret(7, region)})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// lockOf is the lock of a vault at home; only callers below 10 are there.
func lockOf(t testing.TB) Lock {
	return Lock{Ring: ringOf(t, "tx"), Scope: planning, Places: func(a sim.Addr) string {
		if a < 10 {
			return "tx"
		}
		return "hub"
	}}
}

// sealedOrder is what egress makes of the terms of an order.
func sealedOrder(r *seal.Ring, n uint64, e seal.Epoch) event.Item {
	name := event.OrderName("tx", n)
	return event.Item{Pos: n, Event: fmt.Sprint("e", n), Type: event.OrderCreated, Entity: r.Tokens(planning, e).OfEntity(event.FieldEntity, name), Version: 1,
		Terms: r.Sealer().Seal(fmt.Sprint("net ", n), seal.Place{Entity: name, Field: event.FieldTerms, Version: 1}, e)}
}

// ask hands a vault some items and returns its answer and what it witnessed.
func ask(s *stage, from sim.Addr, purpose string, items ...event.Item) (*event.Body, []string) {
	before, seen := len(s.answers), len(s.records)
	b := &event.Body{Key: "desk/tx/1", Source: "pod/tx", Batch: &event.Batch{Items: items}}
	m := &sim.Message{Head: sim.Head{ID: b.Key, Type: event.OpenSealed, Source: "desk/tx", Purpose: purpose}, Body: event.AppendBody(nil, b)}
	s.step(sim.Input{Kind: sim.InCall, From: from, ID: 1, Msg: m})
	var said []string
	for _, r := range s.records[seen:] {
		said = append(said, strings.TrimSpace(fmt.Sprintf("%s %s %s from %s: %s %s", r.Label, r.Type, r.Entity, r.From, r.Label, r.Reason)))
	}
	if len(s.answers) == before {
		return nil, said
	}
	return s.answers[before], said
}

func TestVaultOpensAtHomeAlone(t *testing.T) {
	s := newStage(NewVault(siteOf(load()), lockOf(t)))
	home := ringOf(t, "tx")
	one, two := sealedOrder(home, 1, 1), sealedOrder(home, 2, 1)
	b, said := ask(s, 3, event.ReturnHome, one, two)
	if b == nil || b.Status != event.OK || len(b.Batch.Items) != 2 || b.Batch.Items[1].Terms != "net 2" || b.Batch.Items[1].Entity != "order/tx/2" {
		t.Errorf("asked at home = %+v, want both orders open", b)
	}
	if len(said) != 4 || said[0] != "allowed entity order/tx/1 from tx: allowed" {
		t.Errorf("witnessed = %q, want a token and a value of each order", said)
	}
	swapped := one
	swapped.Terms = two.Terms
	forged := one
	forged.Entity = "order/tx/t1-00112233445566778899"
	for name, c := range map[string]struct {
		from    sim.Addr
		purpose string
		it      event.Item
		why     string
	}{
		"from the hub":        {30, event.ReturnHome, one, reasonAbroad},
		"for another purpose": {3, event.DemandPlanning, one, reasonPurpose},
		"as another's":        {3, event.ReturnHome, swapped, reasonShut},
		"a forged token":      {3, event.ReturnHome, forged, reasonNoName},
		"another region's":    {3, event.ReturnHome, sealedOrder(ringOf(t, "va"), 1, 1), reasonNoName},
	} {
		b, said := ask(s, c.from, c.purpose, c.it)
		if b == nil || b.Status != event.Refused || b.Batch != nil || len(said) != 2 || !strings.Contains(said[1], "refused "+c.why) {
			t.Errorf("asked %s = %+v, witnessed %q, want refused: %s", name, b, said, c.why)
		}
	}
}

// A token is found whoever gave its number, whatever the number last found, under
// any keys.
func TestVaultTakesTokensBack(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := names{lock: lockOf(t), region: "tx"}
		for range rapid.IntRange(1, 4).Draw(rt, "tokens") {
			number := rapid.SampledFrom(begins[:]).Draw(rt, "whose") + rapid.Uint64Range(1, 3000).Draw(rt, "number")
			token := n.lock.Ring.Tokens(planning, seal.Epoch(rapid.Uint32Range(1, 20).Draw(rt, "epoch"))).OfEntity(event.FieldEntity, event.OrderName("tx", number))
			if got, ok := n.of(token); !ok || got != number {
				rt.Fatalf("of(%s) = %d, %v, want order %d", token, got, ok, number)
			}
		}
	})
}

// A desk asks the hub, then the vault, and at home tries to swap; what is lost it
// asks again.
func TestDesk(t *testing.T) {
	home := ringOf(t, "tx")
	held := []event.Item{sealedOrder(home, 1, 1), sealedOrder(home, 2, 1)}
	for _, c := range []struct {
		home bool
		want string
	}{{true, "OpenSealed net 1 net 2, OpenSealed net 2 net 1"}, {false, "OpenSealed net 1 net 2"}} {
		s := newStage(NewDesk(siteOf(load()), []Drawer{{Source: "pod/tx", Hub: 40, Vault: 8, Home: c.home}}))
		s.step(sim.Input{Kind: sim.InOperator, Msg: &sim.Message{Head: sim.Head{Type: event.AuditOrder}}})
		s.advance(3 * queryAgain) // nobody answers
		if len(s.calls) < 3 || s.calls[0].To != 40 || s.calls[0].Msg.Head.Type != event.QuerySealed {
			t.Fatalf("calls = %d, want the hub asked again and again", len(s.calls))
		}
		first := s.calls[0]
		s.calls = nil
		b := &event.Body{Status: event.OK, Source: "pod/tx", Batch: &event.Batch{Items: held}}
		s.step(sim.Input{Kind: sim.InReply, From: 40, ID: first.ID, Msg: &sim.Message{Body: event.AppendBody(nil, b)}})
		var got []string
		for _, call := range s.calls {
			text := call.Msg.Head.Type
			for _, it := range body(call.Msg).Batch.Items {
				v, err := home.Sealer().Open(it.Terms, seal.Place{Entity: event.OrderName("tx", it.Pos), Field: event.FieldTerms, Version: 1})
				if err != nil { // it is that of the other one
					v, err = home.Sealer().Open(it.Terms, seal.Place{Entity: event.OrderName("tx", 3-it.Pos), Field: event.FieldTerms, Version: 1})
				}
				if err != nil {
					t.Fatal(err)
				}
				text += " " + v
			}
			got = append(got, text)
		}
		if strings.Join(got, ", ") != c.want || s.calls[0].To != 8 || s.calls[0].Msg.Head.Purpose != event.ReturnHome {
			t.Errorf("at home %v, asked the vault %q, want %q", c.home, got, c.want)
		}
		for range len(s.calls) {
			s.answer(0, event.OK, "")
		}
		s.advance(3 * queryAgain)
		if len(s.calls) != 0 {
			t.Errorf("asked again %d times after every answer, want none", len(s.calls))
		}
		if len(s.records) != 0 {
			t.Errorf("a desk witnessed %v, want nothing: that is the vault's to do", s.said(history.KindOpen))
		}
	}
}
