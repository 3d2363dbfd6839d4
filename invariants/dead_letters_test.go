package invariants

import "testing"

func TestDeadLetters(t *testing.T) {
	const good = "store stream=bus pos=1 source=orders spos=1 event=e1"
	const bad = "store stream=bus pos=2 source=orders spos=2 event=e2 reason=invalid"
	at := func(kind, rest string) string { return kind + " consumer=shop source=orders spos=2 event=e2 " + rest }
	hand, keep := at("deliver", "stream=bus pos=2"), at("reject", "reason=dead-letter note=cut")
	try(t, DeadLetters, []trial{
		{"kept once, with a reason", house(), lines(good, bad, hand, keep, hand), Held, ""},
		{"kept twice", house(), lines(bad, hand, keep, hand, keep), Violated, "shop keeps e2 2 times"},
		{"kept without a reason", house(), lines(bad, hand, at("reject", "reason=dead-letter")), Violated, "shop keeps e2 and does not say why"},
		{"kept nowhere", house(), lines(good, bad, hand), Violated, "shop was handed e2, which nobody can read, and kept it nowhere (1 such)"},
		{"thrown away", house(), lines(bad, hand, at("reject", "reason=rejected")), Violated, "kept it nowhere"},
		{"applied", house(), lines(bad, hand, at("apply", ""), keep), Violated, "shop applied e2, which nobody can read"},
		{"as often as allowed", house(), lines(bad, repeat(5, hand), keep), Held, ""},
		{"handed out for ever", house(), lines(bad, repeat(9, hand), keep), Violated, "shop was handed e2 6 times and has not put it away, allowed are 5"},
		{"cut before it was kept", house(), lines(bad, hand, "cut"), Unknown, "breaks off"},
		{"all of it can be read", house(), lines(good, "deliver consumer=shop source=orders spos=1 event=e1"), Unknown, "premise"},
		{"no bus", house(), "apply consumer=shop source=orders spos=1 event=e1", Unknown, "no store record"},
	})
}
