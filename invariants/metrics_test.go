package invariants

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/seatrial/seatrial/sim/history"
)

// watched is a header under which a monitor reports every second, within 100 ms.
func watched(rules ...history.Rule) history.Header {
	return with(func(h *history.Header) {
		h.Watch = &history.Watch{EveryNano: int64(time.Second), ErrorNano: int64(100 * time.Millisecond), SilentNano: int64(3 * time.Second),
			WithinNano: int64(2 * time.Second), CommitNano: int64(30 * time.Second), Rules: rules}
	})
}

// oneOrder is an order of one line that is allocated at 1 s and stays where it is.
const oneOrder = `
append at=1s stream=pod/tx pos=1 type=OrderCreated entity=order/tx/1 qty=1
append at=1s stream=pod/tx pos=2 type=OrderAllocated entity=order/tx/1 line=1 sku=s-1 qty=1
append at=1s stream=pod/tx pos=3 type=InventoryReserved entity=sku/tx/s-1 sku=s-1 delta=0,1 after=10,1
store at=1s stream=bus/tx pos=3 source=pod/tx spos=3
deliver at=1s consumer=monitor/tx source=pod/tx spos=1
deliver at=1s consumer=monitor/tx source=pod/tx spos=2
deliver at=1500ms consumer=monitor/tx source=pod/tx spos=2
deliver at=1500ms consumer=monitor/tx source=pod/tx spos=3
apply at=1s consumer=monitor/tx source=pod/tx spos=1
apply at=1s consumer=monitor/tx source=pod/tx spos=2
apply at=1500ms consumer=monitor/tx source=pod/tx spos=3`

// takenIn is an event of 900 ms that a monitor is handed before or after it stood still,
// from 1 s until it is up, and that its record has at 1.7 s.
func takenIn(before bool, up string) string {
	handed, still := "deliver consumer=monitor/tx source=pod/tx spos=1 at=", "down at=1s region=tx witness=monitor/tx reason=pause\nup region=tx witness=monitor/tx at="+up
	order := []string{"append at=900ms stream=pod/tx pos=1 type=OrderCreated entity=order/tx/1 qty=1", handed + "950ms", still}
	if !before {
		order[1], order[2] = still, handed+"1600ms"
	}
	return lines(append(order, "apply at=1700ms consumer=monitor/tx source=pod/tx spos=1", says("processing-delay", "0", ""))...)
}

// fallenTwice is an owner that has an entry of an epoch on record as it is up again, and
// a report by which it is half a second older.
func fallenTwice(epoch int) string {
	return lines("append stream=pod/tx pos=1 type=EpochStarted entity=pod/tx epoch=1",
		"down at=200ms region=tx witness=pod/tx reason=kill\nup at=300ms region=tx witness=pod/tx",
		"down at=400ms region=tx witness=pod/tx reason=kill\nup at=1s region=tx witness=pod/tx",
		fmt.Sprintf("append at=1s stream=pod/tx pos=2 epoch=%d type=InventoryReserved entity=sku/tx/s-1 sku=s-1 delta=0,1 after=10,1", epoch),
		"metric at=3s consumer=monitor/tx source=pod/tx spos=1 pos=2 type=inventory-freshness qty=2500000000 label=measured")
}

// says is a figure that the monitor reports at 3 s.
func says(figure, qty, more string) string {
	return "metric at=3s consumer=monitor/tx source=pod/tx spos=1 pos=3 type=" + figure + " qty=" + qty + " label=measured " + more
}

// slow says when a disk takes 200 ms longer to sync, and when no more.
func slow(reason, at string) string {
	return "fault at=" + at + " region=tx event=d type=slow-disk qty=200000000 reason=" + reason
}

