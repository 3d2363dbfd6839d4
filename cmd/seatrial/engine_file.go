package main

import (
	"fmt"
	"io"

	"github.com/seatrial/seatrial/bench"
)

// file returns what was measured as a result file. Counters are medians of the
// rounds, of which all have the same events; rates are per second of processor
// time.
func (r *engineResult) file() *bench.Result {
	t := tool()
	machine := bench.ThisMachine()
	machine.GOMAXPROCS = 1 // while it measured
	orders := float64(max(r.first.commands, 1))
	allocs, bytes := bench.Median(r.samples(wholeAllocs)), bench.Median(r.samples(wholeBytes))
	events, messages := float64(r.first.events)/orders, float64(r.first.messages)/orders
	lost, duplicated := r.first.lost, r.first.duplicated
	out := &bench.Result{Schema: bench.Schema, Machine: machine,
		Tool: bench.Tool{Name: "seatrial", Version: t.Version, Revision: t.Revision},
		Profile: bench.Profile{Name: "engine", Settings: map[string]string{
			"virtual": r.virtual.String(), "regions": "4", "commands": fmt.Sprintf("%d/s and region", engineRate), "seed": "1"}},
		Counters: bench.Counters{AllocationsPerEvent: &allocs, BytesPerEvent: &bytes, EventsPerOrder: &events,
			MessagesPerOrder: &messages, Lost: &lost, Duplicated: &duplicated}}
	out.Add("whole", bench.Rate, r.samples(wholeRate)...)
	out.Add("without-promises", bench.Rate, r.samples(muteRate)...)
	out.Add("bare", bench.Rate, r.samples(bareRate)...)
	return out
}

// writeResult writes a result file.
func writeResult(path string, r *bench.Result) error {
	return toFile(path, func(w io.Writer) error { return bench.Write(w, r) })
}
