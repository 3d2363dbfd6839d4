package policies_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/seatrial/seatrial/reference/policy"
	"github.com/seatrial/seatrial/scenarios/policies"
	"github.com/seatrial/seatrial/sim/history"
	"pgregory.net/rapid"
)

// looser says what a policy allows that another does not, or "". A purpose or a
// role of which a letter is lost is another one, which nobody has.
func looser(t *rapid.T, got, limit *policies.File) string {
	regions := []string{"tx", "va", "hub"}
	before, err := policy.NewMatrix(&limit.Policy, regions)
	if err != nil {
		t.Fatal(err)
	}
	after, err := policy.NewMatrix(&got.Policy, regions)
	if err != nil {
		t.Fatal(err)
	}
	purposes := append(policy.Purposes(&limit.Policy), policy.OtherPurpose)
	for _, c := range policy.Changes(before, after) {
		if c.Loosens() && slices.Contains(purposes, c.Purpose) {
			return fmt.Sprintf("%+v", c)
		}
	}
	if got.TTLNano > limit.TTLNano {
		return "a longer ttl"
	}
	for _, role := range []string{"operator", "steward"} {
		for _, action := range []string{"pause", "replay", "approve-export"} {
			for _, region := range []string{"", "tx", "va"} {
				for _, approved := range []bool{false, true} {
					was, is := granted(limit.Grants, role, action, region, approved), granted(got.Grants, role, action, region, approved)
					if is > was {
						return fmt.Sprintf("%s may %s in %q, approved %v, for %d, was %d", role, action, region, approved, is, was)
					}
				}
			}
		}
	}
	return ""
}

// granted returns for how long a role may act in a region, "" = its own; 0 = not
// at all.
func granted(list []history.Grant, role, action, region string, approved bool) (most int64) {
	for _, g := range list {
		own := region == "" && len(g.Regions) == 0
		if g.Role != role || !slices.Contains(g.Actions, action) || !own && !slices.Contains(g.Regions, region) || g.Approved && !approved {
			continue
		}
		if g.ForNano == 0 {
			return math.MaxInt64
		}
		most = max(most, g.ForNano)
	}
	return most
}

const lossy = `schema: seatrial/policy/v1
name: lossy
version: 12
ttl: 720h
regulations: [privacy]
fields:
  - {fields: [type, version, time, sku, qty, on_hand, allocated], tier: internal, account: enterprise, purposes: [demand-planning]}
  - {fields: [entity], tier: internal, account: enterprise, purposes: [demand-planning]}
  - fields: [entity]
    types: [OrderCreated, OrderBackordered]
    tier: confidential
    account: customer
    purposes: [demand-planning, audit]
  - {fields: [order, customer], tier: confidential, account: customer, purposes: [demand-planning], regulations: [privacy]}
  - {fields: [terms, price, ship_to], tier: regulated, account: supplier}
  - {fields: [reason, held, line, state, line_state, lines, status, key, source, pos, letter, access, trail], tier: restricted, account: enterprise}
residency:
  - {tier: internal, home: tx, regions: [hub, va], stores: [ledger, read-model]}
  - {tier: internal, home: va, regions: [hub], stores: [any]}
  - {tier: public, home: any, regions: [hub, va, tx], stores: [any]}
processing:
  - {tier: internal, home: any, regions: [hub], purposes: [demand-planning]}
  - {tier: public, home: va, regions: [hub, tx], purposes: [any]}
lowering:
  - {tier: confidential, how: token, to: internal}
  - {tier: regulated, how: sealed, to: public}
contracts:
  - types: [OrderCreated, OrderBackordered]
    to: hub
    purpose: demand-planning
    reader: aggregator
    clear: [type, time]
    token: [entity]
  - types: [InventoryShipped]
    to: hub
    purpose: audit
    reader: auditor
    clear: [type, qty]
    drop: [sku]
grants:
  - {role: operator, actions: [pause, replay], regions: [own], approved: false, for: always}
  - {role: steward, actions: [approve-export], regions: [tx, va], approved: true, for: 15m}
`

// A file that lost a part on its way - letters, a piece, lines - is refused or
// allows no more than the whole.
func TestWhatIsLostNeverLoosens(t *testing.T) {
	whole, err := policies.Read("p.yaml", []byte(lossy))
	if err != nil {
		t.Fatal(err)
	}
	read := 0
	rapid.Check(t, func(t *rapid.T) {
		text := lossy
		switch rapid.IntRange(0, 2).Draw(t, "what is lost") {
		case 0:
			for range rapid.IntRange(1, 2).Draw(t, "letters") {
				i := rapid.IntRange(0, len(text)-1).Draw(t, "letter")
				text = text[:i] + text[i+1:]
			}
		case 1:
			i := rapid.IntRange(0, len(text)-1).Draw(t, "from")
			text = text[:i] + text[min(len(text), i+rapid.IntRange(1, 40).Draw(t, "letters")):]
		default:
			lines := strings.SplitAfter(text, "\n")
			i := rapid.IntRange(0, len(lines)-1).Draw(t, "from line")
			n := min(len(lines), i+rapid.IntRange(1, 4).Draw(t, "lines"))
			text = strings.Join(append(append([]string(nil), lines[:i]...), lines[n:]...), "")
		}
		got, err := policies.Read("p.yaml", []byte(text))
		if err != nil || policy.Check(&got.Policy) != nil {
			return
		}
		read++
		if what := looser(t, got, whole); what != "" {
			t.Fatalf("with a part lost it allows more: %s\n%s", what, text)
		}
	})
	if read == 0 {
		t.Error("no file with a part lost could be read, want some, or nothing was compared")
	}
}
