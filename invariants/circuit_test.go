package invariants

import "testing"

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
