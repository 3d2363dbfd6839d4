//go:build !planted_slowdown && !planted_allocation

package main

import "github.com/seatrial/seatrial/sim/history"

// planted returns what watches a run of the benchmark, and adds nothing to it. A
// build with the tag planted_slowdown or planted_allocation adds what the gate has
// to notice (`make gate-proof`).
func planted(_ *trial, see func(*history.Record)) func(*history.Record) { return see }
