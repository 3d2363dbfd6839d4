package explore

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/sim/topology"
)

// failure is a failure of a scenario of the library, as if it had been cut down.
func failure(t *testing.T, id string) Shrunk {
	t.Helper()
	e, ok := scenarios.Find(id)
	if !ok {
		t.Fatalf("Find(%s) = nothing, want a scenario of the library", id)
	}
	s, err := e.Load(scenarios.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s.Workload.Orders = topology.Picks{"tx": {3, 17}, "va": {}, "or": {}}
	s.SteadyState = scenarios.SteadyState{}
	plan := s.Plan(7)
	plan.Faults = plan.Faults[:3]
	found := invariants.Finding{ID: "I-05", First: &invariants.Breach{At: int64(90 * time.Second), Seq: 1,
		Text: "order/tx/17 line 1: shipment happened twice: keys order/tx/17#1 and order/tx/17#1~2"}}
	return Shrunk{Case: Case{Scenario: s, Seed: 7, Plan: plan, Defects: []string{"M08"}}, Promise: "I-05", Outcome: Outcome{Broken: []invariants.Finding{found}}}
}

// The file of a failure gives back what it takes to run it.
func TestFileComesBack(t *testing.T) {
	for _, id := range []string{"tx-dc", "power-loss", "flapping-link"} {
		f := failure(t, id)
		text := f.File("repro.yaml")
		c, err := ReadRepro("repro.yaml", text, scenarios.Options{})
		if err != nil {
			t.Fatalf("ReadRepro(File) = %v, want the case\n%s", err, text)
		}
		if c.Seed != 7 || len(c.Defects) != 1 || c.Scenario.Repro.Promise != "I-05" || c.Scenario.Repro.Note != f.Sentence() {
			t.Errorf("ReadRepro(File) = seed %d, %v, %+v, want seed 7, M08, I-05 and the sentence", c.Seed, c.Defects, c.Scenario.Repro)
		}
		for i, g := range c.Plan.Faults {
			if g.String() != f.Case.Plan.Faults[i].String() {
				t.Errorf("fault %d = %v, want %v", i, g, f.Case.Plan.Faults[i])
			}
		}
		if !bytes.HasPrefix(text, []byte("# ")) || !bytes.Contains(text, []byte("seatrial replay repro.yaml")) || bytes.Count(text, []byte("\n")) > 40 {
			t.Errorf("File =\n%s\nwant the sentence, the command and at most 40 lines", text)
		}
	}
}

// What never comes to rest is a failure that can be shown again: the run is asked for
// what it owes, and the file says which failure it is.
func TestRestComesBack(t *testing.T) {
	f := failure(t, "tx-dc")
	f.Promise, f.Outcome = Rest, Outcome{Broken: []invariants.Finding{{ID: Rest, First: &invariants.Breach{Text: "not quiet at the deadline: something moved 5ms ago"}}}}
	c, err := ReadRepro("repro.yaml", f.File("repro.yaml"), scenarios.Options{})
	if err != nil {
		t.Fatalf("ReadRepro(File) = %v, want the case", err)
	}
	if c.Scenario.Repro.Promise != Rest || !slices.Contains(c.Scenario.Promises, "I-05") || slices.Contains(c.Scenario.Promises, Rest) {
		t.Errorf("ReadRepro(File) shows %s and asks for %v, want rest, and what the case owes", c.Scenario.Repro.Promise, c.Scenario.Promises)
	}
}

// Any scenario's id gives one of the right form, however long.
func TestReproID(t *testing.T) {
	long := strings.Repeat("storm-", 10)
	if got := reproID(long, "I-05", 18446744073709551615); len(got) > idMax || !strings.HasSuffix(got, "-i05-seed-18446744073709551615") {
		t.Errorf("reproID = %q, want at most %d bytes", got, idMax)
	}
}

func TestReadReproRefuses(t *testing.T) {
	f := failure(t, "tx-dc")
	s := f.Repro()
	s.Repro = nil
	if _, err := ReadRepro("s.yaml", s.Encode(), scenarios.Options{}); err == nil || !strings.Contains(err.Error(), "seatrial run s.yaml") {
		t.Errorf("ReadRepro(plain scenario) = %v, want how to run it", err)
	}
	if _, err := ReadRepro("s.yaml", []byte("schema: x"), scenarios.Options{}); err == nil {
		t.Error("ReadRepro(x) = nil, want an error")
	}
}

// A fault named for the other end of its link keeps both in the file.
func TestFaultsOfLinksAreWritten(t *testing.T) {
	f := failure(t, "tx-dc")
	f.Case.Plan.Faults = []faults.Fault{{ID: "cut", Kind: faults.Partition, Region: "tx", Peer: "hub", At: 10 * time.Second, Hold: time.Second}}
	c, err := ReadRepro("r.yaml", f.File("r.yaml"), scenarios.Options{})
	if err != nil || c.Plan.Faults[0].Peer != "hub" {
		t.Errorf("ReadRepro = %v, %v, want the cut between tx and the hub", c.Plan, err)
	}
}
