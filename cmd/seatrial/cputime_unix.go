//go:build unix

package main

import (
	"syscall"
	"time"
)

// cpuTime returns what the processor has spent on this process. Rates are per
// second of it, so that a machine with other work to do does not change them.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return time.Since(started)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
