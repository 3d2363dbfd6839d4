package policy_test

import (
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

func sanitise(t *testing.T, ev policy.Event, contracts ...history.Contract) (event.Item, string) {
	t.Helper()
	table, err := policy.NewTable(contracts, "hub", event.DemandPlanning, policy.NewKey(7, "tx"))
	if err != nil {
		t.Fatalf("Compile = %v, want no error", err)
	}
	var it event.Item
	denied := table.Sanitise(&ev, &it)
	return it, denied
}

func TestOnlyWhatTheContractNamesGoes(t *testing.T) {
	it, denied := sanitise(t, created(), contract(event.OrderCreated, field("type", policy.Clear), field("qty", policy.Clear),
		field("time", policy.Clear), field("customer", policy.Drop)))
	want := event.Item{Pos: 5, Event: "tx-01", Epoch: 2, Type: event.OrderCreated, Qty: 1, Time: 99}
	if denied != "" || it != want {
		t.Fatalf("Sanitise = %+v, %q, want %+v and not denied", it, denied, want)
	}
}

func TestDeniedByDefault(t *testing.T) {
	for name, c := range map[string][]history.Contract{
		"no contracts":        nil,
		"another type":        {contract(event.Delivered, field("type", policy.Clear))},
		"another destination": {{Type: event.OrderCreated, To: "eu", Purpose: event.DemandPlanning, Fields: []history.Field{field("type", policy.Clear)}}},
		"another purpose":     {{Type: event.OrderCreated, To: "hub", Purpose: "marketing", Fields: []history.Field{field("type", policy.Clear)}}},
	} {
		if it, denied := sanitise(t, created(), c...); denied != policy.ReasonNoContract || it != (event.Item{}) {
			t.Errorf("%s: Sanitise = %+v, %q, want nothing and %q", name, it, denied, policy.ReasonNoContract)
		}
	}
	if _, denied := sanitise(t, created(), contract(event.OrderCreated, field("customer", policy.Drop))); denied != policy.ReasonNoField {
		t.Errorf("Sanitise with everything dropped = %q, want %q", denied, policy.ReasonNoField)
	}
}

func TestEveryFieldCanGoInTheClear(t *testing.T) {
	var all []history.Field
	names := []string{"type", "entity", "version", "line", "state", "line_state", "sku", "qty", "on_hand", "allocated", "reason", "time",
		"customer", "ship_to", "terms", "price"}
	for _, n := range names {
		all = append(all, field(n, policy.Clear))
	}
	ev := created()
	ev.Body.Line, ev.Body.LineState, ev.Body.SKU = 1, event.StateCreated, "s-0001"
	ev.Body.After = history.Book{OnHand: 4, Allocated: 3}
	it, _ := sanitise(t, ev, contract(event.OrderCreated, all...))
	if got := it.Set().Names(); strings.Join(got, " ") != strings.Join(names, " ") {
		t.Fatalf("fields that went = %v, want %v", got, names)
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
	for name, make := range map[string]func() (*policy.Table, error){
		"tx":      func() (*policy.Table, error) { return scope("hub", event.DemandPlanning, 7, "tx") },
		"va":      func() (*policy.Table, error) { return scope("hub", event.DemandPlanning, 7, "va") },
		"seed 8":  func() (*policy.Table, error) { return scope("hub", event.DemandPlanning, 8, "tx") },
		"purpose": func() (*policy.Table, error) { return scope("hub", "audit", 7, "tx") },
		"to":      func() (*policy.Table, error) { return scope("eu", event.DemandPlanning, 7, "tx") },
	} {
		table, err := make()
		if err != nil {
			t.Fatal(err)
		}
		ev := created()
		var it event.Item
		table.Sanitise(&ev, &it)
		if other, ok := seen[it.Customer]; ok {
			t.Errorf("token in scope %s = %q, the same as in scope %s", name, it.Customer, other)
		}
		seen[it.Customer] = name
	}
}

func scope(to, purpose string, seed uint64, region string) (*policy.Table, error) {
	c := []history.Contract{{Type: event.OrderCreated, To: to, Purpose: purpose, Fields: []history.Field{field("customer", policy.Token)}}}
	return policy.NewTable(c, to, purpose, policy.NewKey(seed, region))
}

func TestTokensAreInjective(t *testing.T) {
	table, err := policy.NewTable([]history.Contract{contract(event.OrderCreated, field("entity", policy.Token))}, "hub", event.DemandPlanning, policy.NewKey(7, "tx"))
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]string{}
	for n := range uint64(20_000) {
		ev := created()
		ev.Entity = event.OrderName("tx", n)
		var it event.Item
		table.Sanitise(&ev, &it)
		if other, ok := seen[it.Entity]; ok {
			t.Fatalf("token of %s = %q, the same as of %s", ev.Entity, it.Entity, other)
		}
		seen[it.Entity] = ev.Entity
	}
}

func TestContractsThatDoNotCompile(t *testing.T) {
	for want, c := range map[string][]history.Contract{
		`field "colour" is in no event`:        {contract(event.Delivered, field("colour", policy.Clear))},
		`goes "sideways"`:                      {contract(event.Delivered, field("qty", "sideways"))},
		"is a number and cannot be a token":    {contract(event.Delivered, field("price", policy.Token))},
		"compile contract of Delivered to hub": {contract(event.Delivered, field("qty", policy.Clear)), contract(event.Delivered)},
	} {
		if _, err := policy.NewTable(c, "hub", event.DemandPlanning, policy.Key{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Compile = %v, want %q", err, want)
		}
	}
}

func BenchmarkSanitise(b *testing.B) {
	var fields []history.Field
	for _, n := range []string{"type", "version", "sku", "qty", "on_hand", "allocated", "time"} {
		fields = append(fields, field(n, policy.Clear))
	}
	table, err := policy.NewTable([]history.Contract{contract(event.OrderCreated, append(fields, field("entity", policy.Token))...)}, "hub", event.DemandPlanning, policy.NewKey(7, "tx"))
	if err != nil {
		b.Fatal(err)
	}
	ev := created()
	var it event.Item
	b.ReportAllocs()
	for b.Loop() {
		table.Sanitise(&ev, &it)
	}
}
