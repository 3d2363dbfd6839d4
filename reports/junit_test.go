package reports_test

import (
	"bytes"
	"encoding/xml"
	"strings"
	"testing"

	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/reports"
	"github.com/seatrial/seatrial/scenarios/run"
)

func TestJUnitIsGolden(t *testing.T) {
	for name, r := range storms() {
		golden(t, name+".junit.xml", junit(t, r))
	}
	golden(t, "all.junit.xml", junit(t, heldStorm(), emptyStorm()))
}

func junit(t *testing.T, results ...*run.Result) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := reports.JUnit(&b, results); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// parsedSuites is what a CI system reads from the file.
type parsedSuites struct {
	Tests    int `xml:"tests,attr"`
	Failures int `xml:"failures,attr"`
	Errors   int `xml:"errors,attr"`
	Suites   []struct {
		Cases []struct {
			Name    string    `xml:"name,attr"`
			Class   string    `xml:"classname,attr"`
			Failure *string   `xml:"failure"`
			Error   *string   `xml:"error"`
			Skipped *struct{} `xml:"skipped"`
		} `xml:"testcase"`
	} `xml:"testsuite"`
}

func parseJUnit(t *testing.T, b []byte) parsedSuites {
	t.Helper()
	var p parsedSuites
	if err := xml.Unmarshal(b, &p); err != nil {
		t.Fatalf("parse JUnit: %v\n%s", err, b)
	}
	return p
}

func TestJUnitSaysWhatPeopleNeed(t *testing.T) {
	p := parseJUnit(t, junit(t, brokenStorm()))
	texts := map[string]string{}
	for _, c := range p.Suites[0].Cases {
		if c.Class != "tx-dc" || c.Skipped != nil {
			t.Errorf("case %s has class %q and skipped %v, want tx-dc and never skipped", c.Name, c.Class, c.Skipped != nil)
		}
		switch {
		case c.Failure != nil:
			texts[c.Name] = "failure: " + *c.Failure
		case c.Error != nil:
			texts[c.Name] = "error: " + *c.Error
		}
	}
	for name, wants := range map[string][]string{
		"exactly-once-effect (I-05)": {"failure: ", "a second time", "ledger pod/tx position 2041", "seed 3", "repeat: seatrial run tx-dc --seed 3"},
		"wan-independence (I-39)":    {"error: ", "the stretched twin run was not made", "repeat: "},
		"faults-proved":              {"error: ", "slow-or (latency) was proved in 19 of 20 runs"},
		"thresholds":                 {"failure: ", "order_commit = 61.3 ms, want p(99)<50ms"},
	} {
		for _, want := range wants {
			if !strings.Contains(texts[name], want) {
				t.Errorf("case %s = %q, want it to say %q", name, texts[name], want)
			}
		}
	}
	if len(texts) != 4 || p.Failures != 2 || p.Errors != 2 || p.Tests != 19 {
		t.Errorf("JUnit = %d tests, %d failures, %d errors (%d with text), want 19, 2, 2 (4)", p.Tests, p.Failures, p.Errors, len(texts))
	}
}

func TestJUnitIsNeverGreenerThanTheExit(t *testing.T) {
	for _, exit := range []int{0, 1, 3, 4, 5, 6, 64} {
		for _, verdict := range []invariants.Verdict{invariants.Held, invariants.Violated, invariants.Unknown} {
			r := heldStorm()
			r.Exit, r.Verdict = exit, verdict
			p := parseJUnit(t, junit(t, r))
			green, want := p.Failures+p.Errors == 0, exit == 0 && verdict == invariants.Held
			if green != want {
				t.Errorf("JUnit(exit %d, %v) green = %v, want %v", exit, verdict, green, want)
			}
		}
	}
}

func TestJUnitSurvivesControlCharacters(t *testing.T) {
	r := brokenStorm()
	nasty := "a\x00b\x1b[31m]]>&<\ufffe\u202e \"c\"\nd\xff"
	r.Scenario.Title, r.Promises[3].Name, r.Promises[3].First.Text, r.Promises[3].First.More = nasty, nasty, nasty, []string{nasty}
	b := junit(t, r)
	parseJUnit(t, b)
	if i := bytes.IndexFunc(b, func(c rune) bool { return c < 0x20 && c != '\n' || c == 0xfffe || c == 0xfffd || c == 0x202e }); i >= 0 {
		t.Errorf("JUnit(control characters) keeps %q, want none", b[max(0, i-20):i+4])
	}
}
