package reports

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/seatrial/seatrial/scenarios/run"
)

func TestTopologies(t *testing.T) {
	back := 603 * time.Millisecond
	list := &run.Topologies{Scenario: run.ScenarioRef{ID: "hub-cut-43s", Title: "A cut"}, World: "virtual", Seeds: 2, Rows: []run.Placed{
		{Topology: "active-active", Write: run.Quantiles{P50: 1310, P99: 2100}, Commands: 200, Answered: 200, Bytes: 1234, Fields: []string{"a b"}, Held: 2, Recovered: &back},
		{Topology: "centralised", Write: run.Quantiles{P50: 75_400, P99: 18_100_000}, Commands: 200, Answered: 168, Held: 1, Unproved: 1, Unanswered: []string{"I-10"},
			Broken: []run.Shortfall{{ID: "I-39", Name: "wan-independence", Breaches: 7}}},
	}}
	if list.Exit() != run.ExitInconclusive {
		t.Errorf("exit = %d with a fault that had no effect, want %d", list.Exit(), run.ExitInconclusive)
	}
	if whole := (&run.Topologies{Rows: list.Rows[:1]}); whole.Exit() != 0 {
		t.Errorf("exit = %d, want 0", whole.Exit())
	}
	var text bytes.Buffer
	if err := Topologies(&text, list, Style{}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"2 seeds of each topology", "active-active  1.31 ms  2.10 ms      100%", "84%", "2 of 2", "1 of 3", "does not keep wan-independence (I-39): 7 breaches",
		"has no answer: I-10", "1 fault had no effect here"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("text lacks %q:\n%s", want, text.String())
		}
	}
	var csv bytes.Buffer
	if err := TopologiesCSV(&csv, list); err != nil {
		t.Fatal(err)
	}
	if want := "active-active,1310,2100,200,200,0,603000,1234,1,2,\ncentralised,75400,18100000,200,168,0,,0,0,1,I-39\n"; !strings.HasSuffix(csv.String(), want) {
		t.Errorf("CSV = %s, want it to end with %s", csv.String(), want)
	}
}
