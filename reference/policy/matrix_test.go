package policy_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/policy"
	"github.com/seatrial/seatrial/sim/history"
)

func matrix(t *testing.T, b *policy.Bundle) *policy.Matrix {
	t.Helper()
	m, err := policy.NewMatrix(b, texas.Regions)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// Every tier, home, region, purpose and kind of store has its decision, and at
// home there is none to take.
func TestMatrixIsWhole(t *testing.T) {
	m := matrix(t, rules(1))
	purposes := []string{event.DemandPlanning, event.ReturnHome, policy.OtherPurpose}
	if want := 5 * 3 * 2 * len(purposes) * len(policy.Stores()); m.Decisions() != want {
		t.Errorf("Decisions = %d, want %d", m.Decisions(), want)
	}
	for _, h := range m.Holdings {
		may := h.Region == "hub" && (h.Tier == "public" || h.Tier == "internal" && h.Purpose == event.DemandPlanning)
		if may != (len(h.Stores) > 0) || h.Home == h.Region {
			t.Errorf("%s of %s in %s for %s: stores %v, want some only at the hub, of what is public, or internal and for planning", h.Tier, h.Home, h.Region, h.Purpose, h.Stores)
		}
	}
	for _, k := range m.Crossings {
		if slices.Contains([]string{"customer", "ship_to", "terms", "price"}, k.Field) && k.How == policy.Clear || k.Reason != "" {
			t.Errorf("crossing %+v of the bundle that ships, want neither a customer nor terms to go, and no contract in vain", k)
		}
	}
}

// A contract that names what its own rules keep at home is told why; home is
// spelled out nowhere, and nothing is asked about going there.
func TestCrossingsInVain(t *testing.T) {
	b := rules(1, only(event.OrderCreated, field("type", policy.Clear), field("customer", policy.Clear), field("ship_to", policy.Token)), func(b *policy.Bundle) {
		b.Contracts = append(b.Contracts, history.Contract{Type: event.OrderCreated, To: history.Home, Purpose: "return", Fields: []history.Field{field("terms", policy.Sealed)}},
			history.Contract{Type: event.Delivered, To: "mars", Purpose: "return", Fields: []history.Field{field("type", policy.Clear)}})
	})
	got := map[string]string{}
	for _, k := range matrix(t, b).Crossings {
		if k.Home == "tx" {
			got[k.To+" "+k.Field] = strings.TrimSpace(k.How + " " + k.Reason)
		}
	}
	want := map[string]string{"hub type": "clear", "hub customer": "drop " + policy.ReasonResidency, "hub ship_to": "drop " + policy.ReasonPurpose,
		"home terms": "sealed", "mars type": "drop " + policy.ReasonUnknownRegion}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("crossings from tx = %v, want %v", got, want)
	}
}

func TestChanges(t *testing.T) {
	before := rules(1, only(event.OrderCreated, field("qty", policy.Clear), field("entity", policy.Token)))
	after := rules(2, only(event.OrderCreated, field("type", policy.Clear), field("entity", policy.Drop)), func(b *policy.Bundle) {
		b.Residency[1].Stores = []string{"ledger", "backup"}
	})
	var got []string
	for _, c := range policy.Changes(matrix(t, before), matrix(t, after)) {
		what := c.Field + " of " + c.Type
		if c.Type == "" {
			what = c.Tier + " in " + c.Store
		}
		got = append(got, strings.Join([]string{what, c.Before, c.After, strings.Join(c.Homes, "+")}, " "))
		opens := c.After == "yes" || c.Field == "type"
		if c.Loosens() != opens {
			t.Errorf("Loosens(%+v) = %v, want %v", c, c.Loosens(), opens)
		}
	}
	want := []string{"entity of OrderCreated token drop tx+va", "qty of OrderCreated clear drop tx+va", "type of OrderCreated drop clear tx+va",
		"internal in read-model yes no tx+va", "internal in cache yes no tx+va", "internal in log yes no tx+va", "internal in metric yes no tx+va",
		"internal in trace yes no tx+va", "internal in backup no yes tx+va"}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("Changes =\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestGoldenIsReadBack(t *testing.T) {
	m := matrix(t, rules(1))
	back, err := policy.ParseGolden(m.Golden())
	if err != nil || len(policy.Changes(m, back)) > 0 || !slices.Equal(back.Regions, m.Regions) || back.Decisions() != m.Decisions() {
		t.Errorf("ParseGolden(Golden) = %v, %v, want the same decisions", policy.Changes(m, back), err)
	}
	for text, want := range map[string]string{
		"":                                     "1: not a golden file",
		"seatrial/policy-golden/v1\n":          "1: not a golden file",
		"seatrial/policy-golden/v1\nregion tx": "2: no regions",
		"seatrial/policy-golden/v1\nregions tx\nlie internal tx: -": "3: ",
		"seatrial/policy-golden/v1\nregions tx\ngo a b c d e: drop": "3: ",
		"seatrial/policy-golden/v1\nregions tx\nallow everything":   "3: ",
	} {
		if _, err := policy.ParseGolden([]byte(text)); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("ParseGolden(%q) = %v, want %q", text, err, want)
		}
	}
}
