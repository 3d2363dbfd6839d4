package history_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/seatrial/seatrial/sim/history"
)

// The order in which a policy was written, and its own hash, are not part of
// what it says.
func TestDigestIsOfWhatIsSaid(t *testing.T) {
	p := fullPolicy()
	p.Contracts = append(p.Contracts, history.Contract{Type: "Delivered", To: "hub", Purpose: "planning", Fields: []history.Field{
		{Name: "qty", How: "clear"}, {Name: "customer", How: "token"}}})
	p.Regulations = []string{"trade", "ccpa"}
	q := p
	q.Hash, q.Regulations = "", []string{"ccpa", "trade", "ccpa"}
	q.Contracts = slices.Clone(p.Contracts)
	slices.Reverse(q.Contracts)
	q.Contracts[0].Fields = slices.Clone(q.Contracts[0].Fields)
	slices.Reverse(q.Contracts[0].Fields)
	if p.Digest() != q.Digest() || len(p.Digest()) != 64 {
		t.Errorf("Digest = %s and %s, want the same 64 digits", p.Digest(), q.Digest())
	}
	if strings.Contains(string(p.Canonical()), "hash") {
		t.Error("Canonical holds the hash, want it left out")
	}
	if p.Regulations[0] != "trade" || p.Contracts[1].Fields[0].Name != "qty" {
		t.Error("Canonical changed the policy, want it as it was")
	}
	for name, change := range map[string]func(*history.Policy){
		"version": func(p *history.Policy) { p.Version++ }, "ttl": func(p *history.Policy) { p.TTLNano++ },
		"effective": func(p *history.Policy) { p.EffectiveNano++ }, "access": func(p *history.Policy) { p.Access += " " },
		"tier":     func(p *history.Policy) { p.Classes = []history.Class{{Field: "qty", Tier: "public"}} },
		"way":      func(p *history.Policy) { p.Contracts[0].Fields = []history.Field{{Name: "qty", How: "sealed"}} },
		"lowering": func(p *history.Policy) { p.Lowering = nil }, "processing": func(p *history.Policy) { p.Processing = nil },
	} {
		other := fullPolicy()
		if change(&other); other.Digest() == other.Hash {
			t.Errorf("Digest after another %s = %s, want another one", name, other.Digest())
		}
	}
}

func TestContractsAmong(t *testing.T) {
	p := history.Policy{Contracts: []history.Contract{{Type: "A", To: "hub"}, {Type: "B", To: history.Home}}}
	want := []history.Contract{{Type: "A", To: "hub"}, {Type: "B", To: "tx"}, {Type: "B", To: "va"}}
	if got := p.ContractsAmong([]string{"tx", "va"}); !reflect.DeepEqual(got, want) {
		t.Errorf("ContractsAmong(tx, va) = %v, want %v", got, want)
	}
}

// The tiers are a lattice in a line.
func TestTierLattice(t *testing.T) {
	if got := strings.Join(history.Tiers(), " "); got != "public internal confidential regulated restricted" {
		t.Fatalf("Tiers = %s, want the five, lowest first", got)
	}
	for a := history.Public; a <= history.Restricted; a++ {
		for b := history.Public; b <= history.Restricted; b++ {
			j := a.Join(b)
			if j != b.Join(a) || j < a || j < b || j != a && j != b || a.Join(a) != a || a.Join(0) != a {
				t.Errorf("%s.Join(%s) = %s, want the higher of both", a, b, j)
			}
		}
		if back, ok := history.ParseTier(a.String()); !ok || back != a || !a.Known() {
			t.Errorf("ParseTier(%s) = %s, %v, want it back", a, back, ok)
		}
	}
	for _, name := range []string{"", "secret", "Public", "unknown"} {
		if got, ok := history.ParseTier(name); ok || got.Known() {
			t.Errorf("ParseTier(%q) = %s, want it refused", name, got)
		}
	}
}
