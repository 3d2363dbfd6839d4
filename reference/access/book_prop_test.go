package access_test

import (
	"slices"
	"testing"

	"github.com/seatrial/seatrial/reference/access"
	"pgregory.net/rapid"
)

var words = rapid.SampledFrom([]string{"", "dana", "kim", "tx", "va", "analyst", "privacy-officer", "incident-lead", "duty-manager",
	"auditor", "pause", "replay", "read", "export", "break-glass", "request-export", "approve-export", "approve-break-glass"})

var requests = rapid.Custom(func(t *rapid.T) access.Request {
	word := func(name string) string { return words.Draw(t, name) }
	number := func(name string) int64 { return rapid.Int64().Draw(t, name) }
	return access.Request{Subject: word("subject"), Role: word("role"), Home: word("home"), Expires: number("expires"), Action: word("action"),
		Resource: word("resource"), Region: word("region"), Why: word("why"), Ticket: word("ticket"), Requester: word("requester"),
		Approver: word("approver"), Until: number("until"), Now: number("now"), Margin: number("margin")}
})

// The same request gets the same answer, the same rules in the same order; and
// nothing out of place is ever permitted, whatever else is true of a request.
func TestDecisionIsPureAndClosed(t *testing.T) {
	one, err := access.Compile(access.Default)
	if err != nil {
		t.Fatal(err)
	}
	two, err := access.Compile(access.Default)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		r := requests.Draw(t, "request")
		v := one.Decide(&r)
		for range 4 {
			if again := two.Decide(&r); again.Allowed != v.Allowed || !slices.Equal(again.Rules, v.Rules) {
				t.Fatalf("Decide(%+v) = %+v, then %+v, want the same", r, v, again)
			}
		}
		if v.Allowed && (r.Home != r.Region || r.Why == "" || r.Now >= r.Expires && r.Margin >= 0) {
			t.Fatalf("Decide(%+v) = allowed by %v, want it refused", r, v.Rules)
		}
	})
}
