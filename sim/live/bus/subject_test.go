package bus

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestSubjects(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{BusSubject("tx", "order/tx/17"), "private.tx.bus.order.tx.17"},
		{BusSubject("tx", "lot/a.b *>%\\\x00é"), "private.tx.bus.lot.a%2Eb%20%2A%3E%25%5C%00%C3%A9"},
		{BusSubject("tx", ""), "private.tx.bus.%"},
		{BusSubject("tx", "/a//"), "private.tx.bus.%.a.%.%"},
		{CallSubject("tx", "tx", "pod/tx"), "private.tx.call.pod.tx"},
		{CallSubject("tx", Hub, "aggregator"), "export.tx.hub.call.aggregator"},
		{CallSubject(Hub, Hub, "aggregator"), "private.hub.call.aggregator"},
		{CallsTo(Hub, "aggregator"), "export.*.hub.call.aggregator"},
		{CallsTo("tx", "egress/tx"), "export.hub.tx.call.egress.tx"},
		{ReplySubject(Hub, "tx", "egress/tx", 3), "export.hub.tx.reply.egress.tx.3"},
		{ReplyInbox("tx", "tx", "egress/tx", 0), "private.tx.reply.egress.tx.0.>"},
		{DurableName("pod/tx"), "pod_tx"},
	} {
		if c.got != c.want {
			t.Errorf("subject = %q, want %q", c.got, c.want)
		}
	}
}

// matches is the rule of subjects: '>' stands for one or more tokens.
func matches(filter, subject string) bool {
	if rest, ok := strings.CutSuffix(filter, ">"); ok {
		return strings.HasPrefix(subject, rest) && len(subject) > len(rest)
	}
	return filter == subject
}

func TestFiltersDeliverWhatIsWanted(t *testing.T) {
	part := rapid.SampledFrom([]string{"order", "or", "lot", "a.b", "", "*", ">", "%", "é"})
	rapid.Check(t, func(t *rapid.T) {
		entity := strings.Join(rapid.SliceOfN(part, 1, 4).Draw(t, "entity"), "/")
		prefixes := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) string {
			p := strings.Join(rapid.SliceOfN(part, 1, 3).Draw(t, "parts"), "/")
			if rapid.Bool().Draw(t, "whole parts") {
				p += "/"
			}
			return p
		}), 0, 4).Draw(t, "prefixes")
		wanted, whole := len(prefixes) == 0, true
		for _, p := range prefixes {
			wanted = wanted || strings.HasPrefix(entity, p)
			whole = whole && strings.HasSuffix(p, "/")
		}
		all := filters("tx", prefixes)
		hits := 0
		for _, f := range all {
			if matches(f, BusSubject("tx", entity)) {
				hits++
			}
		}
		switch delivered := len(all) == 0 || hits > 0; {
		case wanted && !delivered:
			t.Fatalf("filters(%q) = %q miss %q", prefixes, all, entity)
		case whole && delivered && !wanted:
			t.Fatalf("filters(%q) = %q deliver %q", prefixes, all, entity)
		case hits > 1:
			t.Fatalf("filters(%q) = %q overlap at %q", prefixes, all, entity)
		}
	})
}

func TestTokensTellEntitiesApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.String().Draw(t, "a"), rapid.String().Draw(t, "b")
		if (a == b) != (tokens(a) == tokens(b)) {
			t.Fatalf("tokens(%q) = %q, tokens(%q) = %q", a, tokens(a), b, tokens(b))
		}
		for _, tok := range strings.Split(tokens(a), ".") {
			if tok == "" || strings.ContainsAny(tok, " *>\t\r\n") || slices.Contains([]byte(tok), 0) {
				t.Fatalf("tokens(%q) has the token %q", a, tok)
			}
		}
	})
}
