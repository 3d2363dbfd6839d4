package policy_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/policy"
	"github.com/seatrial/seatrial/scenarios/policies"
	"github.com/seatrial/seatrial/sim/history"
	"pgregory.net/rapid"
)

// texas is where the deciders of the tests stand.
var texas = policy.Place{Region: "tx", Regions: []string{"tx", "va", "hub"}}

// rules returns the bundle that ships, as a version, with some changes.
func rules(version uint64, change ...func(*policy.Bundle)) *policy.Bundle {
	b := policies.Default("hub")
	b.Version = version
	for _, c := range change {
		c(&b)
	}
	b.Hash = b.Digest()
	return &b
}

// only lets one type go, with the fields of one way each.
func only(typ string, fields ...history.Field) func(*policy.Bundle) {
	return func(b *policy.Bundle) {
		b.Contracts = []history.Contract{{Type: typ, To: "hub", Purpose: event.DemandPlanning, Fields: fields}}
	}
}

func compile(t testing.TB, b *policy.Bundle) *policy.Decider {
	t.Helper()
	d, err := policy.Compile(b, texas, policy.NewKey(7, "tx"))
	if err != nil {
		t.Fatalf("Compile = %v, want no error", err)
	}
	return d
}

// drawn is a sound bundle: the one that ships with tiers, places, lowerings and
// contracts as they come.
func drawn(t *rapid.T, name string) *policy.Bundle {
	b := policies.Default("hub")
	tier := rapid.SampledFrom(history.Tiers())
	region := rapid.SliceOfNDistinct(rapid.SampledFrom(texas.Regions), 1, 3, rapid.ID[string])
	b.TTLNano = rapid.Int64Range(1, 1000).Draw(t, name+" ttl")
	for i := range b.Classes {
		if rapid.IntRange(0, 3).Draw(t, name+" reclassify") == 0 {
			b.Classes[i].Tier = tier.Draw(t, name+" tier of "+b.Classes[i].Field)
		}
		b.Classes[i].Purposes = rapid.SliceOfNDistinct(purposes, 0, 2, rapid.ID[string]).Draw(t, name+" purposes")
	}
	b.Residency, b.Processing, b.Lowering = nil, nil, nil
	for range rapid.IntRange(0, 6).Draw(t, name+" places") {
		b.Residency = append(b.Residency, history.Residency{Tier: tier.Draw(t, name+" lies"), Regions: region.Draw(t, name+" where"),
			Stores: rapid.SliceOfNDistinct(rapid.SampledFrom(policy.Stores()), 0, 2, rapid.ID[string]).Draw(t, name+" stores")})
		b.Processing = append(b.Processing, history.Processing{Tier: tier.Draw(t, name+" used"), Regions: region.Draw(t, name+" where"),
			Purposes: rapid.SliceOfNDistinct(purposes, 0, 2, rapid.ID[string]).Draw(t, name+" what for")})
	}
	for _, how := range []string{policy.Token, policy.Sealed} {
		from := tier.Draw(t, name+" lowered")
		b.Lowering = append(b.Lowering, history.Lowering{Tier: from, How: how, To: "public"})
	}
	b.Contracts = agreed(t, name)
	b.Hash = b.Digest()
	return &b
}

var (
	purposes = rapid.SampledFrom([]string{event.DemandPlanning, "audit"})
	someType = rapid.SampledFrom([]string{event.OrderCreated, event.OrderBackordered, event.InventoryShipped})
)

// agreed draws contracts, one for each type, destination and purpose at most.
func agreed(t *rapid.T, name string) (out []history.Contract) {
	seen := map[[3]string]bool{}
	for range rapid.IntRange(0, 5).Draw(t, name+" contracts") {
		c := history.Contract{Type: someType.Draw(t, name+" type"), To: rapid.SampledFrom([]string{"va", "hub", "hub"}).Draw(t, name+" to"), Purpose: purposes.Draw(t, name+" purpose")}
		if key := [3]string{c.Type, c.To, c.Purpose}; seen[key] {
			continue
		} else {
			seen[key] = true
		}
		for _, f := range event.Fields() {
			ways := []string{policy.Clear, policy.Clear, policy.Sealed, policy.Drop}
			if texts[f] != nil {
				ways = append(ways, policy.Token)
			}
			if slices.Contains(event.FieldsOf(c.Type), f) && rapid.Bool().Draw(t, name+" names "+f) {
				c.Fields = append(c.Fields, history.Field{Name: f, How: rapid.SampledFrom(ways).Draw(t, name+" way of "+f)})
			}
		}
		out = append(out, c)
	}
	return out
}

