package invariants

import (
	"testing"

	"github.com/seatrial/seatrial/sim/history"
)

// agreement is a header with one supplier of two callers: a call per second and
// three at once, two retries for ten messages, five beyond.
func agreement() history.Header {
	const sec = 1_000_000_000
	return history.Header{
		Agreements: []history.Agreement{{Partner: "acme", Callers: []string{"buyer/tx", "buyer/va"}, Offers: []string{"POIssued"},
			Parks: []string{"POParked"}, Resumes: []string{"POResumed"}, Settles: []string{"POAccepted"}, Sheds: []string{"POShed"},
			Rate: 1000, Burst: 3, Capacity: 2000, Budget: 200, Spare: 1, AttemptsMax: 3, IdleNano: 10 * sec, ReturnNano: 60 * sec,
			QueueMax: 3, ParkedMax: 1, Urgent: "critical", WaitNano: 2 * sec}},
		Sagas: []history.Saga{{Kind: "po", Begin: "POIssued", Commit: []string{"POClosed"}, Receipts: []string{"POShed"},
			Failures: []string{"PORejected"}, Compensate: []string{"Reversed", "Notified"}, Late: "LateSuccess", Lates: []string{"LateCancelled"}, Cancels: []string{"LateCancelled"},
			Adds: []string{"POIssued", "LateSuccess"}, Takes: []string{"POClosed", "POShed", "Reversed", "LateCancelled", "POChanged"}, Lessens: []string{"POChanged"},
			Lessened: []string{"change"}, Done: "purchase-order", Refused: "rejection", Undone: "cancellation", Notice: "notice"}},
	}
}

// called tells of a call that reached acme.
func called(by, po, at, label string) string {
	return "attempt consumer=acme from=" + by + " op=" + po + " entity=" + po + " purpose=normal label=" + label + " at=" + at
}

// wrote tells of an event of the buyer of tx.
func wrote(typ, po, rest string) string {
	return "append stream=buyer/tx to=acme type=" + typ + " entity=" + po + " qty=10 " + rest
}

func TestRateLimit(t *testing.T) {
	tx := func(po, at string) string { return called("buyer/tx", po, at, "taken") }
	va := func(po, at string) string { return called("buyer/va", po, at, "taken") }
	bunched := agreement()
	bunched.Bounds.ArrivalNano = 1_000_000_000
	const broken = "acme is called more often than its contract allows, which is 1.000 calls per second and 3 at once, all callers together"
	try(t, RateLimit, []trial{
		{"a call per second", agreement(), lines(tx("a", "1s"), va("b", "1500ms"), tx("c", "3s")), Held, ""},
		{"the burst", agreement(), lines(tx("a", "1s"), va("b", "1001ms"), tx("c", "1002ms"), va("d", "2001ms")), Held, ""},
		{"one beyond the burst, of another caller", agreement(), lines(tx("a", "1s"), va("b", "1001ms"), tx("c", "1002ms"), va("d", "1003ms")), Violated, broken},
		{"each within its own rate, not together", agreement(),
			lines(tx("a", "1s"), va("b", "1s"), tx("c", "2s"), va("d", "2s"), tx("e", "3s"), va("f", "3s"), tx("g", "4s"), va("h", "4s")), Violated, broken},
		{"held up for a second and then all at once", bunched, lines(tx("a", "1s"), va("b", "1001ms"), tx("c", "1002ms"), va("d", "1003ms")), Held, ""},
		{"more than was held up", bunched, lines(tx("a", "1s"), va("b", "1001ms"), tx("c", "1002ms"), va("d", "1003ms"), va("e", "1004ms")), Violated, broken},
		{"too fast for long, however it arrives", bunched,
			lines(tx("a", "1s"), va("b", "1s"), tx("c", "2s"), va("d", "2s"), tx("e", "3s"), va("f", "3s"), tx("g", "4s"), va("h", "4s"), tx("i", "5s"), va("j", "5s")), Violated, broken},
		{"nobody called twice in a short time", agreement(), lines(tx("a", "1s"), tx("b", "9s")), Unknown, "premise"},
		{"of another partner", agreement(), "attempt consumer=other from=buyer/tx op=a entity=a label=taken", Unknown, "premise"},
		{"no supplier's ledger", agreement(), wrote("POIssued", "po/tx/1", ""), Unknown, "no attempt record"},
	})
}
