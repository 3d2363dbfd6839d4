package reports_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/seatrial/seatrial/reports"
	"github.com/seatrial/seatrial/scenarios/run"
)

// three are a region that is lost, in three topologies.
func three() *run.Topologies {
	back, later, none, some := 603*time.Millisecond, 75*time.Second, int64(0), int64(3)
	return &run.Topologies{Schema: run.TopologiesSchema, Scenario: run.ScenarioRef{ID: "region-lost", Title: "A <region> is lost", Hypothesis: "It comes back."}, World: "virtual", Seeds: 2,
		Repeat: "seatrial compare region-lost --seeds 2", Rows: []run.Placed{
			{Topology: "active-active", Write: run.Quantiles{Count: 9, P50: 1310, P99: 109_000_000}, Commands: 200, Answered: 146, Silent: 54, Lost: &none, Freshness: run.Quantiles{Count: 4, P99: 5e6},
				Abroad: &run.Quantiles{Count: 2, P99: 6e6}, Bytes: 1234, Fields: []string{"a b"}, Held: 2, Recovered: &back, Idle: []string{"I-29", "I-45"}, LeftOut: []string{"again (kill standby/tx)"}},
			{Topology: "active-passive", Write: run.Quantiles{Count: 9, P50: 1310, P99: 13_100_000}, Commands: 200, Answered: 200, Lost: &some, Freshness: run.Quantiles{Count: 4, P99: 5e6},
				Abroad: &run.Quantiles{Count: 2, P99: 7e6}, Bytes: 2345, Fields: []string{"a b", "a c"}, Held: 4, Recovered: &later,
				Takeover: &run.Takeover{Count: 2, Median: 69 * time.Second, Worst: 71 * time.Second}, Conflicts: &run.Conflicts{Commands: 4, Both: 1, Listed: 3, Taken: 40},
				Duplicate: run.Duplicated{Commands: &some}, Operator: run.Operator{Listed: &some, DeadLetters: 1}},
			{Topology: "centralised", Write: run.Quantiles{Count: 9, P50: 75_400, P99: 109_000_000}, Commands: 200, Answered: 199, Silent: 1, Held: 1, Unproved: 1, Unanswered: []string{"I-10"},
				Broken: []run.Shortfall{{ID: "I-39", Name: "wan-independence", Breaches: 7}}, Idle: []string{"I-29", "I-45"}},
		}}
}

func TestTopologies(t *testing.T) {
	list := three()
	if list.Exit() != run.ExitInconclusive {
		t.Errorf("exit = %d with a fault that had no effect, want %d", list.Exit(), run.ExitInconclusive)
	}
	if whole := (&run.Topologies{Rows: list.Rows[:2]}); whole.Exit() != 0 {
		t.Errorf("exit = %d where promises do not apply, want 0", whole.Exit())
	}
	var text, csv bytes.Buffer
	if err := reports.Topologies(&text, list, reports.Style{}); err != nil {
		t.Fatal(err)
	}
	if err := reports.TopologiesCSV(&csv, list); err != nil {
		t.Fatal(err)
	}
	golden(t, "topologies.txt", text.Bytes())
	golden(t, "topologies.csv", csv.Bytes())
}

// TestWhatIsAlikeIsNotRanked finds no best where nothing differs, and two where two are
// alike.
func TestWhatIsAlikeIsNotRanked(t *testing.T) {
	list := three()
	list.Rows = []run.Placed{list.Rows[0], list.Rows[0]}
	var text bytes.Buffer
	if err := reports.Topologies(&text, list, reports.Style{}); err != nil || strings.Contains(text.String(), "* 1.31 ms") {
		t.Errorf("text of one topology twice = %v, %s\nwant nothing marked as best", err, text.String())
	}
	list = three()
	text.Reset()
	list.Rows[2].Unproved = 0 // else nothing is known of it, and it has no place
	if err := reports.Topologies(&text, list, reports.Style{}); err != nil || strings.Count(text.String(), "* 1.31 ms") != 2 {
		t.Errorf("text = %v, %s\nwant two of three marked as best", err, text.String())
	}
}

func topologiesPage(t *testing.T) []byte {
	t.Helper()
	var page bytes.Buffer
	if err := reports.TopologiesHTML(&page, three()); err != nil {
		t.Fatal(err)
	}
	return page.Bytes()
}

// TestTopologiesPage keeps the page as it was read, and free of what would ask for more
// than itself.
func TestTopologiesPage(t *testing.T) {
	page := topologiesPage(t)
	golden(t, "topologies.html", regexp.MustCompile(`(?s)<style>.*</style>`).ReplaceAll(page, nil))
	if got := regexp.MustCompile(`<script|<region>|NaN|\bInf\b|https?://`).Find(bytes.ReplaceAll(page, []byte("http://www.w3.org/2000/svg"), nil)); got != nil {
		t.Errorf("page has %q, want none of it", got)
	}
	if got := regexp.MustCompile(`class="n best">`).FindAll(page, -1); len(got) == 0 {
		t.Error("page marks no best figure, want some")
	}
}

// TestTopologiesInABrowser opens the page on a desk and on a phone, in the light and in
// the dark.
func TestTopologiesInABrowser(t *testing.T) {
	ctx := startBrowser(t)
	path := filepath.Join(t.TempDir(), "report.html")
	if err := os.WriteFile(path, topologiesPage(t), 0o644); err != nil {
		t.Fatal(err)
	}
	seen := &noise{}
	if err := chromedp.Listen(ctx, seen.hear); err != nil {
		t.Fatalf("start the browser: %v", err)
	}
	for _, width := range []int64{1280, 390, 360} {
		for _, scheme := range []string{"light", "dark"} {
			look(t, ctx, "file://"+path, width, scheme).fits(t, width, scheme)
		}
	}
	seen.check(t, "file://"+path)
}
