package explore

import (
	"fmt"

	"github.com/seatrial/seatrial/scenarios"
)

// ReadRepro returns the case of a file that reproduces a failure. The error is
// that of [scenarios.Load], or says that the file is a scenario which reproduces
// nothing.
func ReadRepro(path string, b []byte, o scenarios.Options) (Case, error) {
	s, err := scenarios.Load(path, b, o)
	if err != nil {
		return Case{}, err
	}
	if s.Repro == nil {
		return Case{}, fmt.Errorf("%s: scenario %s has no repro, so there is no failure to show again; use seatrial run %s", path, s.ID, path)
	}
	return Case{Scenario: s, Seed: s.Repro.Seed, Plan: s.Plan(s.Repro.Seed), Defects: s.Repro.Defects}, nil
}