func TestMetricTruth(t *testing.T) {
	silent := "alert at=7s region=tx type=monitor-silent label=raised"
	end := "phase at=12s note=quiet"
	rest := says("fulfilment-age", "2000000000", "reason=resting")
	try(t, MetricTruth, []trial{
		{"as fresh as it is", watched(), lines(oneOrder, says("inventory-freshness", "2000000000", "")), Held, ""},
		{"within the declared error", watched(), lines(oneOrder, says("inventory-freshness", "1950000000", "")), Held, ""},
		{"as fresh as it came (M40)", watched(), lines(oneOrder, says("inventory-freshness", "1500000000", "")), Violated,
			"inventory-freshness of pod/tx is reported as 1500000000, and is 1900000000 to 2100000000"},
		{"as fresh as it was before a slow disk wrote it", watched(), lines(slow("injected", "2500ms"), oneOrder, says("inventory-freshness", "1500000000", "")), Held, ""},
		{"a disk that is fast again explains nothing", watched(), lines(slow("injected", "300ms"), slow("reverted", "500ms"), oneOrder, says("inventory-freshness", "1500000000", "")), Violated, "inventory-freshness"},
		{"written as the owner fell, and read when it was back", watched(), lines(fell, oneOrder, says("inventory-freshness", "2700000000", "")), Held, ""},
		{"written when the owner was back", watched(), lines(strings.Replace(fell, "up at=1s", "up at=900ms", 1), strings.ReplaceAll(oneOrder, "append ", "append epoch=2 "), says("inventory-freshness", "2700000000", "")), Violated, "inventory-freshness"},
		{"written as the owner stood still, and it fell before that was on record", watched(), lines(stoodAndFell("800ms"), oneOrder, says("inventory-freshness", "2700000000", "")), Held, ""},
		{"written as the owner stood still, and it fell long after that", watched(), lines(stoodAndFell("950ms"), oneOrder, says("inventory-freshness", "2700000000", "")), Violated, "inventory-freshness"},
		{"written in an epoch that was begun just before it fell again", watched(), fallenTwice(2), Held, ""},
		{"written in the epoch after that", watched(), fallenTwice(3), Violated, "inventory-freshness"},
		{"taken in as the monitor stood still", watched(), takenIn(true, "1600ms"), Held, ""},
		{"and kept by a slow disk after that", watched(), lines(slow("injected", "100ms"), takenIn(true, "1100ms")), Held, ""},
		{"handed to it only after that", watched(), takenIn(false, "1600ms"), Violated, "processing-delay"},
		{"taken in long after it went on", watched(), takenIn(true, "1100ms"), Violated, "processing-delay"},
		{"how long it took", watched(), lines(oneOrder, says("processing-delay", "500000000", "")), Held, ""},
		{"how long it is owed", watched(), lines(oneOrder, says("fulfilment-age", "0", "")), Violated, "fulfilment-age"},
		{"one delivery in four was repeated", watched(), lines(oneOrder, says("duplicate-event-rate", "250000", "v=4")), Held, ""},
		{"repetitions are not counted", watched(), lines(oneOrder, says("duplicate-event-rate", "0", "v=4")), Violated, "duplicate-event-rate"},
		{"more deliveries than there were", watched(), lines(oneOrder, says("duplicate-event-rate", "0", "v=9")), Violated, "duplicate-event-rate"},
		{"nothing waits on the bus", watched(), lines(oneOrder, says("event-backlog-depth", "0", "")), Held, ""},
		{"a backlog is made up", watched(), lines(oneOrder, says("event-backlog-depth", "7", "")), Violated, "event-backlog-depth"},
		{"a backlog is there and is not told", watched(), lines(oneOrder, "metric at=3s consumer=monitor/tx source=pod/tx spos=1 pos=3 type=event-backlog-depth label=not-applicable"), Violated, "event-backlog-depth"},
		{"a backlog that nobody can tell", watched(), lines(oneOrder, "fault at=2s region=tx type=bus-outage event=x reason=injected", says("fill-rate", "1000000", ""),
			"metric at=3s consumer=monitor/tx source=pod/tx spos=1 pos=3 type=event-backlog-depth label=not-applicable"), Held, ""},
		{"a stranger's message is the last on the bus", watched(), lines(oneOrder, "store at=2500ms region=tx stream=bus/tx pos=9 source=producer/tx spos=1 event=x",
			says("fill-rate", "1000000", ""), "metric at=3s consumer=monitor/tx source=pod/tx spos=1 pos=3 type=event-backlog-depth label=not-applicable"), Held, ""},
		{"a stranger's message is the last on another bus", watched(), lines(oneOrder, "store at=2500ms region=ca stream=bus/ca pos=9 source=producer/ca spos=1 event=x",
			"metric at=3s consumer=monitor/tx source=pod/tx spos=1 pos=3 type=event-backlog-depth label=not-applicable"), Violated, "event-backlog-depth"},
		{"a bus is down elsewhere", watched(), lines(oneOrder, "fault at=2s region=ca type=bus-outage event=x reason=injected", says("event-backlog-depth", "7", "")), Violated, "event-backlog-depth"},
		{"a figure is left out", watched(), lines(oneOrder, says("fill-rate", "1000000", ""), says("inventory-freshness", "2000000000", ""),
			"metric at=4s consumer=monitor/tx source=pod/tx spos=4 pos=3 type=fill-rate qty=1000000 label=measured"), Violated, "a report about pod/tx leaves out inventory-freshness, which can be told"},
		{"a figure of a rule is never told", watched(history.Rule{Name: "x", Figure: "fulfilment-age", Above: 1}), lines(oneOrder, says("fill-rate", "1000000", "")), Violated, "leaves out fulfilment-age"},
		{"nothing was reconciled", watched(), lines(oneOrder, "metric at=3s consumer=monitor/tx source=pod/tx spos=1 pos=3 type=reconciliation-success label=not-applicable"), Held, ""},
		{"what can be told is not", watched(), lines(oneOrder, "metric at=3s consumer=monitor/tx source=pod/tx spos=1 pos=3 type=fill-rate label=not-applicable"), Violated, "fill-rate"},
		{"it falls silent and somebody is told", watched(), lines(oneOrder, says("fill-rate", "1000000", ""), silent, end), Held, ""},
		{"it falls silent and nobody is told", watched(), lines(oneOrder, says("fill-rate", "1000000", ""), end), Violated, "the monitor of tx has said nothing since 3s, and nobody was told"},
		{"whoever would tell is down as well", watched(), lines(oneOrder, says("fill-rate", "1000000", ""), pagerIs("down", "4s"), end), Held, ""},
		{"whoever tells is up again, and has its time", watched(), lines(oneOrder, says("fill-rate", "1000000", ""), pagerIs("down", "4s"), pagerIs("up", "8s"), end), Held, ""},
		{"whoever tells is up again, and tells nobody", watched(), lines(oneOrder, says("fill-rate", "1000000", ""), pagerIs("down", "4s"), pagerIs("up", "6s"), "phase at=20s note=quiet"), Violated, "nobody was told"},
		{"it rests, and that is no silence", watched(), lines(oneOrder, rest, end), Held, ""},
		{"it was silent, and rests as that is on record", watched(), lines(oneOrder, says("fill-rate", "1000000", ""), pagerIs("down", "4s"), pagerIs("up", "9s"),
			"metric at=9010ms consumer=monitor/tx source=pod/tx spos=4 pos=3 type=fulfilment-age qty=8000000000 label=measured reason=resting",
			"metric at=9010ms consumer=monitor/tx source=pod/tx spos=4 pos=3 type=fill-rate qty=1000000 label=measured reason=resting",
			strings.Replace(silent, "at=7s", "at=9020ms", 1)), Held, ""},
		{"two reports were on record after it was called silent", watched(), lines(oneOrder, says("fill-rate", "1000000", ""), pagerIs("down", "6500ms"),
			"metric at=6600ms consumer=monitor/tx source=pod/tx spos=4 pos=3 type=fulfilment-age qty=5600000000 label=measured",
			"metric at=6600ms consumer=monitor/tx source=pod/tx spos=4 pos=3 type=fill-rate qty=1000000 label=measured",
			pagerIs("up", "9s"),
			"metric at=9010ms consumer=monitor/tx source=pod/tx spos=4 pos=3 type=fulfilment-age qty=8000000000 label=measured",
			"metric at=9010ms consumer=monitor/tx source=pod/tx spos=4 pos=3 type=fill-rate qty=1000000 label=measured",
			strings.Replace(silent, "at=7s", "at=9020ms", 1)), Held, ""},
		{"it rests and is called silent", watched(), lines(oneOrder, rest, silent, end), Violated, "is called silent, and is not"},
		{"nothing is watched", house(), lines(oneOrder, says("fill-rate", "1", "")), Unknown, "nothing that is measured"},
	})
}

