package run

// counter is one figure of a run.
type counter uint8

const (
	commandsSent counter = iota
	commandsOK
	commandsFailed
	commandsShed
	commandsLost
	retries
	deliveries
	duplicates
	redeliveries
	applied
	ignored
	stale
	parked
	deadLetters
	shed
	crossings
	crossedBytes
	storedAgain
	backlog
	forgotten
	countersN
)

// counters names the figures. A peak is the largest value that was seen, and
// the largest of all runs; the others are sums.
var counters = [countersN]struct {
	name string
	peak bool
	doc  string
}{
	commandsSent:   {"commands", false, "commands sent, retries not counted"},
	commandsOK:     {"commands_ok", false, "answered ok"},
	commandsFailed: {"commands_failed", false, "refused"},
	commandsShed:   {"commands_shed", false, "refused because a declared bound was reached"},
	commandsLost:   {"commands_lost", false, "given up without an answer: they may have happened"},
	retries:        {"retries", false, "commands sent again with the same key"},
	deliveries:     {"deliveries", false, "events handed to consumers"},
	duplicates:     {"duplicates", false, "of these, events that the consumer had been handed before (R099)"},
	redeliveries:   {"redeliveries", false, "of these, second and later attempts"},
	applied:        {"applied", false, "effects of consumers"},
	ignored:        {"duplicates_ignored", false, "events that consumers recognised as duplicates"},
	stale:          {"stale", false, "events that consumers rejected as overtaken"},
	parked:         {"parked", false, "events that consumers put aside until a gap closes"},
	deadLetters:    {"dead_letters", false, "events that no effort could process"},
	shed:           {"shed", false, "events that consumers refused with a receipt"},
	crossings:      {"crossings", false, "messages that left a region"},
	crossedBytes:   {"crossed_bytes", false, "their bytes"},
	storedAgain:    {"stored_again", false, "events that a bus stored again, after it lost them or forgot their ids"},
	backlog:        {"backlog", true, "most events a ledger was ahead of its bus (R097)"},
	forgotten:      {"lags_forgotten", false, "events whose lag was not measured because too many were under way"},
}

// Counter returns one figure by name, 0 for a name that does not exist.
func (m *Measure) Counter(name string) int64 {
	for c := range counters {
		if counters[c].name == name {
			return m.counts[c]
		}
	}
	if name == duplicateRate {
		return m.duplicateRate()
	}
	return 0
}

// Counters returns all figures by name.
func (m *Measure) Counters() map[string]int64 {
	out := make(map[string]int64, countersN+1)
	for c := range counters {
		out[counters[c].name] = m.counts[c]
	}
	out[duplicateRate] = m.duplicateRate()
	return out
}

const duplicateRate = "duplicate_rate_ppm"

// duplicateRate returns duplicates per million deliveries (R099).
func (m *Measure) duplicateRate() int64 {
	if m.counts[deliveries] == 0 {
		return 0
	}
	return m.counts[duplicates] * 1_000_000 / m.counts[deliveries]
}
