package seal_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/seatrial/seatrial/reference/seal"
	"pgregory.net/rapid"
)

// secretOf is a secret of its own for a name.
func secretOf(name string) string { return name + strings.Repeat("K", seal.SecretMin) }

func ring(t testing.TB, c seal.Config) *seal.Ring {
	t.Helper()
	r, err := seal.NewRing(c)
	if err != nil {
		t.Fatalf("NewRing(%s) = %v, want a ring", c.Region, err)
	}
	return r
}

var (
	regions  = rapid.SampledFrom([]string{"tx", "va", "or", "t", "xv"})
	tenants  = rapid.SampledFrom([]string{"demo", "demos", "", "a"})
	entities = rapid.SampledFrom([]string{"order/tx/1", "order/tx/11", "order/tx/", "o"})
	fields   = rapid.SampledFrom([]string{"terms", "customer", "ship_to", "term"})
	values   = rapid.StringN(1, 40, 200)
	epochs   = rapid.Uint32Range(1, 5)
)

// vessel is all that a sealed value is bound to.
type vessel struct {
	region, tenant string
	at             seal.Place
}

func drawVessel(t *rapid.T, label string) vessel {
	return vessel{region: regions.Draw(t, label+" region"), tenant: tenants.Draw(t, label+" tenant"),
		at: seal.Place{Entity: entities.Draw(t, label+" entity"), Field: fields.Draw(t, label+" field"), Version: rapid.Uint64Range(0, 3).Draw(t, label+" version")}}
}

// sealer returns a sealer with the secret of the region, or with one that all
// share: what is bound is bound by more than by the key.
func (v vessel) sealer(t testing.TB, oneSecret bool) *seal.Sealer {
	secret := secretOf(v.region)
	if oneSecret {
		secret = secretOf("all")
	}
	return ring(t, seal.Config{Region: v.region, Tenant: v.tenant, Secret: secret}).Sealer()
}

// I-13: what is sealed opens in its region, for its tenant, as its entity, field
// and version, and nowhere else.
func TestSealedOpensOnlyWhereItBelongs(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		home, other := drawVessel(rt, "home"), drawVessel(rt, "other")
		value, e, one := values.Draw(rt, "value"), seal.Epoch(epochs.Draw(rt, "epoch")), rapid.Bool().Draw(rt, "one secret")
		text := home.sealer(t, one).Seal(value, home.at, e)
		if got, ok := seal.Sealed(text); !ok || got != e || strings.Contains(text, value) && len(value) > 3 {
			rt.Fatalf("Seal(%q) = %q, Sealed = %d, %v, want epoch %d and no trace of the value", value, text, got, ok, e)
		}
		if again := home.sealer(t, one).Seal(value, home.at, e); again != text {
			rt.Fatalf("Seal(%q) = %q, then %q, want the same again", value, text, again)
		}
		if got, err := home.sealer(t, one).Open(text, home.at); err != nil || got != value {
			rt.Fatalf("Open at home = %q, %v, want %q", got, err, value)
		}
		got, err := other.sealer(t, one).Open(text, other.at)
		switch {
		case home == other && (err != nil || got != value):
			rt.Fatalf("Open at the same place = %q, %v, want %q", got, err, value)
		case home != other && !errors.Is(err, seal.ErrOpen):
			rt.Fatalf("Open of %+v as %+v = %q, %v, want it to stay shut", home, other, got, err)
		}
	})
}

// Any change of a sealed value keeps it shut.
func TestSealedIsNotForged(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		home := drawVessel(rt, "home")
		text := home.sealer(t, false).Seal(values.Draw(rt, "value"), home.at, 1)
		at := rapid.IntRange(0, len(text)-1).Draw(rt, "at")
		changed := text[:at] + rapid.StringMatching(`[A-Za-z0-9_-]`).Draw(rt, "letter") + text[at+1:]
		if _, err := home.sealer(t, false).Open(changed, home.at); changed != text && !errors.Is(err, seal.ErrOpen) {
			rt.Fatalf("Open(%q), changed from %q = %v, want it to stay shut", changed, text, err)
		}
	})
}

