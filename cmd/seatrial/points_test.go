package main

import (
	"slices"
	"testing"

	"github.com/seatrial/seatrial/reference"
	"github.com/seatrial/seatrial/scenarios"
)

// TestPointsAgree holds the catalogue of the reference to the names that
// scenarios know and to the library.
func TestPointsAgree(t *testing.T) {
	var open []string
	for _, p := range reference.Points() {
		if p.Means == "" || len(p.Machines) == 0 {
			t.Errorf("point %s = %+v, want its machines and what it means", p.Name, p)
		}
		if (len(p.Scenarios) == 0) == (p.Defensive == "") {
			t.Errorf("point %s has %d scenarios and is defensive because %q, want one or the other", p.Name, len(p.Scenarios), p.Defensive)
		}
		for _, id := range p.Scenarios {
			if _, ok := scenarios.Find(id); !ok {
				t.Errorf("point %s is expected in scenario %q, want one of the library", p.Name, id)
			}
		}
		if p.Defensive == "" {
			open = append(open, p.Name)
		}
	}
	known := scenarios.Points()
	slices.Sort(open)
	slices.Sort(known)
	if !slices.Equal(open, known) {
		t.Errorf("scenarios.Points() = %v, want those of the reference that some run passes: %v", known, open)
	}
}
