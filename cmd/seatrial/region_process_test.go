package main

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/seatrial/seatrial/cmd/seatrial/internal/assembly"
	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/scenarios/run"
	"github.com/seatrial/seatrial/sim"
)

// TestRecipe builds the system of every scenario from its recipe: it has the
// machines and buses of the one that the recipe was made for, and what the
// builder is given comes back as it was.
func TestRecipe(t *testing.T) {
	for _, e := range scenarios.Library() {
		s := loaded(t, e.ID).ForLive()
		setup := run.Setup{Seed: 3, Header: s.Header(3), Topology: s.Topology, Scenario: s, Defects: []string{"M01"}}
		b, err := newRecipe(setup)
		if err != nil {
			t.Fatal(err)
		}
		var r recipe
		if err := json.Unmarshal(b, &r); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(r.Scenario.Workload, s.Workload) || !reflect.DeepEqual(r.Topology, s.Topology) || !reflect.DeepEqual(r.Header, setup.Header) {
			t.Errorf("%s: recipe = %+v, want what it was made of", e.ID, r)
		}
		there, err := cook(b)
		if err != nil {
			t.Fatalf("cook(%s) = %v", e.ID, err)
		}
		here, err := assembly.System(s, s.Topology, 3, setup.Header, setup.Defects)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(specs(here), specs(there)) || !reflect.DeepEqual(here.Buses(), there.Buses()) {
			t.Errorf("%s: machines built from the recipe differ", e.ID)
		}
	}
	if _, err := cook([]byte("?")); err == nil {
		t.Error("cook(?) = nil, want an error")
	}
}

// specs returns the machines of a system, without the functions that make them.
func specs(s sim.System) []sim.Spec {
	out := slices.Clone(s.Machines())
	for i := range out {
		out[i].New = nil
	}
	return out
}

// TestCombines asks world embedded for faults that go together, and for some that
// do not.
func TestCombines(t *testing.T) {
	fault := func(kind faults.Kind, region string) faults.Fault { return faults.Fault{Kind: kind, Region: region} }
	for _, c := range []struct {
		name string
		all  []faults.Fault
		want string // of the first fault
		run  []string
	}{
		{"a region", []faults.Fault{fault(faults.RegionPause, "tx"), fault(faults.RegionKill, "tx")}, "", []string{"tx"}},
		{"the hub stands still", []faults.Fault{fault(faults.RegionPause, "hub")}, "the hub runs in the process", nil},
		{"the hub is killed", []faults.Fault{fault(faults.RegionKill, "hub")}, "", nil},
		{"power of the same region", []faults.Fault{fault(faults.PowerLoss, "tx"), fault(faults.RegionKill, "tx")}, "give tx a process of its own", []string{"tx"}},
		{"outage of the same region", []faults.Fault{fault(faults.RegionOutage, "va"), fault(faults.RegionPause, "va")}, "give va a process of its own", []string{"va"}},
		{"power of another", []faults.Fault{fault(faults.PowerLoss, "tx"), fault(faults.RegionKill, "va")}, "", []string{"va"}},
		{"power of the hub", []faults.Fault{fault(faults.PowerLoss, "hub"), fault(faults.RegionKill, "hub")}, "", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			ok, why := can(embeddedWorld{}, c.all[0], c.all)
			if ok != (c.want == "") || !strings.Contains(why, c.want) {
				t.Errorf("can(%v) = %v, %q, want %q", c.all, ok, why, c.want)
			}
			if got := processes(faults.Plan{Faults: c.all}); !slices.Equal(got, c.run) {
				t.Errorf("processes(%v) = %v, want %v", c.all, got, c.run)
			}
		})
	}
}

// TestRegionProcessAlone starts a region without a run.
func TestRegionProcessAlone(t *testing.T) {
	c := exec.Command("seatrial", regionProcess)
	var said bytes.Buffer
	c.Stderr = &said
	if err := c.Run(); err == nil || statusOf(err) != "64" || !strings.Contains(said.String(), "there is no parent") {
		t.Errorf("seatrial %s = %v: %q, want exit 64 and why", regionProcess, err, said.String())
	}
}
