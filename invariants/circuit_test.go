package invariants

import (
	"fmt"
	"strings"
	"testing"

	"github.com/seatrial/seatrial/sim/history"
)

func TestBreaker(t *testing.T) {
	tx := func(po, at, label string) string { return called("buyer/tx", po, at, label) }
	issued := func(po, at string) string { return wrote("POIssued", po, "at="+at) }
	const reverted = "fault event=dark type=supplier-outage reason=reverted at=40s"
	var others string
	for _, po := range "abcdefghij" {
		others = lines(others, tx(string(po), "1s", "taken"))
	}
	try(t, Breaker, []trial{
		{"asked again once", agreement(), lines(issued("po/tx/1", "1s"), tx("po/tx/1", "2s", "failed"), tx("po/tx/1", "9s", "taken")), Held, ""},
		{"asked too often with one", agreement(), lines(others, tx("po/tx/1", "2s", "failed"), tx("po/tx/1", "9s", "failed"), tx("po/tx/1", "19s", "failed"), tx("po/tx/1", "29s", "taken")),
			Violated, "acme is called 4 times with po/tx/1, allowed are 3"},
		{"beyond the budget", agreement(), lines(tx("po/tx/1", "2s", "failed"), tx("po/tx/2", "3s", "failed"), tx("po/tx/1", "9s", "failed"), tx("po/tx/2", "9s", "failed")),
			Violated, "acme is called 4 times with 2 messages, allowed are 3"},
		{"left alone and probed", agreement(), lines(issued("po/tx/1", "1s"), tx("po/tx/1", "2s", "failed"), issued("po/tx/2", "3s"), tx("po/tx/2", "50s", "taken")), Held, ""},
		{"left alone for ever", agreement(), lines(issued("po/tx/1", "1s"), tx("po/tx/1", "2s", "failed"), issued("po/tx/2", "3s"), issued("po/tx/3", "70s")),
			Violated, "buyer/tx has 2 messages for acme, which failed when it was last called, and has not called it for 67 s: allowed are 60"},
		{"not called though it never failed", agreement(), lines(issued("po/tx/1", "1s"), tx("po/tx/1", "2s", "taken"), issued("po/tx/2", "3s"), tx("po/tx/2", "20s", "taken"), issued("po/tx/3", "21s"), issued("po/tx/4", "40s")),
			Violated, "which did not fail when it was last called"},
		{"what is parked is not called with", agreement(), lines(issued("po/tx/1", "1s"), wrote("POParked", "po/tx/1", ""), tx("po/tx/0", "2s", "failed"), tx("po/tx/0", "30s", "taken")), Held, ""},
		{"a caller that is down calls nobody", agreement(), lines(tx("po/tx/0", "1s", "failed"), issued("po/tx/1", "2s"), "down witness=buyer/tx reason=kill at=3s",
			"up witness=buyer/tx epoch=2 at=90s", tx("po/tx/1", "91s", "taken")), Held, ""},
		{"a minute like any other after a fault", agreement(), lines("fault event=dark reason=injected at=1s", reverted, tx("a", "120s", "taken"), tx("b", "121s", "taken")), Held, ""},
		{"never called", agreement(), wrote("POIssued", "po/tx/1", ""), Unknown, "no attempt record"},
		{"never asked again", agreement(), tx("a", "1s", "taken"), Unknown, "premise"},
	})
}

// tripping is the agreement with a supplier of whom is said when a breaker opens:
// after three failures within 10 s, for 5 s.
func tripping() history.Header {
	h := agreement()
	a := &h.Agreements[0]
	a.TimeoutNano, a.WindowNano, a.CallsMin, a.OpenNano = 2_000_000_000, 10_000_000_000, 3, 5_000_000_000
	return h
}

// calls tells of a call per instant, each with a message of its own.
func calls(label string, at ...int) string {
	var text []string
	for _, s := range at {
		text = append(text, called("buyer/tx", fmt.Sprintf("po/tx/%d", s), fmt.Sprintf("%ds", s), label))
	}
	return strings.Join(text, "\n")
}

