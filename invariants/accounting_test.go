package invariants

import (
	"testing"

	"github.com/seatrial/seatrial/sim/history"
)

func TestBackpressureAccounting(t *testing.T) {
	narrow := with(func(h *history.Header) { h.Bounds.QueueMax = 3 })
	const first = `
append stream=pod/tx pos=1 event=e1 type=OrderCreated entity=order/tx/1 v=1
store stream=bus/tx pos=1 source=pod/tx spos=1 event=e1`
	more := repeat(3, "append stream=pod/tx pos=1%d event=e1%d type=OrderValidated entity=order/tx/1 v=2")
	const one = "append stream=pod/tx pos=20 event=e20 type=OrderValidated entity=order/tx/1 v=2"
	apply := func(pos string) string { return "apply consumer=planner/tx source=pod/tx spos=" + pos }
	all := lines(apply("1"), apply("11"), apply("12"), apply("13"))
	try(t, BackpressureAccounting, []trial{
		{"as many as allowed", narrow, lines(first, more, all), Held, ""},
		{"one too many", narrow, lines(first, more, one, all), Violated, "pod/tx holds back 4 events from its bus, allowed are 3"},
		{"stored in between", narrow, lines(first, more, "store stream=bus/tx pos=2 source=pod/tx spos=12", one, all, apply("20")), Held, ""},
		{"what nobody follows does not wait", narrow, lines(first, more, "append stream=pod/tx pos=20 event=e20 type=EpochStarted entity=pod/tx v=2", all), Held, ""},
		{"gone without a trace", house(), lines(first, more, apply("1"), apply("11"), apply("13")), Violated,
			"planner/tx: pod/tx wrote 4 events for it, 3 are settled or parked; 1 are gone without a trace, the first at position 12"},
		{"shed with a receipt", house(), lines(first, more, apply("1"), apply("11"), apply("13"), "reject consumer=planner/tx source=pod/tx spos=12 reason=shed"), Held, ""},
		{"parked is accounted for", house(), lines(first, more, apply("1"), apply("11"), apply("13"), "reject consumer=planner/tx source=pod/tx spos=12 reason=parked"), Held, ""},
		{"parked, then applied", house(), lines(first, more, "reject consumer=planner/tx source=pod/tx spos=12 reason=parked", all), Held, ""},
		{"parked, and parked again", house(), lines(first, more, repeat(2, "reject consumer=planner/tx source=pod/tx spos=12 reason=parked"), apply("1"), apply("11"), apply("13")), Held, ""},
		{"applied from nowhere", house(), lines(first, more, all, apply("99")), Violated, "planner/tx settled 5 events of pod/tx, which wrote only 4 for it"},
		{"answered and dropped", house(), lines(`
invoke op=k1 type=PlaceOrder
append stream=pod/tx pos=1 event=e1 type=OrderCreated entity=order/tx/1 v=1 op=k1
ok op=k1
invoke op=k2 type=PlaceOrder
ok op=k2`, apply("1")), Violated, "k2 was answered ok, and no ledger has anything of it"},
		{"nobody listens", house(), first, Unknown, "premise"},
		{"no ledger", house(), "phase note=quiet", Unknown, "no append record"},
	})
}

// A ledger whose followers nobody lists is judged by all its events.
func TestBackpressureAccountingWithoutConsumers(t *testing.T) {
	h := history.Header{Bounds: history.Bounds{QueueMax: 2}}
	store := "store stream=bus pos=1 source=orders spos=1"
	try(t, BackpressureAccounting, []trial{
		{"bounded", h, lines("append stream=orders pos=1 event=a", store, repeat(2, "append stream=orders pos=1%d event=b%d")), Held, ""},
		{"not bounded", h, lines("append stream=orders pos=1 event=a", store, repeat(9, "append stream=orders pos=1%d event=b%d")), Violated, "holds back 3"},
	})
}
