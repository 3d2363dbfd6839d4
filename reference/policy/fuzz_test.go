package policy_test

import (
	"bytes"
	"testing"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/policy"
	"github.com/seatrial/seatrial/sim/history"
)

// queries are asked of what a fuzzer made.
var queries = []policy.Query{
	{Type: event.OrderCreated, To: "hub", Purpose: event.DemandPlanning, Tier: history.Restricted},
	{Type: event.OrderBackordered, To: "hub", Purpose: event.DemandPlanning, Tier: history.Confidential},
	{Type: event.InventoryShipped, To: "hub", Purpose: event.DemandPlanning, Tier: history.Internal},
	{Type: event.InventoryShipped, To: "va", Purpose: "audit", Tier: history.Internal},
}

// FuzzTake: bytes that the authority did not sign never change what goes, and
// nothing panics.
func FuzzTake(f *testing.F) {
	good := signed(rules(1), 5)
	looser := signed(rules(2, func(b *policy.Bundle) {
		b.Residency = append(b.Residency, history.Residency{Tier: "restricted", Regions: []string{"hub", "va"}})
	}), 6)
	f.Add(good)
	f.Add(looser)
	f.Add(good[:80])
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, raw []byte) {
		s := shelf(0)
		if _, err := s.Take(good, 5); err != nil {
			t.Fatal(err)
		}
		before := answers(s)
		_, err := s.Take(raw, 7)
		authentic := bytes.Equal(raw, good) || bytes.Equal(raw, looser)
		if (err == nil) != authentic {
			t.Fatalf("Take(%q) = %v, want an error unless the authority signed it", raw, err)
		}
		if after := answers(s); err != nil && !bytes.Equal(before, after) {
			t.Fatalf("after a refused bundle %q goes, before it %q", after, before)
		}
	})
}

func answers(s *policy.Shelf) []byte {
	var out []byte
	for _, q := range queries {
		if got := s.Decide(&q, 7); got.Allow {
			for _, name := range got.Rule.Fields() {
				out = append(append(append(out, name...), got.Rule.How(name)...), ' ')
			}
		}
		out = append(out, '\n')
	}
	return out
}

// FuzzDecode: a bundle that is not the text it was made from is refused, or
// decides as its own text says; nothing panics, and nothing goes that a contract,
// a class and a place do not let go.
func FuzzDecode(f *testing.F) {
	f.Add(rules(1).Canonical())
	f.Add(rules(1, only(event.OrderCreated, field("customer", policy.Token), field("terms", policy.Sealed))).Canonical())
	f.Add([]byte(`{"name":"x","version":1,"ttl_ns":1}`))
	f.Add([]byte(`{}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		b, err := policy.Decode(raw)
		if err != nil {
			return
		}
		if !bytes.Equal(b.Canonical(), raw) {
			t.Fatalf("Decode(%q) is a bundle of other bytes: %q", raw, b.Canonical())
		}
		d, err := policy.Compile(b, texas, policy.Key{})
		if err != nil {
			t.Fatalf("Compile(Decode(%q)) = %v, want no error: Decode checks", raw, err)
		}
		for _, q := range queries {
			got, limit := answer(d, q), plain(b, &q)
			if name := more(got, limit); name != "" {
				t.Fatalf("%s goes %q, and its text lets it go %q, for %+v", name, got[name], limit[name], q)
			}
		}
	})
}

// FuzzGolden: what is read back is what was written.
func FuzzGolden(f *testing.F) {
	m, err := policy.NewMatrix(rules(1), texas.Regions)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(m.Golden())
	f.Add([]byte("seatrial/policy-golden/v1\nregions tx hub\ngo a b c d e: clear\nlie x y z (any other): -\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := policy.ParseGolden(text)
		if err != nil {
			return
		}
		again, err := policy.ParseGolden(m.Golden())
		if err != nil {
			t.Fatalf("ParseGolden(%q) = %v, want what was read back", m.Golden(), err)
		}
		if changes := policy.Changes(m, again); len(changes) > 0 {
			t.Fatalf("what was read back differs: %+v", changes)
		}
	})
}
