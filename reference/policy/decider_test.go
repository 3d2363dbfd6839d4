package policy_test

import (
	"testing"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/policy"
	"github.com/seatrial/seatrial/sim/history"
)

// shipped asks whether a movement of stock may go to the hub.
func shipped() policy.Query {
	return policy.Query{Type: event.InventoryShipped, To: "hub", Purpose: event.DemandPlanning, Tier: history.Internal}
}

func TestWhatIsUnknownStaysAtHome(t *testing.T) {
	d := compile(t, rules(1))
	if got := d.Decide(ptr(shipped())); !got.Allow || got.Reason != "" || got.Tier != history.Internal || got.Rule == nil {
		t.Fatalf("Decide(a movement of stock to the hub) = %+v, want it to go as internal", got)
	}
	for want, spoil := range map[string]func(*policy.Query){
		policy.ReasonUnknownTier:       func(q *policy.Query) { q.Tier = 6 },
		policy.ReasonUnknownRegulation: func(q *policy.Query) { q.Regulations = []string{"privacy", "martian"} },
		policy.ReasonUnknownRegion:     func(q *policy.Query) { q.To = "mars" },
		policy.ReasonNoContract:        func(q *policy.Query) { q.Purpose = "marketing" },
	} {
		q := shipped()
		spoil(&q)
		if got := d.Decide(&q); got.Allow || got.Reason != want || got.Rule != nil {
			t.Errorf("Decide(%+v) = %+v, want it kept: %s", q, got, want)
		}
	}
	q := shipped()
	q.Tier = 0
	if got := d.Decide(&q); got.Reason != policy.ReasonUnknownTier {
		t.Errorf("Decide(no tier) = %+v, want it kept: %s", got, policy.ReasonUnknownTier)
	}
	q = shipped()
	q.Type = "Updated"
	if got := d.Decide(&q); got.Reason != policy.ReasonNoContract {
		t.Errorf("Decide(a type nobody agreed on) = %+v, want it kept: %s", got, policy.ReasonNoContract)
	}
}

// A bundle that nobody confirmed for longer than it lasts keeps what is
// confidential at home, and the rest goes on.
func TestOldBundleFailsClosedFromConfidentialUp(t *testing.T) {
	d := compile(t, rules(1, func(b *policy.Bundle) { b.TTLNano = 100 }))
	backorder := policy.Query{Type: event.OrderBackordered, To: "hub", Purpose: event.DemandPlanning, Tier: history.Confidential}
	for _, test := range []struct {
		q    policy.Query
		age  int64
		want string
	}{
		{shipped(), 100, ""}, {shipped(), 101, ""}, {backorder, 100, ""}, {backorder, 101, policy.ReasonExpired},
	} {
		test.q.Age = test.age
		if got := d.Decide(&test.q); got.Reason != test.want || got.Allow != (test.want == "") {
			t.Errorf("Decide(%s, %d ns old of 100) = %+v, want reason %q", test.q.Type, test.age, got, test.want)
		}
	}
}

// A producer that labels a message too low changes nothing; one that labels it
// higher than the catalogue knows is believed.
func TestLabelOfAProducer(t *testing.T) {
	d := compile(t, rules(1, func(b *policy.Bundle) { b.TTLNano = 100 }))
	low := policy.Query{Type: event.OrderBackordered, To: "hub", Purpose: event.DemandPlanning, Tier: history.Public, Age: 101}
	if got := d.Decide(&low); got.Reason != policy.ReasonExpired || got.Tier != history.Confidential {
		t.Errorf("Decide(a backorder labelled public) = %+v, want it confidential and kept", got)
	}
	high := shipped()
	high.Tier, high.Age = history.Restricted, 101
	if got := d.Decide(&high); got.Reason != policy.ReasonExpired || got.Tier != history.Restricted {
		t.Errorf("Decide(a movement of stock labelled restricted) = %+v, want it restricted and kept", got)
	}
}

// What tier, residency, processing and purpose keep at home stays there though a
// contract names it, and so does what a message carries beyond its contract.
func TestRulesWinOverContracts(t *testing.T) {
	all := []history.Field{field("type", policy.Clear), field("customer", policy.Clear), field("ship_to", policy.Token),
		field("terms", policy.Clear), field("price", policy.Clear)}
	d := compile(t, rules(1, only(event.OrderCreated, all...)))
	q := policy.Query{Type: event.OrderCreated, To: "hub", Purpose: event.DemandPlanning, Tier: history.Restricted}
	got := d.Decide(&q)
	if !got.Allow || len(got.Rule.Fields()) != 1 || got.Rule.How("type") != policy.Clear || got.Rule.How("customer") != policy.Drop || got.Rule.How("colour") != policy.Drop {
		t.Fatalf("Decide = %+v with fields %v, want the type alone to go", got, got.Rule.Fields())
	}
	var it event.Item
	ev := created()
	got.Rule.Fill(&ev, &it)
	if want := (event.Item{Pos: 5, Event: "tx-01", Epoch: 2, Type: event.OrderCreated}); it != want {
		t.Errorf("Fill = %+v, want %+v", it, want)
	}
	none := compile(t, rules(1, only(event.OrderCreated, field("customer", policy.Clear))))
	if got := none.Decide(&q); got.Reason != policy.ReasonNoField {
		t.Errorf("Decide = %+v, want it kept: %s", got, policy.ReasonNoField)
	}
}

func TestDecideAllocatesNothing(t *testing.T) {
	d := compile(t, rules(1))
	queries := []policy.Query{shipped(), {Type: "Updated", To: "hub", Purpose: event.DemandPlanning, Tier: history.Internal}, {}}
	if n := testing.AllocsPerRun(1000, func() {
		for i := range queries {
			d.Decide(&queries[i])
		}
	}); n != 0 {
		t.Errorf("Decide allocates %v times in three decisions, want 0", n)
	}
}

func ptr[T any](v T) *T { return &v }

func BenchmarkDecide(b *testing.B) {
	d := compile(b, rules(1))
	q := shipped()
	b.ReportAllocs()
	for b.Loop() {
		if !d.Decide(&q).Allow {
			b.Fatal("it stays at home")
		}
	}
}

// BenchmarkShelfDecide is what an edge does for each event: with what is in
// force, and how old it is.
func BenchmarkShelfDecide(b *testing.B) {
	s := shelf(0)
	if _, err := s.Take(signed(rules(1), 1), 1); err != nil {
		b.Fatal(err)
	}
	q := shipped()
	b.ReportAllocs()
	for b.Loop() {
		if !s.Decide(&q, 2).Allow {
			b.Fatal("it stays at home")
		}
	}
}

// BenchmarkDecideAndFill is the whole of what policy does to an event.
func BenchmarkDecideAndFill(b *testing.B) {
	d := compile(b, rules(1))
	q := shipped()
	ev := policy.Event{ID: "tx-1", Type: event.InventoryShipped, Entity: "sku/tx/s-0001", Version: 3, Pos: 9, Time: 5,
		Body: &event.Body{SKU: "s-0001", Order: "order/tx/17", Qty: 1, After: history.Book{OnHand: 41}}}
	var it event.Item
	b.ReportAllocs()
	for b.Loop() {
		d.Decide(&q).Rule.Fill(&ev, &it)
	}
}

// BenchmarkTake is what a region does with a bundle that arrives.
func BenchmarkTake(b *testing.B) {
	raw := signed(rules(1), 1)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := shelf(0).Take(raw, 1); err != nil {
			b.Fatal(err)
		}
	}
}
