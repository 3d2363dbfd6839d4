package access_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/seatrial/seatrial/reference/access"
)

// asked is a request that the default rules permit.
func asked() access.Request {
	return access.Request{Subject: "dana", Role: "analyst", Home: "tx", Expires: 1000, Action: "export", Resource: "export/tx/1", Region: "tx",
		Why: "demand study", Ticket: "CHG-7", Requester: "dana", Approver: "kim", Until: 500, Now: 400, Margin: 50}
}

func TestDefaultRules(t *testing.T) {
	b, err := access.Compile(access.Default)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change func(*access.Request)
		want   string // "" = allowed; else the rules that refuse
	}{
		"approved":             {func(*access.Request) {}, ""},
		"elsewhere":            {func(r *access.Request) { r.Region = "va" }, "home-region"},
		"expired":              {func(r *access.Request) { r.Expires = 450 }, "unexpired"},
		"expires within":       {func(r *access.Request) { r.Expires = 451 }, ""},
		"no reason":            {func(r *access.Request) { r.Why = "" }, "reason-given"},
		"no ticket":            {func(r *access.Request) { r.Action, r.Ticket = "request-export", "" }, "ticket-given"},
		"nobody approved":      {func(r *access.Request) { r.Approver = "" }, "approved-in-time"},
		"ended by itself":      {func(r *access.Request) { r.Until = 450 }, "approved-in-time"},
		"someone else's":       {func(r *access.Request) { r.Requester = "kim" }, "requester-alone"},
		"asks for it, too":     {func(r *access.Request) { r.Action, r.Requester = "request-export", "kim" }, "asked-once"},
		"another role":         {func(r *access.Request) { r.Role = "auditor" }, "nothing permits it"},
		"an unknown action":    {func(r *access.Request) { r.Action = "erase" }, "nothing permits it"},
		"two rules at once":    {func(r *access.Request) { r.Region, r.Why = "va", "" }, "home-region reason-given"},
		"approves":             {func(r *access.Request) { r.Role, r.Action, r.Subject = "privacy-officer", "approve-export", "kim" }, ""},
		"approves their own":   {func(r *access.Request) { r.Role, r.Action = "privacy-officer", "approve-export" }, "somebody-else-approves"},
		"approves nothing":     {func(r *access.Request) { r.Role, r.Action, r.Requester = "privacy-officer", "approve-export", "" }, "somebody-else-approves"},
		"a clock near its end": {func(r *access.Request) { r.Now, r.Margin = 1<<63-1, 1 }, "approved-in-time unexpired"},
	} {
		r := asked()
		c.change(&r)
		v := b.Decide(&r)
		got := strings.Join(v.Rules, " ")
		if !v.Allowed && got == "" {
			got = "nothing permits it"
		}
		if v.Allowed != (c.want == "") || !v.Allowed && got != c.want {
			t.Errorf("Decide(%s) = %v by %q, want %q", name, v.Allowed, got, c.want)
		}
	}
}

// A policy that cannot be evaluated refuses, also where it would only forbid:
// Cedar alone would go on without it.
func TestRuleThatFailsRefuses(t *testing.T) {
	b, err := access.Compile("@id(\"all\") permit (principal, action, resource);\n@id(\"broken\") forbid (principal, action, resource) when { resource.colour == 1 };")
	if err != nil {
		t.Fatal(err)
	}
	r := asked()
	if v := b.Decide(&r); v.Allowed || !slices.Equal(v.Rules, []string{"broken"}) {
		t.Errorf("Decide with a rule that cannot be evaluated = %+v, want it refused by that rule", v)
	}
}

func TestRulesThatDoNotCompile(t *testing.T) {
	for text, want := range map[string]string{
		"permit (principal, action, resource);": "line 1 has no name",
		"@id(\"a\") permit (principal, action":  "compile access rules",
		"@id(\"a\") permit (principal, action, resource);\n@id(\"a\") forbid (principal, action, resource);": "line 2: there are two policies \"a\"",
	} {
		if _, err := access.Compile(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Compile(%q) = %v, want %q", text, err, want)
		}
	}
}
