package bench_test

// meaning says what each key of a result is, for the published schema.
var meaning = map[string]string{
	"Result.schema":       "Name and version of this format.",
	"Result.tool":         "What was measured.",
	"Result.machine":      "What it was measured on; no names of hosts.",
	"Result.profile":      "What was run; only results of one profile can be compared.",
	"Result.counters":     "What does not depend on the machine's speed; a key is left out if it was not measured.",
	"Result.timings":      "What does: one entry per leg and metric.",
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

	"Accepted.schema":  "Name and version of this format.",
	"Accepted.changes": "Intended changes of counters.",

	"Change.profile":  "What was run when it changed.",
	"Change.counter":  "Key of the counter; never lost or duplicated.",
	"Change.from":     "Value in the base.",
	"Change.to":       "Value that is accepted.",
	"Change.reason":   "Why it is intended.",
	"Change.revision": "Revision at which it was accepted.",
}
