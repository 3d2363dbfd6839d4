package policy_test

import (
	"reflect"
	"slices"
	"testing"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/policy"
	"github.com/seatrial/seatrial/sim/history"
	"pgregory.net/rapid"
)

// plain answers a query from the text of a bundle, without compiling it: the
// fields that go and how, or none.
func plain(b *policy.Bundle, q *policy.Query) map[string]string {
	if !q.Tier.Known() || !slices.Contains(texas.Regions, q.To) || slices.ContainsFunc(q.Regulations, func(r string) bool { return !slices.Contains(b.Regulations, r) }) {
		return nil
	}
	goes, crossing, whole := map[string]string{}, policy.Tier(0), policy.Tier(0)
	class := func(name string) history.Class {
		at := slices.IndexFunc(b.Classes, func(c history.Class) bool { return c.Field == name && c.Type == q.Type })
		if at < 0 {
			at = slices.IndexFunc(b.Classes, func(c history.Class) bool { return c.Field == name && c.Type == "" })
		}
		return b.Classes[at]
	}
	for _, name := range event.FieldsOf(q.Type) {
		tier, _ := history.ParseTier(class(name).Tier)
		whole = whole.Join(tier)
	}
	for _, c := range b.Contracts {
		if c.Type != q.Type || c.To != q.To || c.Purpose != q.Purpose {
			continue
		}
		for _, f := range c.Fields {
			k := class(f.Name)
			tier, _ := history.ParseTier(k.Tier)
			if f.How != policy.Drop && spared(b, k, f.How, q) {
				goes[f.Name], crossing = f.How, crossing.Join(tier)
			}
		}
	}
	if q.Tier > whole {
		crossing = q.Tier
	}
	if crossing >= history.Confidential && q.Age > b.TTLNano {
		return nil
	}
	return goes
}

// spared reports whether the rules of a field's tier let it go.
func spared(b *policy.Bundle, k history.Class, how string, q *policy.Query) bool {
	if q.To == texas.Region {
		return true
	}
	if how != policy.Sealed && !slices.Contains(k.Purposes, q.Purpose) {
		return false
	}
	tier := k.Tier
	for _, l := range b.Lowering {
		if l.Tier == k.Tier && l.How == how {
			tier = l.To
		}
	}
	lies := slices.ContainsFunc(b.Residency, func(r history.Residency) bool { return r.Tier == tier && slices.Contains(r.Regions, q.To) })
	used := slices.ContainsFunc(b.Processing, func(r history.Processing) bool {
		return r.Tier == tier && slices.Contains(r.Regions, q.To) && (len(r.Purposes) == 0 || slices.Contains(r.Purposes, q.Purpose))
	})
	return lies && used
}

// answer returns what a decider answers, in the form of [plain].
func answer(d *policy.Decider, q policy.Query) map[string]string {
	got := d.Decide(&q)
	if !got.Allow {
		return nil
	}
	goes := map[string]string{}
	for _, f := range got.Rule.Fields() {
		goes[f] = got.Rule.How(f)
	}
	return goes
}

// Whatever the bundle and the query, the compiled decision is the one that the
// text of the bundle gives: total, deny by default.
func TestDecideIsThePlainBundle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := drawn(t, "bundle")
		q := asked(t)
		d, err := policy.Compile(b, texas, policy.Key{})
		if err != nil {
			t.Fatalf("Compile = %v, want no error", err)
		}
		got, want := answer(d, q), plain(b, &q)
		if len(got) != len(want) || len(want) > 0 && !reflect.DeepEqual(got, want) {
			t.Fatalf("Decide(%+v) lets %v go, want %v", q, got, want)
		}
		if full := d.Decide(&q); full.Allow == (full.Reason != "") || full.Allow != (full.Rule != nil) {
			t.Fatalf("Decide(%+v) = %+v, want a rule or a reason", q, full)
		}
	})
}

