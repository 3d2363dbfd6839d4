package main

import (
	"os"
	"runtime/debug"
)

const (
	// gcPercent lets the heap grow to five times what lives before it is
	// collected: a run makes little garbage that lasts, and at the default of 100
	// the collector took a quarter of its time.
	gcPercent = 400
	// heapLimit is where it is collected as often as by default again, so that a
	// long run under heavy load stays within a small machine.
	heapLimit = 3 << 30
	// budgetPercent is never reached before heapLimit by a run of the hot path.
	budgetPercent = 10_000
)

// tuneCollector sets both, each unless the user did by GOGC or GOMEMLIMIT.
func tuneCollector() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(heapLimit)
	}
}

// collectByBudget lets a measurement of latencies have the whole of heapLimit before
// anything is collected, unless the user set GOGC: on two cores a collection takes
// half of one for some 25 ms, however little lives, and whoever asks meanwhile waits.
// It returns what sets it back.
func collectByBudget() (restore func()) {
	if os.Getenv("GOGC") != "" {
		return func() {}
	}
	before := debug.SetGCPercent(budgetPercent)
	return func() { debug.SetGCPercent(before) }
}
