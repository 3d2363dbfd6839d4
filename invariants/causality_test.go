package invariants

import "testing"

func TestCausality(t *testing.T) {
	const owner = `
append stream=pod/tx pos=1 event=e1 type=OrderCreated entity=order/tx/1 v=1
append stream=pod/tx pos=2 event=e2 type=InventoryReserved entity=sku/tx/s-1 v=1 cause=e1`
	at := func(kind, consumer, n, rest string) string {
		return kind + " consumer=" + consumer + " source=pod/tx spos=" + n + " event=e" + n + " " + rest
	}
	cause, effect := at("apply", "planner/tx", "1", "entity=order/tx/1 type=OrderCreated v=1"), at("apply", "planner/tx", "2", "entity=sku/tx/s-1 type=InventoryReserved v=1 cause=e1")
	try(t, Causality, []trial{
		{"cause, then effect", house(), lines(owner, cause, effect), Held, ""},
		{"effect, then cause", house(), lines(owner, effect, cause), Violated, "planner/tx applied sku/tx/s-1 InventoryReserved v1 before its cause e1"},
		{"cause parked, then effect", house(), lines(owner, at("reject", "planner/tx", "1", "reason=parked"), effect), Violated, "before its cause"},
		{"the cause is a dead letter", house(), lines(owner, at("reject", "planner/tx", "1", "reason=dead-letter"), effect), Held, ""},
		{"one who does not follow orders", house(), lines(owner, at("apply", "stock/hub", "2", "entity=sku/tx/s-1 type=InventoryReserved v=1 cause=e1")), Unknown, "premise"},
		{"no consumer", house(), owner, Unknown, "no apply record"},
		{"cut", house(), lines(owner, cause, effect, "cut"), Unknown, "breaks off"},
	})
}
