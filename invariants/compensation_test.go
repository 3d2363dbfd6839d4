package invariants

import (
	"fmt"
	"testing"
)

func TestCompensation(t *testing.T) {
	const po = "po/tx/1"
	ev := func(typ string) string { return wrote(typ, po, "") }
	did := func(what string) string { return "effect witness=acme type=" + what + " op=" + po + " entity=" + po }
	less := func(typ string, qty int) string {
		return fmt.Sprintf("append stream=buyer/tx to=acme type=%s entity=%s qty=%d", typ, po, qty)
	}
	begun := lines(ev("POIssued"), did("purchase-order"))
	rejected := lines(begun, did("rejection"), ev("PORejected"))
	made := lines(rejected, ev("Reversed"), did("notice"), ev("Notified"))
	try(t, Compensation, []trial{
		{"made up for", agreement(), made, Held, ""},
		{"committed", agreement(), lines(begun, ev("POClosed")), Unknown, "premise"},
		{"shed with a receipt", agreement(), lines(ev("POIssued"), ev("POShed")), Unknown, "premise"},
		{"never made up for", agreement(), rejected, Violated, "po/tx/1: it failed, and Reversed never followed"},
		{"half made up for", agreement(), lines(rejected, ev("Reversed")), Violated, "po/tx/1: it failed, and Notified never followed"},
		{"nobody was told", agreement(), lines(rejected, ev("Reversed"), ev("Notified")), Violated, "it was compensated, and somebody was told 0 times"},
		{"told twice", agreement(), lines(rejected, ev("Reversed"), did("notice"), did("notice"), ev("Notified")), Violated, "somebody was told 2 times"},
		{"made up for twice", agreement(), lines(rejected, ev("Reversed"), ev("Reversed")), Violated, "po/tx/1: Reversed happened twice"},
		{"in the wrong order", agreement(), lines(rejected, did("notice"), ev("Notified"), ev("Reversed")), Violated, "po/tx/1: Notified before Reversed"},
		{"without a failure", agreement(), lines(begun, ev("Reversed"), ev("POClosed")), Violated, "po/tx/1: Reversed without a failure"},
		{"a rejection that nobody read", agreement(), lines(begun, did("rejection")), Violated, "the partner refused it, and nobody took notice"},
		{"a rejection of what nobody knows of", agreement(), did("rejection"), Violated, "the partner refused it, and nobody took notice"},
		{"refused as many as are made up for", agreement(), lines(begun, did("rejection")+" qty=10", ev("PORejected"), ev("Reversed"), did("notice"), ev("Notified")), Held, ""},
		{"refused fewer than are made up for", agreement(), lines(begun, did("rejection")+" qty=4", ev("PORejected"), ev("Reversed"), did("notice"), ev("Notified")),
			Violated, "po/tx/1: the partner refused 4 units, and 10 are made up for"},
		{"made less by a change", agreement(), lines(begun, did("change")+" qty=4", less("POChanged", 4), less("POClosed", 6)), Held, ""},
		{"made less by a change that nobody heard of", agreement(), lines(begun, did("change")+" qty=4", ev("POClosed")),
			Violated, "po/tx/1: the partner took 4 units off it, and 0 are off here"},
		{"made less than the partner says", agreement(), lines(begun, did("change")+" qty=4", less("POChanged", 5), less("POClosed", 5)),
			Violated, "po/tx/1: the partner took 4 units off it, and 5 are off here"},
		{"it happened after all and was taken back", agreement(), lines(ev("POIssued"), ev("PORejected"), ev("Reversed"), did("notice"), ev("Notified"),
			did("purchase-order"), ev("LateSuccess"), did("cancellation"), ev("LateCancelled")), Held, ""},
		{"it happened after all", agreement(), lines(ev("POIssued"), ev("PORejected"), ev("Reversed"), did("notice"), ev("Notified"),
			did("purchase-order"), ev("LateSuccess")), Violated, "it happened after all, and nothing answered that"},
		{"it is called taken back, and was not", agreement(), lines(ev("POIssued"), ev("PORejected"), ev("Reversed"), did("notice"), ev("Notified"),
			did("purchase-order"), ev("LateSuccess"), ev("LateCancelled")), Violated, "it was called taken back, and the partner still holds it"},
		{"the partner still holds it", agreement(), lines(ev("POIssued"), ev("PORejected"), ev("Reversed"), did("notice"), ev("Notified"),
			did("purchase-order")), Violated, "it was compensated, and the partner still holds it"},
		{"neither", agreement(), begun, Violated, "it is neither committed nor compensated"},
		{"ordered by nobody", agreement(), did("purchase-order"), Violated, "a partner has it, and nobody ordered it"},
		{"cut before the end", agreement(), lines(rejected, "cut"), Unknown, "breaks off"},
	})
}

