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
