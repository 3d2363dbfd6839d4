package bench_test

// meaning says what each key of a result is, for the published schema.
var meaning = map[string]string{
	"Result.schema":       "Name and version of this format.",
	"Result.tool":         "What was measured.",
	"Result.machine":      "What it was measured on; no names of hosts.",
	"Result.profile":      "What was run; only results of one profile can be compared.",
	"Result.counters":     "What does not depend on the machine's speed; a key is left out if it was not measured.",
	"Result.timings":      "What does: one entry per leg and metric.",
	"Result.curves":       "Percentile curves over all rounds, for charts; the gate does not look at them.",
	"Result.steps":        "Load steps, for charts of throughput against latency; the gate does not look at them.",
	"Result.interleaving": "The same in two files whose rounds were measured in turn; timings are compared only then.",

	"Tool.name":     "Name of the program.",
	"Tool.version":  "Its version.",
	"Tool.revision": "The revision it was built from.",

	"Machine.os":         "Operating system, as Go names it.",
	"Machine.arch":       "Architecture, as Go names it.",
	"Machine.cores":      "Logical processors.",
	"Machine.gomaxprocs": "Processors that ran Go code at once.",
	"Machine.go":         "Version of Go.",

	"Profile.name":     "engine, hotpath, consumer, or a name of yours.",
	"Profile.settings": "What decides on the figures: rates, sizes, durations.",

	"Counters.allocations_per_event":   "Heap allocations per event; judged at 2 %.",
	"Counters.bytes_per_event":         "Heap bytes per event; judged at 10 %.",
	"Counters.engine_events_per_order": "Events of the engine per command; must be the same.",
	"Counters.messages_per_order":      "Messages sent or published per command; must be the same.",
	"Counters.lost":                    "Events or effects that are missing; must be 0.",
	"Counters.duplicated":              "Effects that happened twice; must be 0.",

	"Timing.leg":     "Which part of the way was timed.",
	"Timing.metric":  "What the samples are; the gate judges rate, p50 and p99.",
	"Timing.unit":    "1/s for a rate, ns for a percentile of a latency.",
	"Timing.samples": "One for each round, in their order.",

	"Curve.leg":             "Which part of the way was timed; one curve each.",
	"Curve.count":           "Latencies that it is of.",
	"Curve.points":          "Percentiles and latencies, neither of which falls.",
	"CurvePoint.percentile": "So many percent were no longer than this.",
	"CurvePoint.ns":         "Nanoseconds.",

	"Step.leg":           "Which part of the way was timed.",
	"Step.offered_per_s": "What was offered.",
	"Step.rate_per_s":    "What was answered.",
	"Step.p50_ns":        "Half waited no longer, from the intended instant.",
	"Step.p99_ns":        "99 of 100 waited no longer.",
	"Step.pacer_p99_ns":  "How late the pacer itself was, which is in the latencies.",

	"Accepted.schema":  "Name and version of this format.",
	"Accepted.changes": "Intended changes of counters.",

	"Change.profile":  "What was run when it changed.",
	"Change.counter":  "Key of the counter; never lost or duplicated.",
	"Change.from":     "Value in the base.",
	"Change.to":       "Value that is accepted.",
	"Change.reason":   "Why it is intended.",
	"Change.revision": "Revision at which it was accepted.",
}
