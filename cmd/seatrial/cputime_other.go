//go:build !unix

package main

import "time"

// cpuTime returns the time passed, for want of what the processor has spent on
// this process: measure on a machine with nothing else to do.
func cpuTime() time.Duration { return time.Since(started) }