// asked draws a query, sound or not.
func asked(t *rapid.T) policy.Query {
	return policy.Query{
		Type:        rapid.SampledFrom([]string{event.OrderCreated, event.OrderBackordered, event.InventoryShipped, "Updated", ""}).Draw(t, "type"),
		To:          rapid.SampledFrom([]string{"hub", "va", "tx", "home", "mars", ""}).Draw(t, "to"),
		Purpose:     rapid.SampledFrom([]string{event.DemandPlanning, "audit", "marketing", ""}).Draw(t, "purpose"),
		Tier:        policy.Tier(rapid.IntRange(0, 9).Draw(t, "tier")),
		Regulations: rapid.SliceOfN(rapid.SampledFrom([]string{"privacy", "trade", "martian", ""}), 0, 2).Draw(t, "regulations"),
		Age:         rapid.Int64Range(0, 2000).Draw(t, "age"),
	}
}

// Every mistake is found, and a bundle with one is refused as a whole.
func TestFaults(t *testing.T) {
	if err := policy.Check(rules(1)); err != nil {
		t.Fatalf("Check(the bundle that ships) = %v, want nil", err)
	}
	for want, spoil := range map[string]func(*policy.Bundle){
		"no name or no version":            func(b *policy.Bundle) { b.Name = "" },
		"no ttl":                           func(b *policy.Bundle) { b.TTLNano = 0 },
		"at no instant":                    func(b *policy.Bundle) { b.EffectiveNano = 1<<63 - 1 },
		`field "type" is classified twice`: func(b *policy.Bundle) { b.Classes = append(b.Classes, b.Classes[0]) },
		`field "type" of Updated is classified for a type`: func(b *policy.Bundle) {
			b.Classes = append(b.Classes, history.Class{Field: "type", Type: "Updated", Tier: "public"})
		},
		`field "colour" is classified and in no event`:     func(b *policy.Bundle) { b.Classes = append(b.Classes, history.Class{Field: "colour", Tier: "public"}) },
		`field "type" tier "secret" is unknown`:            func(b *policy.Bundle) { b.Classes[0].Tier = "secret" },
		`is under regulation "martian"`:                    func(b *policy.Bundle) { b.Classes[0].Regulations = []string{"martian"} },
		`field "type" of OrderCreated is not classified`:   func(b *policy.Bundle) { b.Classes = b.Classes[1:] },
		`residency: tier "secret"`:                         func(b *policy.Bundle) { b.Residency[0].Tier = "secret" },
		`store "attic" is unknown`:                         func(b *policy.Bundle) { b.Residency[0].Stores = []string{"attic"} },
		`processing: tier ""`:                              func(b *policy.Bundle) { b.Processing[0].Tier = "" },
		`lowering of "internal" by "token" to "regulated"`: func(b *policy.Bundle) { b.Lowering[0].Tier, b.Lowering[0].To = "internal", "regulated" },
		`lowering of confidential by token is there twice`: func(b *policy.Bundle) { b.Lowering = append(b.Lowering, b.Lowering[0]) },
		"no destination":                                   func(b *policy.Bundle) { b.Contracts[0].To = "" },
		"there is another one":                             func(b *policy.Bundle) { b.Contracts = append(b.Contracts, b.Contracts[0]) },
		"nobody agreed on this type":                       func(b *policy.Bundle) { b.Contracts[0].Type = "Updated" },
		`field "colour" is in no event that may cross`:     func(b *policy.Bundle) { b.Contracts[0].Fields[0].Name = "colour" },
		`field "customer" is in no event of this type`:     func(b *policy.Bundle) { b.Contracts[0].Fields[0].Name = "customer" },
		`field "type" is named twice`:                      func(b *policy.Bundle) { b.Contracts[0].Fields[1] = b.Contracts[0].Fields[0] },
		`goes "sideways"`:                                  func(b *policy.Bundle) { b.Contracts[0].Fields[0].How = "sideways" },
		`field "qty" is a number and cannot be a token`:    func(b *policy.Bundle) { only(event.OrderCreated, field("qty", policy.Token))(b) },
		`grant of ""`:                                      func(b *policy.Bundle) { b.Grants = []history.Grant{{}} },
	} {
		b := rules(1, spoil)
		_, compiled := policy.Compile(b, texas, policy.Key{})
		if err := policy.Check(b); err == nil || !strings.Contains(err.Error(), want) || compiled == nil {
			t.Errorf("Check = %v, Compile = %v, want %q of both", err, compiled, want)
		}
		_, decoded := policy.Decode(b.Canonical())
		if decoded == nil {
			t.Errorf("Decode of a bundle with %q = nil, want it refused", want)
		}
	}
}
