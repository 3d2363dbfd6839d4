package policy_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/policy"
	"github.com/seatrial/seatrial/sim/history"
)

func contract(typ string, fields ...history.Field) history.Contract {
	return history.Contract{Type: typ, To: "hub", Purpose: event.DemandPlanning, Fields: fields}
}

func field(name, how string) history.Field { return history.Field{Name: name, How: how} }

// created is an order with everything that must stay at home.
func created() policy.Event {
	return policy.Event{ID: "tx-01", Type: event.OrderCreated, Entity: "order/tx/17", Version: 1, Epoch: 2, Time: 99, Pos: 5,
		Body: &event.Body{Order: "order/tx/17", Qty: 1, State: event.StateCreated, Reason: "web",
			Purchase: &event.Purchase{Customer: "ACME", ShipTo: "Dock 5", Terms: "net 30", Price: 1999}}}
}

// public is a bundle under which every field is public and may go to the hub and to
// va for planning and audit, as far as contracts say so.
func public(contracts ...history.Contract) *policy.Bundle {
	return rules(1, func(b *policy.Bundle) {
		b.Contracts = contracts
		for i := range b.Classes {
			b.Classes[i].Tier, b.Classes[i].Purposes = "public", []string{event.DemandPlanning, "audit"}
		}
		b.Residency = []history.Residency{{Tier: "public", Regions: []string{"hub", "va"}, Stores: policy.Stores()}}
		b.Processing = []history.Processing{{Tier: "public", Regions: []string{"hub", "va"}}}
	})
}

// sanitise returns what may leave of an event by some contracts, or why nothing may.
func sanitise(t *testing.T, ev policy.Event, contracts ...history.Contract) (event.Item, string) {
	t.Helper()
	return filled(compile(t, public(contracts...)), ev, "hub", event.DemandPlanning)
}

func filled(d *policy.Decider, ev policy.Event, to, purpose string) (it event.Item, denied string) {
	got := d.Decide(&policy.Query{Type: ev.Type, To: to, Purpose: purpose, Tier: history.Public})
	if got.Allow {
		got.Rule.Fill(&ev, &it)
	}
	return it, got.Reason
}

func TestOnlyWhatTheContractNamesGoes(t *testing.T) {
	it, denied := sanitise(t, created(), contract(event.OrderCreated, field("type", policy.Clear), field("qty", policy.Clear),
		field("time", policy.Clear), field("customer", policy.Drop)))
	want := event.Item{Pos: 5, Event: "tx-01", Epoch: 2, Type: event.OrderCreated, Qty: 1, Time: 99}
	if denied != "" || it != want {
		t.Fatalf("Fill = %+v, %q, want %+v and not denied", it, denied, want)
	}
}

func TestDeniedByDefault(t *testing.T) {
	for name, c := range map[string][]history.Contract{
		"no contracts":        nil,
		"another type":        {contract(event.Delivered, field("type", policy.Clear))},
		"another destination": {{Type: event.OrderCreated, To: "va", Purpose: event.DemandPlanning, Fields: []history.Field{field("type", policy.Clear)}}},
		"another purpose":     {{Type: event.OrderCreated, To: "hub", Purpose: "marketing", Fields: []history.Field{field("type", policy.Clear)}}},
	} {
		if it, denied := sanitise(t, created(), c...); denied != policy.ReasonNoContract || it != (event.Item{}) {
			t.Errorf("%s: Fill = %+v, %q, want nothing and %q", name, it, denied, policy.ReasonNoContract)
		}
	}
	if _, denied := sanitise(t, created(), contract(event.OrderCreated, field("customer", policy.Drop))); denied != policy.ReasonNoField {
		t.Errorf("Fill with everything dropped = %q, want %q", denied, policy.ReasonNoField)
	}
}