func TestBacklogAccounting(t *testing.T) {
	ev := func(typ, po, rest string) string { return wrote(typ, "po/tx/"+po, rest) }
	one := lines(ev("POIssued", "1", ""), ev("POAccepted", "1", ""))
	full := lines(ev("POIssued", "1", ""), ev("POIssued", "2", ""), ev("POIssued", "3", ""))
	urgent := repeat(99, ev("POIssued", "u%d", "reason=critical")+"\n"+ev("POAccepted", "u%d", ""))
	try(t, BackpressureAccounting, []trial{
		{"called with", agreement(), one, Held, ""},
		{"parked and shed", agreement(), lines(ev("POIssued", "1", ""), ev("POParked", "1", ""), ev("POShed", "1", "")), Held, ""},
		{"gone without a trace", agreement(), lines(one, ev("POIssued", "2", "")), Violated, "buyer/tx: 1 messages for acme were neither called with nor shed, the first po/tx/2"},
		{"too many wait", agreement(), lines(ev("POIssued", "1", ""), ev("POIssued", "2", ""), ev("POIssued", "3", ""), ev("POIssued", "4", ""), ev("POIssued", "5", "")),
			Violated, "buyer/tx has 5 messages for acme in its queue and 0 parked, allowed are 3 and 1"},
		{"one too many waits", agreement(), lines(full, ev("POIssued", "4", ""), ev("POAccepted", "4", ""), ev("POAccepted", "1", ""), ev("POAccepted", "2", ""), ev("POAccepted", "3", "")), Held, ""},
		{"one too many waits for long", agreement(), lines(full, ev("POIssued", "4", ""), ev("POParked", "9", ""), ev("POAccepted", "4", ""), ev("POAccepted", "1", ""), ev("POAccepted", "2", ""), ev("POAccepted", "3", "")),
			Violated, "buyer/tx has 4 messages for acme in its queue and 0 parked, allowed are 3 and 1"},
		{"one too many is parked", agreement(), lines(full, ev("POIssued", "4", ""), ev("POParked", "4", ""), ev("POShed", "4", ""), ev("POAccepted", "1", ""), ev("POAccepted", "2", ""), ev("POAccepted", "3", "")), Held, ""},
		{"one urgent message of a hundred waits", agreement(), lines(ev("POIssued", "a", "reason=critical at=1s"), ev("POAccepted", "a", "at=9s"), urgent), Held, ""},
		{"two of a hundred and one wait", agreement(), lines(ev("POIssued", "a", "reason=critical at=1s"), ev("POAccepted", "a", "at=9s"),
			ev("POIssued", "b", "reason=critical at=10s"), ev("POAccepted", "b", "at=19s"), urgent), Violated, "buyer/tx: urgent messages for acme wait"},
		{"an urgent one waits", agreement(), lines(ev("POIssued", "1", "reason=critical at=1s"), ev("POAccepted", "1", "at=9s")),
			Violated, "buyer/tx: urgent messages for acme wait 8000 ms (99th percentile of 1), allowed are 2000"},
		{"a common one waits", agreement(), lines(ev("POIssued", "1", "reason=normal at=1s"), ev("POAccepted", "1", "at=9s")), Held, ""},
		{"an urgent one waits for a supplier that is out", agreement(), lines("fault event=dark reason=injected at=1s", ev("POIssued", "1", "reason=critical at=2s"),
			"fault event=dark reason=reverted at=8s", ev("POAccepted", "1", "at=9s")), Held, ""},
	})
}
