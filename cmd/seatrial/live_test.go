package main

import (
	"context"
	"runtime"
	"testing"

	"github.com/seatrial/seatrial/cmd/seatrial/internal/assembly"
	"github.com/seatrial/seatrial/scenarios/run"
)

// onRealServers are the scenarios that every test run takes to real servers, one
// seed each: between them they pull every lever of the world. The rest are a
// matter of `make soak`.
var onRealServers = []string{
	"tx-dc", "power-loss", "region-bus-rolled-back", "real-orders", "link-reset-storm", "link-down-and-back",
	"region-outage-and-return", "carrier-half-done", "region-frozen", "region-killed-and-back",
}

// TestOnRealServers runs scenarios in the embedded world. They mostly wait, so
// they run side by side; limits on latency, and how much has to be answered within
// a second before anything is broken, are left to runs that have the machine for
// themselves.
func TestOnRealServers(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a minute of real time")
	}
	slots := make(chan struct{}, runtime.NumCPU())
	for _, id := range onRealServers {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			slots <- struct{}{}
			defer func() { <-slots }()
			s := loaded(t, id)
			s.Thresholds, s.Live.Thresholds = nil, nil
			s.SteadyState.CommandsMin, s.SteadyState.AnsweredMin = 1, 500_000
			if raced { // and regions in processes of their own cannot keep up with it
				s.Workload.Rate /= 4
				s.Workload.Stock = max(s.Workload.Stock/4, 1) // which is to run out as before
			}
			lab := run.Lab{World: embeddedWorld{}, Build: assembly.System, Tool: tool()}
			res, err := lab.Run(context.Background(), s, run.Options{Seed: 1})
			if err != nil {
				t.Fatal(err)
			}
			if res.Exit != run.ExitHeld {
				t.Errorf("run %s --world embedded = exit %d, want 0: %q", id, res.Exit, res.Reasons)
			}
		})
	}
}