// fell is an owner that dies at 300 ms and is back at 1 s.
const fell = "append at=100ms region=tx stream=pod/tx type=EpochStarted entity=pod/tx\ndown at=300ms region=tx witness=pod/tx reason=power-loss\nup at=1s region=tx witness=pod/tx"

// stoodAndFell is an owner that stands still from 300 to 400 ms, dies later and is back
// at 1 s.
func stoodAndFell(dies string) string {
	return strings.Replace(strings.Replace(fell, "reason=power-loss", "reason=pause", 1), "up at=1s",
		"up at=400ms region=tx witness=pod/tx\ndown at="+dies+" region=tx witness=pod/tx reason=kill\nup at=1s", 1)
}

// pagerIs says when the machine that tells people goes down or is up again.
func pagerIs(kind, at string) string {
	return kind + " at=" + at + " region=tx witness=pager/tx"
}

func TestAlerts(t *testing.T) {
	rule := history.Rule{Name: "nothing-ships", Figure: "fulfilment-age", Above: int64(4 * time.Second), Why: "w", Next: "n", Owner: "o", Rota: "r"}
	h := watched(rule)
	report := says("fill-rate", "1000000", "")
	raise := func(at string) string {
		return "alert at=" + at + " region=tx type=nothing-ships label=raised note=late reason=why purpose=call to=shipping"
	}
	goOn := func(at string) string { return "append at=" + at + " stream=pod/tx pos=4 type=Other entity=x/1" }
	over := func(at string) string { return "alert at=" + at + " region=tx type=nothing-ships label=resolved" }
	shipped := "append at=6s stream=pod/tx pos=4 type=ShipConfirmed entity=order/tx/1 line=1"
	left := strings.Replace(shipped, "pos=4", "pos=5", 1)
	done := "apply at=6s consumer=monitor/tx source=pod/tx spos=4\napply at=6s consumer=monitor/tx source=pod/tx spos=5"
	ages := func(at ...int) string {
		var text []string
		for _, s := range at {
			text = append(text, fmt.Sprintf("metric at=%ds consumer=monitor/tx source=pod/tx spos=6 pos=5 type=fulfilment-age qty=0 label=measured", s))
		}
		return lines(text...)
	}
	waiting := func(fault string) string {
		backlog := func(at string) string {
			return "metric at=" + at + " consumer=monitor/tx source=pod/tx spos=4 pos=3 type=event-backlog-depth qty=0 label=measured"
		}
		as := func(what string) string { return strings.ReplaceAll(what, "nothing-ships", "backlog") }
		return lines(oneOrder, report, as(raise("3500ms")), fault, backlog("12s"), as(over("13s")))
	}
	never := watched(history.Rule{Name: "backlog", Figure: "event-backlog-depth", Above: -1, Why: "w", Next: "n", Owner: "o", Rota: "r"})
	try(t, Alerts, []trial{
		{"called over while events wait", never, waiting("fault at=4s region=tx type=clock-skew event=x reason=injected"), Violated, "backlog of tx was called over, and is broken since 3s"},
		{"called over when nobody can tell what waits", never, waiting("fault at=4s region=tx type=bus-outage event=x reason=injected"), Held, ""},
		{"somebody is told in time", h, lines(oneOrder, report, goOn("6s"), raise("7s"), goOn("12s")), Held, ""},
		{"nobody is told", h, lines(oneOrder, report, goOn("6s"), goOn("12s")), Violated, "nothing-ships of tx is broken since 6s, and nobody was told"},
		{"whoever tells is down", h, lines(oneOrder, report, pagerIs("down", "5s"), goOn("6s"), goOn("12s")), Held, ""},
		{"whoever tells was down and tells nobody", h, lines(oneOrder, report, pagerIs("down", "5s"), goOn("6s"), pagerIs("up", "7s"), goOn("16s")), Violated, "nobody was told"},
		{"told twice", h, lines(oneOrder, report, goOn("6s"), raise("7s"), raise("8s")), Violated, "nothing-ships of tx was alarmed twice"},
		{"told for nothing", h, lines(oneOrder, report, raise("4s")), Violated, "is as it should be"},
		{"told without an owner", h, lines(oneOrder, report, goOn("6s"), "alert at=7s region=tx type=nothing-ships label=raised note=late reason=why purpose=call"), Violated, "without an owner"},
		{"what no rule asks for", h, lines(oneOrder, report, "alert at=7s region=tx type=hunch label=raised note=a reason=b purpose=c to=d"), Violated, "which no rule asks for"},
		{"told, ended, and told again", h, lines(oneOrder, report, goOn("6s"), raise("7s"), "alert at=8s region=tx type=nothing-ships label=resolved", raise("9s")), Held, ""},
		{"called over while it is broken", h, lines(oneOrder, report, goOn("6s"), raise("7s"), over("10s")), Violated, "nothing-ships of tx was called over, and is broken since 6s"},
		{"called over and never raised", h, lines(oneOrder, report, goOn("6s"), over("7s")), Violated, "was called over, and nobody was alarmed"},
		{"called over when it is kept", h, lines(oneOrder, report, goOn("5500ms"), raise("5600ms"), left, done, ages(9), over("9100ms"), ages(10, 11, 12, 13, 14, 15, 16)), Held, ""},
		{"never called over", h, lines(oneOrder, report, goOn("5500ms"), raise("5600ms"), left, done, ages(9, 10, 11, 12, 13, 14, 15, 16)), Violated, "its alarm never ended"},
		{"it shipped before", h, lines(oneOrder, report, shipped, goOn("12s")), Unknown, "premise"},
		{"nothing was measured", h, oneOrder, Unknown, "no metric record"},
	})
}

