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
