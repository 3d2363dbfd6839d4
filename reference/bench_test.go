package reference_test

import (
	"testing"
	"time"

	"github.com/seatrial/seatrial/reference"
	"github.com/seatrial/seatrial/scenarios/policies"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/topology"
	"github.com/seatrial/seatrial/sim/virtual"
)

// BenchmarkCommand runs four regions at 10 commands per second each in the
// virtual world, with a watcher that judges nothing.
func BenchmarkCommand(b *testing.B) {
	top, err := topology.US(4)
	if err != nil {
		b.Fatal(err)
	}
	load := topology.Workload{Rate: 10_000, Duration: time.Hour, SKUs: 100, Zipf: 1000, LinesMax: 3, QuantityMax: 5, Stock: 200,
		Cancel: 30_000, Adjust: 100, Receive: 5000, Retry: 2 * time.Second, Patience: 30 * time.Second, Horizon: 2 * time.Minute,
		Transit: 5 * time.Second, CarrierHalf: 20_000}
	system, err := reference.New(reference.Config{Seed: 1, Topology: top, Workload: load, Policy: policies.Default(top.Hub.Name)})
	if err != nil {
		b.Fatal(err)
	}
	commands := 0
	w, err := virtual.New(virtual.Config{Seed: 1, System: system, Topology: top, Sink: func(r *history.Record) {
		if r.Kind == history.KindInvoke {
			commands++
		}
	}})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for at := time.Second; commands < b.N; at += time.Second {
		if err := w.Advance(at); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(w.Events())/float64(commands), "events/command")
}