// TestMetricTruthOfReconciliation holds the share of repaired discrepancies against
// the runs: of two that were found one was set right.
func TestMetricTruthOfReconciliation(t *testing.T) {
	h := watched()
	h.Reconcile = &history.Reconcile{EveryNano: 1, PageRows: 4, PagesMax: 2, Copies: []history.Copy{{Name: "register/tx", Of: "pod/tx"}}}
	half := lines(oneOrder, "reconcile at=1s label=begun consumer=register/tx source=pod/tx op=run/1",
		"reconcile label=repair consumer=register/tx source=pod/tx spos=2 type=stale entity=order/tx/1 op=fix/1 cause=run/1",
		"reconcile label=repair consumer=register/tx source=pod/tx spos=2 type=extra entity=order/tx/9 op=fix/2 cause=run/1",
		"reconcile label=repaired consumer=register/tx source=pod/tx spos=2 type=extra entity=order/tx/9 op=fix/2",
		"reconcile label=ended consumer=register/tx source=pod/tx op=run/1 pos=2 qty=2")
	none := "reconcile at=1s label=begun consumer=register/tx op=run/1\nreconcile label=ended consumer=register/tx op=run/1"
	at := func(when, label string) string {
		return "metric at=" + when + " consumer=monitor/tx source=pod/tx spos=1 pos=3 type=reconciliation-success " + label
	}
	try(t, MetricTruth, []trial{
		{"half of them", h, lines(half, at("3s", "label=measured qty=500000 v=2")), Held, ""},
		{"all of them, it says", h, lines(half, at("3s", "label=measured qty=1000000 v=2")), Violated, "is 1 of 2"},
		{"of fewer than there were", h, lines(half, at("3s", "label=measured qty=500000 v=1")), Violated, "is 1 of 2"},
		{"nobody can have told the monitor yet", h, lines(half, at("3s", "label=not-applicable")), Held, ""},
		{"it keeps silent about it", h, lines(half, at("90s", "label=not-applicable")), Violated, "is 1 of 2"},
		{"nothing was found", h, lines(oneOrder, none, at("90s", "label=not-applicable")), Held, ""},
		{"something is found where nothing was", h, lines(oneOrder, none, at("90s", "label=measured qty=1000000 v=1")), Violated, "is 0 of 0"},
	})
}
