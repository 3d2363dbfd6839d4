package invariants

import (
	"fmt"
	"testing"

	"github.com/seatrial/seatrial/sim/history"
)

// placed is an order that a pod wrote down; its event goes out as item shows.
func placed(n int) string {
	return fmt.Sprintf("append stream=pod/tx pos=%[1]d event=e%[1]d type=OrderCreated entity=order/tx/%[1]d v=1", n)
}

// exported is the order of an event with an entity and a customer as tokens.
func exported(event int, entity, customer string) string {
	return cross + item(fmt.Sprint("e", event), "order/tx/"+entity, customer, "s1-AAAA")
}

// many tells of n orders, of customers by number.
func many(n int, customer func(int) int) string {
	text := ""
	for i := 1; i <= n; i++ {
		text = lines(text, placed(i), exported(i, fmt.Sprintf("t1-%020x", i*7919), fmt.Sprintf("t1-%020x", customer(i)*104729+5)))
	}
	return text
}

func TestTokenUnlinkability(t *testing.T) {
	const a, b = "t1-11112222333344445555", "t1-66667777888899990000"
	try(t, TokenUnlinkability, []trial{
		{"two orders of one customer", keyed(), lines(placed(1), placed(2), exported(1, a, "t1-0a0a"), exported(2, b, "t1-0a0a"), exported(1, a, "t1-0a0a")), Held, ""},
		{"other keys, another token", keyed(), lines(placed(1), placed(1), exported(1, a, "t1-0a0a"), exported(1, "t2-66667777888899990000", "t2-0b0b")), Held, ""},
		{"a token that comes home", keyed(back), lines(placed(1), exported(1, a, "t1-0a0a"), "cross from=hub to=tx purpose=home body="+item("e1", "order/tx/"+a, "t1-0a0a", "s1-AAAA")), Held, ""},
		{"evenly spread customers", keyed(), many(200, func(i int) int { return i % 40 }), Held, ""},

		{"a plain hash", keyed(), lines(placed(1), exported(1, "t1-9a164c05d95fcd65e0b4", "t1-0a0a")), Violated, `sha256(value) of "order/tx/1"`},
		{"a hash with a salt that is no secret", keyed(), lines(placed(1), exported(1, "t1-35696c387ed7a3e2e1e8", "t1-0a0a")), Violated, `sha1(value+salt), the salt being "hub"`},
		{"one token for two orders", keyed(), lines(placed(1), placed(2), exported(1, a, "t1-0a0a"), exported(2, a, "t1-0b0b")), Violated, "stands for two"},
		{"two tokens for one order", keyed(), lines(placed(1), "append stream=pod/tx pos=2 event=e2 type=OrderCreated entity=order/tx/1 v=2",
			exported(1, a, "t1-0a0a"), exported(2, b, "t1-0a0a")), Violated, "was another one before"},
		{"the same customer in two regions", keyed(), lines(exported(1, a, "t1-0a0a"), "cross from=ca to=hub purpose=planning body="+item("e9", "order/ca/"+b, "t1-0a0a", "s1-BBBB")),
			Violated, "whoever sees both links them"},
		{"a rotation that changes the name of the keys alone", keyed(), lines(placed(1), placed(2), exported(1, a, "t1-0a0a"), exported(2, "t2-66667777888899990000", "t2-0a0a")), Violated, "customer t1"},
		{"shown to a third", keyed(back), lines(exported(1, a, "t1-0a0a"), "cross from=hub to=ca purpose=home body="+item("e1", "order/tx/"+a, "t1-0a0a", "s1-AAAA")), Violated, "hub>ca"},
		{"customers that can be told by how often they buy", keyed(), many(400, func(i int) int { return skewed(i) }), Violated, "stand alone in how often"},

		{"the same, eleven keys ago", keyed(), lines(many(400, skewed), laterKeys(11)), Violated, "in tx>hub planning customer t1, 26 of 28 tokens stand alone"},
		{"no token crossed", keyed(), placed(1) + "\n" + cross + "nothing", Unknown, "never occurred"},
		{"nothing that it could stand for", keyed(bare), lines(exported(1, a, "t1-0a0a")), Unknown, "no value is known"},
		{"broken off", keyed(), lines(placed(1), exported(1, a, "t1-0a0a"), "cut"), Unknown, "breaks off"},
	})
}

// laterKeys tells of an order under each of n further keys.
func laterKeys(n int) string {
	text := ""
	for k := 2; k < 2+n; k++ {
		text = lines(text, placed(1000+k), exported(1000+k, fmt.Sprintf("t%d-%020x", k, k*15485863), fmt.Sprintf("t%d-%020x", k, k*32452843)))
	}
	return text
}

// TestKeysThatGoOnAreForgotten counts tokens of a thousand keys: what is kept is of
// the last few.
func TestKeysThatGoOnAreForgotten(t *testing.T) {
	f, out := newFrequencies(), Result{}
	for k := range 1000 {
		for _, field := range []string{"entity", "customer"} {
			for token := range uint64(countedMin) {
				f.add(scope{from: "tx", to: "hub", field: field, keys: fmt.Sprint("t", k)}, token, &out)
			}
		}
	}
	if len(f.order) != 2*keysMax || len(f.counts) != 2*keysMax {
		t.Errorf("after 1000 keys of two fields, %d scopes in order and %d counted, want %d", len(f.order), len(f.counts), 2*keysMax)
	}
	if f.quiet(&out); out.Evaluated != 2000 || out.Breaches != 0 {
		t.Errorf("%d evaluated and %d breaches, want 2000 and none", out.Evaluated, out.Breaches)
	}
}

// back lets what is hidden go back to both regions.
func back(h *history.Header) {
	for _, to := range []string{"tx", "ca"} {
		h.Contracts = append(h.Contracts, history.Contract{Type: "OrderCreated", To: to, Purpose: "home", Fields: []history.Field{{Name: "entity", How: "token"}, {Name: "customer", How: "token"}}})
	}
}

// bare knows no value at all.
func bare(h *history.Header) { h.Canaries, h.Stock = nil, nil }

// skewed lets customer k buy k times.
func skewed(i int) int {
	for k := 1; ; k++ {
		if i -= k; i <= 0 {
			return k
		}
	}
}