// I-14: within a scope and an epoch tokens are one to one with the values of a
// field, and stay so; across regions, tenants, scopes, fields and epochs no two
// are alike.
func TestTokensAreOneToOneInScopeAndUnlinkedAcross(t *testing.T) {
	type scope struct {
		region, tenant, to, purpose, field string
		epoch                              seal.Epoch
	}
	draw := func(rt *rapid.T, label string) scope {
		return scope{regions.Draw(rt, label+" region"), tenants.Draw(rt, label+" tenant"), rapid.SampledFrom([]string{"hub", "va"}).Draw(rt, label+" to"),
			rapid.SampledFrom([]string{"plan", "audit"}).Draw(rt, label+" purpose"), fields.Draw(rt, label+" field"), seal.Epoch(epochs.Draw(rt, label+" epoch"))}
	}
	rapid.Check(t, func(rt *rapid.T) {
		words := rapid.SliceOfNDistinct(values, 2, 30, rapid.ID[string]).Draw(rt, "values")
		one := rapid.Bool().Draw(rt, "one secret")
		seen := map[string]string{}
		byScope := map[scope]bool{}
		for _, s := range []scope{draw(rt, "first"), draw(rt, "second"), draw(rt, "third")} {
			if byScope[s] {
				continue
			}
			byScope[s] = true
			secret := secretOf(s.region)
			if one {
				secret = secretOf("all")
			}
			tokens := ring(t, seal.Config{Region: s.region, Tenant: s.tenant, Secret: secret}).Tokens(seal.Scope{To: s.to, Purpose: s.purpose}, s.epoch)
			for _, w := range words {
				tok := tokens.Of(s.field, w)
				if e, ok := seal.TokenEpoch(tok); !ok || e != s.epoch {
					rt.Fatalf("TokenEpoch(%q) = %d, %v, want %d", tok, e, ok, s.epoch)
				}
				if other, ok := seen[tok]; ok {
					rt.Fatalf("token of %q in %+v = %s, the same as of %s", w, s, tok, other)
				}
				seen[tok] = w
			}
			for _, w := range words { // after others took their place in the memory
				if tok := tokens.Of(s.field, w); seen[tok] != w {
					rt.Fatalf("token of %q in %+v = %s, want the same as before", w, s, tok)
				}
			}
		}
	})
}

// A rotation changes every token, and going back brings the old ones back.
func TestRotation(t *testing.T) {
	tokens := ring(t, seal.Config{Region: "tx", Secret: secretOf("tx")}).Tokens(seal.Scope{To: "hub"}, 1)
	first := tokens.OfEntity("entity", "order/tx/1")
	tokens.Turn(2)
	second := tokens.OfEntity("entity", "order/tx/1")
	tokens.Turn(1)
	if again := tokens.OfEntity("entity", "order/tx/1"); first == second || again != first || !strings.HasPrefix(second, "order/tx/t2-") {
		t.Errorf("tokens of epochs 1, 2, 1 = %s, %s, %s, want the second another, the third as the first", first, second, again)
	}
	s := ring(t, seal.Config{Region: "tx", Secret: secretOf("tx")}).Sealer()
	at := seal.Place{Entity: "order/tx/1", Field: "terms"}
	old, young := s.Seal("net 30", at, 1), s.Seal("net 30", at, 2)
	for _, text := range []string{old, young} {
		if got, err := s.Open(text, at); err != nil || got != "net 30" {
			t.Errorf("Open(%s) = %q, %v, want what was sealed before a rotation and after it", text, got, err)
		}
	}
	if old == young {
		t.Error("sealed values of two epochs are the same, want two")
	}
}

func TestShortSecretsAreRefused(t *testing.T) {
	if _, err := seal.NewRing(seal.Config{Region: "tx", Secret: "short"}); !errors.Is(err, seal.ErrSecret) {
		t.Errorf("NewRing with a short secret = %v, want %v", err, seal.ErrSecret)
	}
}

// Digests of two regions, and of two tenants of one, have keys of their own.
func TestDigestKeys(t *testing.T) {
	seen := map[string]string{}
	for _, c := range []seal.Config{{Region: "tx"}, {Region: "va"}, {Region: "tx", Tenant: "demo"}} {
		c.Secret = secretOf("all")
		key := ring(t, c).DigestKey()
		if other, ok := seen[string(key)]; ok || len(key) != 32 {
			t.Errorf("DigestKey of %s %q = %x, want 32 bytes other than those of %s", c.Region, c.Tenant, key, other)
		}
		seen[string(key)] = c.Region
	}
}
