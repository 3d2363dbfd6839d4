package invariants

import "testing"

func TestReplaySafety(t *testing.T) {
	const first = `
store stream=bus/tx pos=1 source=pod/tx spos=1 event=e1
apply consumer=planner/tx source=pod/tx spos=1 event=e1 type=OrderCreated entity=order/tx/1 v=1
effect op=k1 type=shipment entity=order/tx/1 line=1`
	const replay = "act op=a1 type=replay entity=pod/tx label=executed"
	const again = "store stream=bus/tx pos=2 source=pod/tx spos=1 event=e1"
	const applied = "apply consumer=planner/tx source=pod/tx spos=1 event=e1 type=OrderCreated entity=order/tx/1 v=1"
	const shipped = "effect op=k1~replay type=shipment entity=order/tx/1 line=1"
	try(t, ReplaySafety, []trial{
		{"nothing happens", house(), lines(first, replay, again), Held, ""},
		{"a figure changes", house(), lines(first, replay, again, applied), Violated, "planner/tx applied position 1 of pod/tx again after a replay"},
		{"a partner is asked", house(), lines(first, replay, again, shipped), Violated, "order/tx/1 line 1: shipment happened again after a replay"},
		{"nothing was replayed", house(), lines(first, replay), Unknown, "premise"},
		{"nobody asked for a replay", house(), lines(first, again, applied), Unknown, "no act record"},
		{"in another region", house(), lines(first, replay+" region=ca", again, applied), Unknown, "premise"},
		{"breaks off", house(), lines(first, replay, again, "cut"), Unknown, "breaks off"},
	})
}