func TestEveryFieldCanGoInTheClear(t *testing.T) {
	for _, typ := range event.Types() {
		var all []history.Field
		var want []string
		for _, n := range event.Fields() {
			if slices.Contains(event.FieldsOf(typ), n) {
				all, want = append(all, field(n, policy.Clear)), append(want, n)
			}
		}
		ev := created()
		ev.Type = typ
		ev.Body.Line, ev.Body.LineState, ev.Body.SKU = 1, event.StateCreated, "s-0001"
		ev.Body.After = history.Book{OnHand: 4, Allocated: 3}
		it, denied := sanitise(t, ev, contract(typ, all...))
		if got := it.Set().Names(); !slices.Equal(got, want) {
			t.Errorf("fields of %s that went = %v (%s), want %v", typ, got, denied, want)
		}
	}
}

func TestTokens(t *testing.T) {
	c := contract(event.OrderCreated, field("entity", policy.Token), field("customer", policy.Token), field("terms", policy.Token))
	it, _ := sanitise(t, created(), c)
	again, _ := sanitise(t, created(), c)
	if it != again {
		t.Errorf("tokens = %+v, then %+v, want the same for the same key", it, again)
	}
	if !strings.HasPrefix(it.Entity, "order/tx/t1-") || strings.Contains(it.Entity, "17") && it.Entity == "order/tx/17" {
		t.Errorf("token of the entity = %q, want kind and region kept and the number hidden", it.Entity)
	}
	if it.Customer == "ACME" || it.Customer == it.Terms || it.ShipTo != "" {
		t.Errorf("tokens = %q, %q, ship-to %q: want two different tokens and nothing else", it.Customer, it.Terms, it.ShipTo)
	}
}

func TestTokensOfAnotherRegionOrScopeCannotBeLinked(t *testing.T) {
	seen := map[string]string{}
	for _, scope := range []struct {
		name, to, purpose, region string
		seed                      uint64
	}{
		{"tx", "hub", event.DemandPlanning, "tx", 7}, {"va", "hub", event.DemandPlanning, "va", 7}, {"seed 8", "hub", event.DemandPlanning, "tx", 8},
		{"purpose", "hub", "audit", "tx", 7}, {"to", "va", event.DemandPlanning, "tx", 7},
	} {
		b := public(history.Contract{Type: event.OrderCreated, To: scope.to, Purpose: scope.purpose, Fields: []history.Field{field("customer", policy.Token)}})
		d, err := policy.Compile(b, policy.Place{Region: scope.region, Regions: texas.Regions}, policy.NewKey(scope.seed, scope.region))
		if err != nil {
			t.Fatal(err)
		}
		it, denied := filled(d, created(), scope.to, scope.purpose)
		if other, ok := seen[it.Customer]; ok || denied != "" {
			t.Errorf("token in scope %s = %q (%s), the same as in scope %q", scope.name, it.Customer, denied, other)
		}
		seen[it.Customer] = scope.name
	}
}

func TestTokensAreInjective(t *testing.T) {
	d := compile(t, public(contract(event.OrderCreated, field("entity", policy.Token))))
	seen := map[string]string{}
	for n := range uint64(20_000) {
		ev := created()
		ev.Entity = event.OrderName("tx", n)
		it, _ := filled(d, ev, "hub", event.DemandPlanning)
		if other, ok := seen[it.Entity]; ok {
			t.Fatalf("token of %s = %q, the same as of %s", ev.Entity, it.Entity, other)
		}
		seen[it.Entity] = ev.Entity
	}
}

func TestContractsThatDoNotCompile(t *testing.T) {
	for want, c := range map[string][]history.Contract{
		"is in no event that may cross":     {contract(event.Delivered, field("colour", policy.Clear))},
		`goes "sideways"`:                   {contract(event.InventoryShipped, field("qty", "sideways"))},
		`goes "aggregate"`:                  {contract(event.InventoryShipped, field("qty", "aggregate"))},
		"is a number and cannot be a token": {contract(event.OrderCreated, field("price", policy.Token))},
		"there is another one":              {contract(event.InventoryShipped, field("qty", policy.Clear)), contract(event.InventoryShipped)},
	} {
		if _, err := policy.Compile(public(c...), texas, policy.Key{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Compile = %v, want %q", err, want)
		}
	}
}
