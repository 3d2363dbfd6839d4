package invariants

import (
	"testing"

	"github.com/seatrial/seatrial/sim/history"
)

func TestMonotonicVersions(t *testing.T) {
	const owner = `
append stream=pod/tx pos=1 event=e1 type=InventoryReserved entity=sku/tx/s-1 v=1 epoch=1
append stream=pod/tx pos=2 event=e2 type=InventoryReceived entity=sku/tx/s-1 v=2 epoch=1
append stream=pod/tx pos=3 event=e3 type=InventoryShipped entity=sku/tx/s-1 v=3 epoch=2`
	at := func(kind, consumer, v, rest string) string {
		return kind + " consumer=" + consumer + " source=pod/tx spos=" + v + " event=e" + v + " entity=sku/tx/s-1 v=" + v + " " + rest
	}
	planner := func(kind, v, rest string) string { return at(kind, "planner/tx", v, rest) }
	one, two, three := planner("apply", "1", "epoch=1"), planner("apply", "2", "epoch=1"), planner("apply", "3", "epoch=2")
	try(t, MonotonicVersions, []trial{
		{"one after the other", house(), lines(owner, one, two, three), Held, ""},
		{"out of order, parked", house(), lines(owner, one, planner("reject", "3", "reason=parked epoch=2"), two, three), Held, ""},
		{"a stale one refused", house(), lines(owner, one, two, planner("reject", "1", "reason=stale epoch=1"), three), Held, ""},
		{"a stale one accepted", house(), lines(owner, one, two, one), Violated, "planner/tx accepted sku/tx/s-1 v1 of epoch 1 after v2 of epoch 1"},
		{"a fenced writer accepted", house(), lines(owner, one, planner("apply", "2", "epoch=3"), three), Violated, "accepted sku/tx/s-1 v3 of epoch 2 after v2 of epoch 3"},
		{"a gap accepted", house(), lines(owner, one, three), Violated, "accepted sku/tx/s-1 v3 after v1 and parked nothing"},
		{"a gap for one who follows some types", house(), lines(owner, at("apply", "stock/hub", "1", ""), at("apply", "stock/hub", "3", "")), Held, ""},
		{"a gap behind a dead letter", house(), lines(owner, one, planner("reject", "2", "reason=dead-letter"), three), Held, ""},
		{"news refused as stale", house(), lines(owner, one, planner("reject", "2", "reason=stale epoch=1")), Violated, "refused sku/tx/s-1 v2 as stale; it has v1"},
		{"parked for ever", house(), lines(owner, one, planner("reject", "3", "reason=parked")), Violated, "1 events are still parked, the first is sku/tx/s-1 v3 at planner/tx"},
		{"parked of a ledger it does not follow", house(), lines(owner, one, two, three, "reject consumer=planner/tx source=pod/ca spos=7 event=f7 entity=note/ca/1 v=1 reason=parked"), Held, ""},
		{"parked too many", with(func(h *history.Header) { h.Bounds.ParkedMax = 1 }), lines(owner, planner("reject", "2", "reason=parked"), planner("reject", "3", "reason=parked")),
			Violated, "planner/tx has parked 2 events, allowed are 1"},
		{"the owner skips", house(), lines(owner, "append stream=pod/tx pos=4 event=e4 entity=sku/tx/s-1 v=5 epoch=2"), Violated, "the owner wrote v5 after v3"},
		{"two writers", house(), lines(owner, "append stream=pod/tx pos=4 event=e4 entity=sku/tx/s-1 v=4 epoch=1"), Violated,
			"pod/tx: position 4 of epoch 1 written after position 3 of epoch 2"},
		{"a position written again", house(), lines(owner, "append stream=pod/tx pos=2 event=e4 entity=sku/tx/s-2 v=1 epoch=2"), Violated, "position 2 of epoch 2 written after position 3"},
		{"delivered late and ignored", house(), lines("append stream=pod/tx pos=1 event=e1 entity=sku/tx/s-1 v=1", planner("apply", "1", ""), planner("deliver", "1", "attempt=2")), Held, ""},
		{"all in order, one writer", house(), lines("append stream=pod/tx pos=1 event=e1 entity=sku/tx/s-1 v=1", planner("apply", "1", "")), Unknown, "premise"},
		{"began before the history", house(), "append stream=pod/tx pos=9 event=e9 entity=sku/tx/s-1 v=9\napply consumer=planner/tx source=pod/tx spos=9 entity=sku/tx/s-1 v=9", Unknown, "premise"},
	})
}
