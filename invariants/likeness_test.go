package invariants

import (
	"fmt"
	"strings"
	"testing"

	"github.com/seatrial/seatrial/sim/history"
)

// secretive is a header by which customers of orders travel as tokens and terms
// sealed.
func secretive() *history.Header {
	return &history.Header{Schema: history.Schema, Regions: []string{"tx", "va"}, Hub: "hub",
		Canaries: []history.Canary{{Region: "tx", Field: "key", Value: strings.Repeat("K", 32)}},
		Contracts: []history.Contract{{Type: "OrderCreated", To: "hub", Purpose: "plan", Fields: []history.Field{
			{Name: "qty", How: "clear"}, {Name: "customer", How: "token"}, {Name: "terms", How: "sealed"}}}}}
}

// crossing is a message from a region with one order in it.
func crossing(from string, at int64, id int, customer, terms string) history.Record {
	body := fmt.Sprintf(`{"items":[{"event":"%s#%d","type":"OrderCreated","qty":%d,"customer":"%s","terms":"%s"}]}`, from, id, id%9, customer, terms)
	return history.Record{Kind: history.KindCross, At: at, Region: history.N(from), From: history.N(from), To: history.N("hub"),
		Type: history.N("ExportBatch"), Purpose: history.N("plan"), Body: []byte(body)}
}

func abroad(h *history.Header, records ...history.Record) *Abroad {
	a := NewAbroad(h)
	for i := range records {
		a.See(&records[i])
	}
	return a
}

// tok is a token that looks like one of ours.
func tok(n int) string { return fmt.Sprintf("t1-%020x", n) }

// sealed is a sealed value.
func sealed(n int) string { return fmt.Sprintf("s1-%022d", n) }

func TestSameAbroad(t *testing.T) {
	tap := func(at int64, customer int) history.Record { return crossing("tx", at, 1, tok(customer), sealed(1)) }
	note := func(text string) history.Record {
		return history.Record{Kind: history.KindStash, At: 9, Region: history.N("hub"), From: history.N("tx"), Type: history.N("log"), Body: []byte(text)}
	}
	trace := func(customer string) history.Record {
		r := crossing("tx", 9, 1, customer, "")
		return history.Record{Kind: history.KindStash, At: 9, Region: r.To, From: r.From, Type: history.N("trace"), Body: r.Body}
	}
	home := note("buyer 17")
	home.Region = history.N("tx")
	for _, c := range []struct {
		name       string
		one, other []history.Record
		want       Verdict
		says       string
	}{
		{"nothing seen", nil, nil, Unknown, "nothing could be seen"},
		{"renamed", []history.Record{tap(1, 1), tap(2, 2), tap(3, 1)}, []history.Record{crossing("tx", 1, 1, tok(7), sealed(2)), crossing("tx", 2, 1, tok(8), sealed(3)), crossing("tx", 3, 1, tok(7), sealed(4))}, Held, ""},
		{"the same token", []history.Record{tap(1, 1)}, []history.Record{crossing("tx", 1, 1, tok(1), sealed(2))}, Violated, "the same under other keys"},
		{"the same sealed value", []history.Record{tap(1, 1)}, []history.Record{tap(1, 2)}, Violated, "the same under other keys"},
		{"linked across regions", []history.Record{crossing("tx", 1, 1, tok(1), sealed(1)), crossing("va", 2, 1, tok(1), sealed(2))},
			[]history.Record{crossing("tx", 1, 1, tok(7), sealed(3)), crossing("va", 2, 1, tok(8), sealed(4))}, Violated, "one in one run and two in the other"},
		{"two become one", []history.Record{crossing("tx", 1, 1, tok(1), sealed(1)), crossing("tx", 2, 2, tok(2), sealed(2))},
			[]history.Record{crossing("tx", 1, 1, tok(7), sealed(3)), crossing("tx", 2, 2, tok(7), sealed(4))}, Violated, "one in the other run and two in this"},
		{"in the clear", []history.Record{crossing("tx", 1, 1, "buyer 17", sealed(1))}, []history.Record{crossing("tx", 1, 1, "gkrot 62", sealed(2))}, Violated, `\"customer\":\"[[b]]uyer 17\"`},
		{"longer", []history.Record{tap(1, 1)}, []history.Record{crossing("tx", 1, 1, tok(7), sealed(2)+"1")}, Violated, "another length"},
		{"another instant", []history.Record{tap(1, 1)}, []history.Record{crossing("tx", 2, 1, tok(7), sealed(2))}, Violated, "another instant"},
		{"one less", []history.Record{tap(1, 1), note("x")}, []history.Record{crossing("tx", 1, 1, tok(7), sealed(2))}, Violated, "1 things could be seen"},
		{"a log that names a token", []history.Record{tap(1, 1), note("no stock for " + tok(1))}, []history.Record{crossing("tx", 1, 1, tok(7), sealed(2)), note("no stock for " + tok(7))}, Held, ""},
		{"a log that names another", []history.Record{tap(1, 1), note("no stock for " + tok(1))}, []history.Record{crossing("tx", 1, 1, tok(7), sealed(2)), note("no stock for " + tok(9))}, Violated, "the log of tx in hub"},
		{"a trace of what never went", []history.Record{trace(tok(1))}, []history.Record{trace(tok(7))}, Held, ""},
		{"a log that names a customer", []history.Record{note("for buyer 17")}, []history.Record{note("for gkrot 62")}, Violated, "byte 4 of 12 of the log of tx in hub"},
		{"a log at home", []history.Record{home}, nil, Unknown, "nothing could be seen"},
	} {
		f := SameAbroad(abroad(secretive(), c.one...), abroad(secretive(), c.other...))
		said := f.Why
		if f.First != nil {
			said = strings.Join(append(f.First.More, f.First.Text), "\n")
		}
		if f.Verdict != c.want || !strings.Contains(said, c.says) {
			t.Errorf("SameAbroad(%s) = %v %q, want %v and %q", c.name, f.Verdict, said, c.want, c.says)
		}
	}
}

// Both parts of one answer are shown.
func TestSettleShowsBothParts(t *testing.T) {
	always := Finding{ID: "I-12", Verdict: Violated, Breaches: 1, First: &Breach{Text: "a canary", More: []string{"record 7"}}}
	pair := Finding{ID: "I-12", Verdict: Violated, Breaches: 2, First: &Breach{Text: "byte 4", More: []string{"one run"}}}
	got := Settle([]Finding{always}, pair)
	if want := []string{"record 7", "byte 4", "one run"}; strings.Join(got[0].First.More, ",") != strings.Join(want, ",") || len(always.First.More) != 1 {
		t.Errorf("Settle shows %q, want %q, and the parts left as they were", got[0].First.More, want)
	}
}