// The same bundle, however it was written, and the same query have the same
// answer, asked first or last, here or elsewhere.
func TestDecideIsPure(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := drawn(t, "bundle")
		shuffled := *b
		shuffled.Contracts = rapid.Permutation(b.Contracts).Draw(t, "contracts in another order")
		shuffled.Classes = rapid.Permutation(b.Classes).Draw(t, "classes in another order")
		shuffled.Residency = rapid.Permutation(b.Residency).Draw(t, "residency in another order")
		if shuffled.Digest() != b.Digest() {
			t.Fatal("Digest depends on the order in which the bundle was written, want it equal")
		}
		here, _ := policy.Compile(b, texas, policy.NewKey(1, "tx"))
		there, _ := policy.Compile(&shuffled, texas, policy.NewKey(2, "va"))
		for range 5 {
			q := asked(t)
			first := answer(here, q)
			for range 3 {
				other := asked(t)
				here.Decide(&other)
			}
			if got := answer(here, q); !reflect.DeepEqual(got, first) {
				t.Fatalf("Decide(%+v) = %v, then %v", q, first, got)
			}
			if got := answer(there, q); !reflect.DeepEqual(got, first) {
				t.Fatalf("Decide(%+v) = %v here and %v there", q, first, got)
			}
		}
	})
}

// seen says how visible a field is in an answer, 0 = not at all.
func seen(goes map[string]string, name string) int {
	return 1 + slices.Index([]string{policy.Sealed, policy.Token, policy.Clear}, goes[name])
}

// more names a field that is more visible in got than in limit, or "".
func more(got, limit map[string]string) string {
	for _, f := range event.Fields() {
		if seen(got, f) > seen(limit, f) {
			return f
		}
	}
	return ""
}

// Everything in a bundle allows: with less of it, nothing more goes.
func TestLessOfABundleNeverLoosens(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := drawn(t, "bundle")
		less := *b
		switch rapid.IntRange(0, 5).Draw(t, "what is missing") {
		case 0:
			less.Contracts = without(t, b.Contracts)
		case 1:
			less.Residency = without(t, b.Residency)
		case 2:
			less.Processing = without(t, b.Processing)
		case 3:
			less.Regulations = without(t, b.Regulations)
		case 4:
			less.TTLNano = rapid.Int64Range(1, b.TTLNano).Draw(t, "shorter ttl")
		default:
			less.Contracts = slices.Clone(b.Contracts)
			for i := range less.Contracts {
				less.Contracts[i].Fields = without(t, less.Contracts[i].Fields)
			}
		}
		whole, _ := policy.Compile(b, texas, policy.Key{})
		part, err := policy.Compile(&less, texas, policy.Key{})
		if err != nil {
			return // refused as a whole: nothing goes by it
		}
		q := asked(t)
		if f := more(answer(part, q), answer(whole, q)); f != "" {
			t.Fatalf("with less in the bundle, %s goes %v, was %v, for %+v", f, answer(part, q), answer(whole, q), q)
		}
	})
}

func without[E any](t *rapid.T, list []E) []E {
	if len(list) == 0 {
		return list
	}
	i := rapid.IntRange(0, len(list)-1).Draw(t, "missing")
	return slices.Delete(slices.Clone(list), i, i+1)
}

// The meet of two deciders lets go what both do, and nothing else; a decider is
// within another exactly where no query shows more.
func TestMeetIsWithinBoth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawn(t, "one"), drawn(t, "other")
		if rapid.Bool().Draw(t, "related") {
			b = rules(2, func(p *policy.Bundle) { *p = *a; p.Version = 2; p.Contracts = without(t, a.Contracts) })
		}
		one, _ := policy.Compile(a, texas, policy.Key{})
		other, _ := policy.Compile(b, texas, policy.Key{})
		both := policy.Meet(one, other)
		if !both.Within(one) || !both.Within(other) || !one.Within(one) {
			t.Fatal("the meet of two is not within each of them, want it there")
		}
		for range 5 {
			q := asked(t)
			x, y, m := answer(one, q), answer(other, q), answer(both, q)
			if f := more(m, x); f != "" {
				t.Fatalf("the meet shows more of %s than the one: %v, %v for %+v", f, m, x, q)
			}
			if f := more(m, y); f != "" {
				t.Fatalf("the meet shows more of %s than the other: %v, %v for %+v", f, m, y, q)
			}
			for f, how := range x {
				if y[f] == how && m[f] != how {
					t.Fatalf("both let %s go %s and their meet %q, for %+v", f, how, m[f], q)
				}
			}
			if one.Within(other) {
				if f := more(x, y); f != "" {
					t.Fatalf("Within = true, and %s shows more: %v, %v for %+v", f, x, y, q)
				}
			}
		}
	})
}
