package reports_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seatrial/seatrial/reports"
	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/scenarios/run"
)

func page(t *testing.T, r *run.Result, s *scenarios.Scenario) string {
	t.Helper()
	var b bytes.Buffer
	if err := reports.HTML(&b, r, s); err != nil {
		t.Fatalf("HTML(%s) = %v, want no error", r.Scenario.ID, err)
	}
	return b.String()
}

// TestPagesForEyes writes the pages of the fixtures to a folder, for whoever
// wants to look at them: REPORT_PAGES=DIR go test ./reports -run PagesForEyes.
func TestPagesForEyes(t *testing.T) {
	dir := os.Getenv("REPORT_PAGES")
	if dir == "" {
		t.Skip("REPORT_PAGES names no folder")
	}
	for name, r := range storms() {
		if err := os.WriteFile(filepath.Join(dir, name+".html"), []byte(page(t, r, storm())), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func TestHTMLIsOneFile(t *testing.T) {
	got := page(t, brokenStorm(), storm())
	for _, bad := range []string{"<script", "http://", "https://", "@import", "url(", "<link rel=\"stylesheet", "<img", "ZgotmplZ", "<no value>"} {
		for _, allowed := range []string{"http://www.w3.org/2000/svg"} {
			got = strings.ReplaceAll(got, allowed, "")
		}
		if strings.Contains(got, bad) {
			t.Errorf("HTML contains %q, want a page that needs nothing else", bad)
		}
	}
}

func TestHTMLShowsEverything(t *testing.T) {
	got := page(t, brokenStorm(), storm())
	for _, want := range []string{
		"1 of 15 promises broke over 20 seeds", "seatrial run tx-dc --seed 3 --defect M01", "planted defect M01",
		"Texas and Virginia cannot talk to each other", "a second time", "the stretched twin run was not made",
		"Every event takes effect exactly once", "no message crossed or&gt;hub while it held", "aggregator/hub", "kill-during-append",
		"p(99)&lt;50ms", "19 of 20", "duplicates_ignored", "revision 4f2a91c", "prefers-color-scheme: dark",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("HTML lacks %q", want)
		}
	}
	for _, p := range promiseNames {
		if n := strings.Count(got, `data-promise="`+p.id+`"`); n != 1 {
			t.Errorf("HTML has %d rows of promise %s, want 1", n, p.id)
		}
	}
	if again := page(t, brokenStorm(), storm()); again != got {
		t.Error("HTML(r) twice gives two pages, want equal bytes")
	}
}

func TestHTMLSurvivesHostileText(t *testing.T) {
	r := brokenStorm()
	nasty := `</style><script>alert(1)</script>" onload="x" {{.}} <svg/onload=y>`
	r.Scenario.ID, r.Scenario.Title, r.Scenario.Hypothesis, r.Repeat = nasty, nasty, nasty, nasty
	r.Promises[3].First.Text, r.Promises[3].First.More = nasty, []string{nasty}
	r.Detail.Series[0].Name, r.Detail.Series[0].Region, r.Detail.Phases[0].Name = nasty, nasty, nasty
	r.Detail.Faults[0].Fault.ID, r.Detail.Faults[0].Fault.Target, r.Detail.Timeline[0].Text, r.Detail.Timeline[0].What = nasty, nasty, nasty, nasty
	got := page(t, r, storm())
	for _, bad := range []string{"<script", "<svg/onload", `" onload=`, "ZgotmplZ"} {
		if strings.Contains(got, bad) {
			t.Errorf("HTML(hostile text) contains %q, want it escaped", bad)
		}
	}
}

func TestHTMLOfLittle(t *testing.T) {
	judged := heldStorm()
	judged.Runs, judged.Detail, judged.Latency, judged.Counters, judged.Reach, judged.Thresholds, judged.World = nil, nil, nil, nil, nil, nil, "history"
	for name, r := range map[string]*run.Result{"an empty result": {}, "a judged history": judged} {
		got := page(t, r, nil)
		if !strings.Contains(got, "</html>") || strings.Contains(got, "What happened") || strings.Contains(got, "Fault ledger") {
			t.Errorf("HTML(%s) shows parts that are not there, or is cut short", name)
		}
	}
}

func TestHTMLOfManySeedsStaysSmall(t *testing.T) {
	r := brokenStorm()
	for len(r.Runs) < 20_000 {
		one := r.Runs[len(r.Runs)%20]
		one.Seed = uint64(len(r.Runs) + 1)
		r.Runs = append(r.Runs, one)
	}
	got := page(t, r, storm())
	if len(got) > 1_000_000 || !strings.Contains(got, "19,500 more seeds") {
		t.Errorf("HTML(20,000 seeds) = %d bytes, want at most 1 MB and a word on the rest", len(got))
	}
}
