package invariants

import (
	"strings"
	"testing"

	"github.com/seatrial/seatrial/sim/history"
)

func TestIsolationAutonomy(t *testing.T) {
	h := with(func(h *history.Header) { h.Bounds.Available = 900_000 })
	ok := func(prefix string, n int) string {
		return strings.ReplaceAll(repeat(n, "invoke op=P%d type=PlaceOrder\nok op=P%d"), "P", prefix)
	}
	fault := func(kind, reason string) string {
		return "fault event=f1 type=" + kind + " from=tx to=hub reason=" + reason
	}
	cut := func(kind string, while ...string) string {
		return lines(ok("a", 100), fault(kind, "injected"), lines(while...), fault(kind, "proved"), fault(kind, "reverted"), ok("c", 2))
	}
	slow := repeat(100, "invoke op=s%d type=PlaceOrder\nphase note=x\nok op=s%d")
	try(t, IsolationAutonomy, []trial{
		{"works on", h, cut("partition", ok("b", 100)), Held, ""},
		{"works on without the hub", h, cut("aggregator-outage", ok("b", 10)), Held, ""},
		{"one in ten gives up", h, cut("partition", ok("b", 9), "invoke op=x\ninfo op=x"), Held, ""},
		{"two in ten give up", h, cut("partition", ok("b", 8), "invoke op=x\ninfo op=x\ninvoke op=y"), Violated, "tx answered 8 of 10 local commands while cut off (80.00 %), promised are 90.00 %"},
		{"shed", h, cut("partition", ok("b", 8), repeat(2, "invoke op=x%d\nfail op=x%d reason=shed")), Violated, "answered 8 of 10"},
		{"refused as always", h, lines("invoke op=n\nfail op=n reason=no_such_order:9", cut("partition", ok("b", 8), repeat(2, "invoke op=x%d\nfail op=x%d reason=no_such_order:%d"))), Held, ""},
		{"refused because cut off", h, cut("partition", ok("b", 8), repeat(2, "invoke op=x%d\nfail op=x%d reason=hub_unreachable")), Violated, "answered 8 of 10"},
		{"twice as slow", h, cut("partition", slow), Violated, "tx took 2.0"},
		{"the ground was held up", h, cut("partition", slow, "ground type=disk qty=900000000000"), Unknown, "what the run stands on was held up"},
		{"too few to tell", h, cut("partition", strings.Join(strings.Split(slow, "\n")[:150], "\n")), Held, ""},
		{"a dead process is another matter", h, cut("partition", ok("b", 5), "down witness=pod/tx reason=kill\ninvoke op=x\ninfo op=x\nup witness=pod/tx"), Held, ""},
		{"a cut elsewhere", h, lines("fault event=f1 type=partition region=ca from=ca to=hub reason=injected", ok("b", 10), "fault event=f1 type=partition region=ca from=ca to=hub reason=proved"), Unknown, "premise"},
		{"a cut that was not proved", h, lines(fault("partition", "injected"), ok("b", 10), fault("partition", "reverted")), Unknown, "premise"},
		{"a question to another region", h, cut("partition", "invoke op=x type=QueryStock entity=sku/ca/s-1\ninfo op=x"), Unknown, "premise"},
		{"never cut", h, ok("a", 10), Unknown, "no fault record"},
	})
}
