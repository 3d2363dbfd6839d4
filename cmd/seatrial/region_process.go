package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"

	"github.com/seatrial/seatrial/cmd/seatrial/internal/assembly"
	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/scenarios/run"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/live/process"
	"github.com/seatrial/seatrial/sim/topology"
)

// regionProcess is the one argument with which this program is a region of a run
// and nothing else. No help lists it: a run starts it.
const regionProcess = "region-process"

// regionCommand starts this program as a region. An error of the system shows
// when it is started.
func regionCommand() *exec.Cmd {
	self, err := os.Executable()
	if err != nil {
		self = os.Args[0]
	}
	return exec.Command(self, regionProcess)
}

// serveRegion is a region until whoever started it is gone.
func serveRegion() int {
	if err := process.Serve(cook); err != nil {
		fmt.Fprintln(os.Stderr, "seatrial "+regionProcess+":", err)
		return run.ExitInvalid
	}
	return run.ExitHeld
}

// recipe is what a system is built from, for another process of the run.
type recipe struct {
	Scenario *scenarios.Scenario `json:"scenario"`
	Topology topology.Topology   `json:"topology"`
	Seed     uint64              `json:"seed"`
	Header   *history.Header     `json:"header"`
	Defects  []string            `json:"defects,omitempty"`
}

// newRecipe returns the recipe of the system on trial.
func newRecipe(s run.Setup) (json.RawMessage, error) {
	b, err := json.Marshal(recipe{Scenario: s.Scenario, Topology: s.Topology, Seed: s.Seed, Header: s.Header, Defects: s.Defects})
	if err != nil {
		return nil, fmt.Errorf("write down what the system is built from: %w", err)
	}
	return b, nil
}

// cook builds the system of a recipe.
func cook(b json.RawMessage) (sim.System, error) {
	var r recipe
	if err := json.Unmarshal(b, &r); err != nil {
		return nil, fmt.Errorf("read what the system is built from: %w", err)
	}
	return assembly.System(r.Scenario, r.Topology, r.Seed, r.Header, r.Defects)
}
