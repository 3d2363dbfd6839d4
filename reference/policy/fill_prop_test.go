package policy_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/policy"
	"github.com/seatrial/seatrial/sim/history"
	"pgregory.net/rapid"
)

// texts are the fields that can go as a token, with where they stand in an item.
var texts = map[string]func(*event.Item) string{
	"entity": func(it *event.Item) string { return it.Entity }, "sku": func(it *event.Item) string { return it.SKU },
	"reason": func(it *event.Item) string { return it.Reason }, "customer": func(it *event.Item) string { return it.Customer },
	"ship_to": func(it *event.Item) string { return it.ShipTo }, "terms": func(it *event.Item) string { return it.Terms },
}

// crossing lists the fields of a type that a contract may let out.
func crossing(typ string) (out []string) {
	for _, name := range event.Fields() {
		if slices.Contains(event.FieldsOf(typ), name) {
			out = append(out, name)
		}
	}
	return out
}

// full draws an event in which every field has a value.
func full(t *rapid.T) policy.Event {
	word := rapid.StringMatching(`[A-Z][a-z]{3,9}`)
	n := rapid.Int64Range(1, 1_000_000)
	return policy.Event{ID: "tx-1", Type: rapid.SampledFrom([]string{event.OrderCreated, event.Delivered}).Draw(t, "type"),
		Entity: event.OrderName("tx", uint64(n.Draw(t, "order"))), Version: 3, Epoch: 2, Cause: "tx-0", Time: n.Draw(t, "time"), Pos: 5,
		Body: &event.Body{Order: "order/tx/1", Line: 1, SKU: word.Draw(t, "sku"), Qty: n.Draw(t, "qty"), State: event.StateCreated,
			LineState: event.StateAccepted, Reason: word.Draw(t, "reason"), After: history.Book{OnHand: n.Draw(t, "on hand"), Allocated: n.Draw(t, "allocated")},
			Purchase: &event.Purchase{Customer: word.Draw(t, "customer"), ShipTo: word.Draw(t, "ship to"), Terms: word.Draw(t, "terms"), Price: n.Draw(t, "price")}}}
}

// ways draws a contract: how each of some fields goes.
func ways(t *rapid.T) (out history.Contract, how map[string]string) {
	how = map[string]string{}
	out = history.Contract{Type: rapid.SampledFrom([]string{event.OrderCreated, event.Delivered}).Draw(t, "of"),
		To: rapid.SampledFrom([]string{"hub", "hub", "hub", "va"}).Draw(t, "to"), Purpose: rapid.SampledFrom([]string{event.DemandPlanning, event.DemandPlanning, "audit"}).Draw(t, "purpose")}
	for _, name := range rapid.SliceOfDistinct(rapid.SampledFrom(crossing(out.Type)), rapid.ID[string]).Draw(t, "fields") {
		choice := []string{policy.Clear, policy.Drop}
		if texts[name] != nil {
			choice = append(choice, policy.Token)
		}
		how[name] = rapid.SampledFrom(choice).Draw(t, name)
		out.Fields = append(out.Fields, history.Field{Name: name, How: how[name]})
	}
	return out, how
}

// For any contract and event: what goes is what the contract names and does not
// drop, a field in the clear as it is, a token in place of a value and never with
// it; and nothing goes without a contract for this type, destination and purpose.
func TestFillIsThePlainContract(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, how := ways(t)
		ev := full(t)
		d, err := policy.Compile(public(c), texas, policy.NewKey(7, "tx"))
		if err != nil {
			t.Fatalf("Compile(%+v) = %v, want no error", c, err)
		}
		var want []string
		for _, name := range event.Fields() {
			if how[name] == policy.Clear || how[name] == policy.Token {
				want = append(want, name)
			}
		}
		it, denied := filled(d, ev, "hub", event.DemandPlanning)
		applies := c.To == "hub" && c.Purpose == event.DemandPlanning && c.Type == ev.Type
		switch {
		case !applies && denied != policy.ReasonNoContract, applies && len(want) == 0 && denied != policy.ReasonNoField, applies && len(want) > 0 && denied != "":
			t.Fatalf("Fill = %q for a contract of %s to %s for %s with fields %v and an event %s", denied, c.Type, c.To, c.Purpose, want, ev.Type)
		case denied != "":
			if it != (event.Item{}) {
				t.Fatalf("Fill denied and let go %+v", it)
			}
			return
		}
		if got := it.Set().Names(); !slices.Equal(got, want) {
			t.Fatalf("fields that went = %v, want %v", got, want)
		}
		compare(t, how, &ev, &it)
	})
}

// compare looks at each value that went beside what it is at home.
func compare(t *rapid.T, how map[string]string, ev *policy.Event, it *event.Item) {
	home := event.Item{Entity: ev.Entity, SKU: ev.Body.SKU, Reason: ev.Body.Reason, Customer: ev.Body.Purchase.Customer,
		ShipTo: ev.Body.Purchase.ShipTo, Terms: ev.Body.Purchase.Terms}
	seen := map[string]string{}
	for name, value := range texts {
		got, secret := value(it), value(&home)
		switch how[name] {
		case policy.Clear:
			if got != secret {
				t.Fatalf("%s in the clear = %q, want %q", name, got, secret)
			}
		case policy.Token:
			if !strings.Contains(got, "t1-") || strings.Contains(got, secret) || seen[got] != "" {
				t.Fatalf("token of %s = %q for %q (also of %q), want one of its own that hides the value", name, got, secret, seen[got])
			}
			seen[got] = name
		}
	}
	b := ev.Body
	for name, pair := range map[string][2]int64{"version": {int64(it.Version), 3}, "line": {int64(it.Line), 1}, "qty": {it.Qty, b.Qty}, "time": {it.Time, ev.Time},
		"on_hand": {it.OnHand, b.After.OnHand}, "allocated": {it.Allocated, b.After.Allocated}, "price": {it.Price, b.Purchase.Price}} {
		if how[name] == policy.Clear && pair[0] != pair[1] {
			t.Fatalf("%s in the clear = %d, want %d", name, pair[0], pair[1])
		}
	}
}
