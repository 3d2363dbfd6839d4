package faults

// slowConsumer is the fault [SlowConsumer]: one consumer takes longer for every message.
//
// One subscriber that falls behind must cost neither its producer nor its
// neighbours anything (R019). It is told from a delay by hitting every message of
// one consumer.
var slowConsumer = Spec{
	Kind:    SlowConsumer,
	Title:   "one consumer takes longer for every message",
	Needs:   []string{"region", "consumer", "by"},
	Lever:   "Messages",
	Proof:   "a message took longer",
	Example: "{id: tired, fault: slow-consumer, region: tx, consumer: dashboard, by: 40ms, at: 10s, hold: 30s}",
	pull:    func(t Target, f Fault, on bool) { t.Messages(f.ID, f.rule(always), on) },
}
