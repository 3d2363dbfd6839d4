package explore

// supplyPhrases are of I-22, I-24, I-25 and the queues to partners of I-26.
var supplyPhrases = []phrase{
	phraseOf(`(\S+): (\w+) without a failure`, func(p []string) string {
		return named(p[0]) + " was made up for (" + event(p[1], "") + "), and nothing had failed"
	}),
	phraseOf(`(po(?:-rest)?/\S+): (\w+) happened twice`, func(p []string) string {
		return event(p[1], p[0]) + " happened twice"
	}),
	phraseOf(`(\S+): (\w+) before (\w+)`, func(p []string) string {
		return "of " + named(p[0]) + ", " + event(p[1], "") + " came before " + event(p[2], "")
	}),
	phraseOf(`(\S+): it failed, and (\w+) never followed`, func(p []string) string {
		return named(p[0]) + " failed, and " + event(p[1], "") + " never followed"
	}),
	phraseOf(`(po(?:-rest)?/\S+): (it .+|a partner .+|the partner .+|\d+ units .+)`, func(p []string) string {
		return "of " + named(p[0]) + ": " + p[1]
	}),
	phraseOf(`(\S+) has (\d+) messages for (\S+), which (failed|did not fail) when it was last called, and has not called it for (\d+) s: allowed are (\d+)`,
		func(p []string) string {
			return named(p[0]) + " had " + p[1] + " messages for " + p[2] + ", which " + p[3] + " at its last call, and did not call it for " + p[4] + " s"
		}),
	phraseOf(`(\S+) is called (\d+) times with (\S+), allowed are (\d+)`, func(p []string) string {
		return p[0] + " was called " + p[1] + " times about " + named(p[2])
	}),
	phraseOf(`(\S+) is called (\d+) times with (\d+) messages, allowed are (\d+)`, func(p []string) string {
		return p[0] + " was called " + p[1] + " times about " + p[2] + " messages"
	}),
	phraseOf(`(\S+) is called more often than it can answer, (\d+) s after the last fault was over`, func(p []string) string {
		return p[0] + " still had more calls than it can answer " + p[1] + " s after the last fault was over"
	}),
	phraseOf(`(\S+) calls (\S+) again after (\d+) ms, though every call has failed for (\d+) s: its breaker must be open, for \d+ ms at least`, func(p []string) string {
		return named(p[0]) + " called " + p[1] + " again after " + p[2] + " ms, though every call had failed for " + p[3] + " s"
	}),
	phraseOf(`(\S+) fails (\d+) of the (\d+) calls of minute (\d+), although every fault was over for long enough`, func(p []string) string {
		return p[0] + " still failed " + p[1] + " of " + p[2] + " calls long after the last fault was over"
	}),
	phraseOf(`(\S+) is called more often than its contract allows, which is (\S+) calls per second and \d+ at once, all callers together`, func(p []string) string {
		return p[0] + " was called more often than the " + p[1] + " times per second of its contract"
	}),
	phraseOf(`(\S+) has (\d+) messages for (\S+) in its queue and (\d+) parked, allowed are (\d+) and (\d+)`, func(p []string) string {
		return named(p[0]) + " had " + p[1] + " messages for " + p[2] + " in its queue and " + p[3] + " beside it"
	}),
	phraseOf(`(\S+): (\d+) messages for (\S+) were neither called with nor shed, the first (\S+)`, func(p []string) string {
		return named(p[0]) + " neither sent nor gave up " + p[1] + " messages for " + p[2]
	}),
	phraseOf(`(\S+): urgent messages for (\S+) wait (\d+) ms \(99th percentile of \d+\), allowed are (\d+)`, func(p []string) string {
		return "urgent messages of " + named(p[0]) + " for " + p[1] + " waited " + p[2] + " ms"
	}),
}