func TestBreakerMustOpen(t *testing.T) {
	const open = "its breaker must be open, for 5000 ms at least"
	done := func(po, at string) string {
		return "effect type=purchase-order op=" + po + " entity=" + po + " at=" + at
	}
	try(t, Breaker, []trial{
		{"left alone after it failed", tripping(), calls("failed", 1, 2, 3, 4, 5, 8, 14, 20), Held, ""},
		{"called on and on", tripping(), calls("failed", 1, 2, 3, 4, 5, 6, 8, 9), Violated, open},
		{"called on and on, and it says nothing", tripping(), calls("unanswered", 1, 2, 3, 4, 5, 6, 8, 9), Violated, open},
		{"it failed in the window of a success", tripping(), lines(calls("taken", 1), calls("failed", 2, 3, 4, 5, 6, 9, 10, 11), calls("taken", 12, 13)), Held, ""},
		{"and in the one after it", tripping(), lines(calls("taken", 1), calls("failed", 13, 14, 15, 16, 17, 20, 21)), Violated, open},
		{"too few in a window", tripping(), lines(calls("failed", 1, 11, 21, 31, 41, 42, 43), called("buyer/tx", "po/tx/43", "50s", "taken")), Held, ""},
		{"one of them came to something", tripping(), lines(calls("unanswered", 1, 2, 3, 4, 5), done("po/tx/5", "5500ms"), calls("unanswered", 6, 8, 9),
			called("buyer/tx", "po/tx/9", "30s", "taken")), Held, ""},
		{"it came back and knows of nothing", tripping(), lines(calls("failed", 1, 2, 3, 4, 5), "down witness=buyer/tx reason=kill at=6s", "up witness=buyer/tx epoch=2 at=7s",
			calls("failed", 8, 9)), Held, ""},
	})
}

func TestBreakerAfterwards(t *testing.T) {
	const reverted = "fault event=dark type=supplier-outage reason=reverted at=40s"
	up := "up witness=buyer/tx epoch=2 at=1s"
	var others string
	for i := range 30 {
		others = lines(others, called("buyer/va", fmt.Sprintf("o%d", i), "1s", "taken"))
	}
	try(t, Breaker, []trial{
		{"it fails still, with few calls", agreement(), lines(reverted, calls("failed", 121, 131, 141, 151)), Violated, "acme fails 4 of the 4 calls of minute 2, although every fault was over for long enough"},
		{"one in four fails", agreement(), lines(reverted, calls("failed", 121), calls("taken", 131, 141, 151)), Held, ""},
		{"a fault is there", agreement(), lines(reverted, "fault event=x type=pause reason=injected at=50s", calls("failed", 121, 131, 141, 151)), Held, ""},
		{"a restart before its first call allows nothing", agreement(), lines(others, up, called("buyer/tx", "a", "2s", "failed"), called("buyer/tx", "a", "3s", "failed"),
			called("buyer/tx", "a", "4s", "failed"), called("buyer/tx", "a", "5s", "taken")), Violated, "acme is called 4 times with a, allowed are 3"},
		{"a restart allows what was open only", agreement(), lines(called("buyer/tx", "a", "500ms", "failed"), up, called("buyer/tx", "a", "2s", "failed"),
			called("buyer/tx", "a", "3s", "failed")), Violated, "acme is called 3 times with 1 messages, allowed are 2"},
		{"and that", agreement(), lines(wrote("POIssued", "a", "at=100ms"), called("buyer/tx", "a", "500ms", "failed"), up, called("buyer/tx", "a", "2s", "failed"),
			called("buyer/tx", "a", "3s", "taken")), Held, ""},
	})
}

// Messages that nobody speaks of any more are forgotten.
func TestBreakerForgets(t *testing.T) {
	h := agreement()
	h.Bounds = h.Bounds.Defaults()
	c := newBreaker(&h).(*breaker)
	out := &Result{}
	const n = 8 * generation
	for i := range n {
		r := history.Record{Seq: uint64(i + 1), At: int64(i) * 1_000_000_000, Kind: history.KindAttempt, Consumer: history.N("acme"),
			From: history.N("buyer/tx"), Op: history.N(fmt.Sprint("po/tx/", i)), Label: history.N("taken")}
		c.See(&r, out)
	}
	k := c.list[0]
	if held := k.attempts.young.size() + k.attempts.old.size(); held > n/2 || k.messages != n || out.Breaches > 0 {
		t.Fatalf("a breaker's judge holds %d of %d messages (%d counted, %d breaches), want most forgotten, all counted, none broken", held, n, k.messages, out.Breaches)
	}
}
