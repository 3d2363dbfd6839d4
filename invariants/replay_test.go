package invariants

import (
	"testing"

	"github.com/seatrial/seatrial/sim/history"
)

func TestReplaySafety(t *testing.T) {
	const first = `
store stream=bus/tx pos=1 source=pod/tx spos=1 event=e1
apply consumer=planner/tx source=pod/tx spos=1 event=e1 type=OrderCreated entity=order/tx/1 v=1
effect op=k1 type=shipment entity=order/tx/1 line=1`
	const putAway = `
store stream=bus/tx pos=1 source=pod/tx spos=1 event=e1
reject consumer=planner/tx source=pod/tx spos=1 event=e1 type=OrderCreated entity=order/tx/1 v=1 reason=dead-letter`
	const replay = "act op=a1 type=replay entity=pod/tx label=executed"
	const again = "store stream=bus/tx pos=2 source=pod/tx spos=1 event=e1"
	const applied = "apply consumer=planner/tx source=pod/tx spos=1 event=e1 type=OrderCreated entity=order/tx/1 v=1"
	const shipped = "effect op=k1~replay type=shipment entity=order/tx/1 line=1"
	try(t, ReplaySafety, []trial{
		{"nothing happens", house(), lines(first, replay, again), Held, ""},
		{"what was put away takes effect", house(), lines(putAway, replay, again, applied), Held, ""},
		{"what was put away takes effect twice", house(), lines(putAway, replay, again, applied, applied), Violated, "planner/tx applied position 1 of pod/tx again after a replay"},
		{"a figure changes", house(), lines(first, replay, again, applied), Violated, "planner/tx applied position 1 of pod/tx again after a replay"},
		{"a partner is asked", house(), lines(first, replay, again, shipped), Violated, "order/tx/1 line 1: shipment happened again after a replay"},
		{"nothing was replayed", house(), lines(first, replay), Unknown, "premise"},
		{"nobody asked for a replay", house(), lines(first, again, applied), Unknown, "no act record"},
		{"in another region", house(), lines(first, replay+" region=ca", again, applied), Unknown, "premise"},
		{"breaks off", house(), lines(first, replay, again, "cut"), Unknown, "breaks off"},
	})
}

// TestReplaySafetyForgetsWhatIsSettled lets a consumer apply a third of a long ledger
// and refuse another: what it does not follow leaves no gap, and no bit is kept.
func TestReplaySafetyForgetsWhatIsSettled(t *testing.T) {
	h, out := house(), Result{}
	c := newReplaySafety(&h).(*replaySafety)
	r := history.Record{Region: history.N("tx"), Stream: history.N("pod/tx"), Source: history.N("pod/tx"), Consumer: history.N("planner/tx")}
	for pos := uint64(1); pos <= 300_000; pos++ {
		r.Kind, r.Pos, r.SourcePos, r.Entity = history.KindAppend, pos, pos, history.N("order/tx/1")
		if pos%3 == 0 {
			r.Entity = history.N("note/tx/1")
		}
		c.See(&r, &out)
		switch pos % 3 {
		case 1:
			r.Kind = history.KindApply
		case 2:
			r.Kind, r.Reason = history.KindReject, history.ReasonDeadLetter
		default:
			continue
		}
		c.See(&r, &out)
	}
	for i := range c.follows.items {
		if w := &c.follows.items[i]; len(w.closed.bits) > 4096 {
			t.Errorf("%s keeps %d words of bits, want few: all is settled", w.consumer, len(w.closed.bits))
		}
	}
}
