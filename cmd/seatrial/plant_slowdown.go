//go:build planted_slowdown

package main

import (
	"time"

	"github.com/seatrial/seatrial/sim/history"
)

// stretch is after how many records the planted slowdown catches up: often enough
// to lie in the path of the events, seldom enough for a clock of microseconds.
const stretch = 256

// planted burns a quarter of what each stretch of the run took, so that everything
// takes 25 % longer however fast the machine is.
func planted(_ *trial, see func(*history.Record)) func(*history.Record) {
	var last time.Duration
	n := 0
	return func(r *history.Record) {
		if n == 0 {
			last = cpuTime()
		}
		see(r)
		if n++; n%stretch != 0 {
			return
		}
		now := cpuTime()
		for end := now + (now-last)/4; cpuTime() < end; {
		}
		last = cpuTime()
	}
}
