package reports_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/reports"
	"github.com/seatrial/seatrial/scenarios/run"
)

// realStorm is the storm as a world in real time ran it, on an unsafe disk.
func realStorm(r *run.Result) *run.Result {
	r.World, r.RealTime, r.Profile, r.Transport, r.Factor = "embedded", true, run.Unsafe, run.Sourced, 3
	last := r.Promises[len(r.Promises)-1]
	r.Promises = r.Promises[:len(r.Promises)-1]
	r.LeftOut = []run.LeftOut{{ID: last.ID, Name: last.Name, Why: "judged from two runs of the same seed, and no run in real time can be repeated"}}
	for i := range r.Runs {
		one := &r.Runs[i]
		one.TraceHash, one.Promises = "", one.Promises[:len(one.Promises)-1]
		for j := range one.Faults {
			took := time.Duration(j+1) * 120 * time.Millisecond
			one.Faults[j].Recovered = &took
		}
	}
	return r
}

// compared is a comparison of the storm in two worlds.
func compared(t *testing.T, real *run.Result) ([]*run.Result, *run.Comparison) {
	t.Helper()
	virtual := heldStorm()
	c := &run.Comparison{Worlds: []string{"virtual", "embedded"}, Scenarios: []run.Agreement{run.Agree(virtual, real)}, LeftOut: []run.Unmatched{}}
	c.Settle()
	return []*run.Result{virtual, real}, c
}

func TestRealTimeShows(t *testing.T) {
	r := realStorm(heldStorm())
	var text, page, junit, md bytes.Buffer
	for _, err := range []error{reports.Text(&text, r, reports.Style{}), reports.HTML(&page, r, nil),
		reports.JUnit(&junit, []*run.Result{r}), reports.Markdown(&md, []*run.Result{r}, reports.MarkdownMax)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	golden(t, "real.txt", text.Bytes())
	for name, got := range map[string]string{"text": text.String(), "HTML": page.String(), "JUnit": junit.String(), "Markdown": md.String()} {
		for _, want := range []string{"UNSAFE", r.LeftOut[0].ID, "judged from two runs of the same seed"} {
			if !strings.Contains(got, want) {
				t.Errorf("%s of a run in real time lacks %q", name, want)
			}
		}
	}
	if strings.Contains(junit.String(), "<skipped") || !strings.Contains(junit.String(), `skipped="0"`) {
		t.Error("JUnit of a run that leaves promises out skips a case, want a property")
	}
	if !strings.Contains(junit.String(), "(embedded) (UNSAFE)") {
		t.Error("JUnit of an unsafe run has a suite like any other, want one that says so")
	}
}

func TestAgreementReads(t *testing.T) {
	_, agreed := compared(t, realStorm(heldStorm()))
	_, not := compared(t, realStorm(brokenStorm()))
	var one, other, many bytes.Buffer
	for _, x := range []struct {
		to *bytes.Buffer
		c  *run.Comparison
	}{{&one, agreed}, {&other, not}} {
		if err := reports.Agreement(x.to, x.c, reports.Style{}); err != nil {
			t.Fatal(err)
		}
	}
	golden(t, "agreed.txt", one.Bytes())
	golden(t, "disagreed.txt", other.Bytes())
	agreed.Scenarios = append(agreed.Scenarios, not.Scenarios...)
	agreed.LeftOut = []run.Unmatched{{Scenario: "lossy", World: "embedded", Why: `fault "loss": TCP loses none`}}
	agreed.Settle()
	if err := reports.Agreement(&many, agreed, reports.Style{}); err != nil {
		t.Fatal(err)
	}
	golden(t, "agreement.txt", many.Bytes())
	var none bytes.Buffer
	if err := reports.Agreement(&none, &run.Comparison{Worlds: []string{"virtual", "embedded"}}, reports.Style{}); err != nil {
		t.Fatal(err)
	}
	if want := "\nNOT COMPARED: no scenario came to its end in virtual and embedded.\n\n"; none.String() != want {
		t.Errorf("Agreement(a run that was stopped) = %q, want %q", none.String(), want)
	}
	if agreed.Exit != run.ExitInconclusive {
		t.Errorf("Settle() = exit %d of worlds that disagree, want %d", agreed.Exit, run.ExitInconclusive)
	}
}

func TestAgreementKeepsTheSchema(t *testing.T) {
	schema := jsonschema.NewCompiler().MustCompile(agreementPath)
	results, c := compared(t, realStorm(brokenStorm()))
	var b bytes.Buffer
	if err := reports.AgreementJSON(&b, results, c); err != nil {
		t.Fatal(err)
	}
	v, err := jsonschema.UnmarshalJSON(&b)
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(v); err != nil {
		t.Errorf("AgreementJSON breaks its schema: %v", err)
	}
}

func TestAgreementForPrograms(t *testing.T) {
	results, c := compared(t, realStorm(brokenStorm()))
	var junit bytes.Buffer
	if err := reports.AgreementJUnit(&junit, results, c); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(junit.String(), `type="disagreement"`) {
		t.Errorf("AgreementJUnit of worlds that disagree has no error of that type:\n%s", junit.String())
	}
	path := filepath.Join(t.TempDir(), "sum.md")
	if err := reports.AppendAgreement(path, c); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(b), "**DISAGREED**") {
		t.Errorf("AppendAgreement wrote %q, %v, want the disagreement", b, err)
	}
	if got := c.Scenarios[0].Verdict(1); got != invariants.Violated {
		t.Errorf("Verdict(1) = %v, want violated", got)
	}
}
