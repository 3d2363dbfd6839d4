package reports_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/seatrial/seatrial/bench"
	"github.com/seatrial/seatrial/bench/durability"
	"github.com/seatrial/seatrial/reports"
)

// sides are a measurement before and after a change, with a hostile name.
func sides() []reports.Measured {
	curve := func(slower float64) []bench.Curve {
		return []bench.Curve{{Leg: "end-to-end", Count: 1000, Points: []bench.CurvePoint{{Percentile: 50, Nanos: 1e6 * slower}, {Percentile: 99, Nanos: 4e6 * slower}, {Percentile: 100, Nanos: 9e6 * slower}}}}
	}
	steps := []bench.Step{{Leg: "end-to-end", Offered: 1000, Rate: 999, P50: 1e6, P99: 4e6}, {Leg: "end-to-end", Offered: 9000, Rate: 6000, P50: 2e6, P99: 90e6}}
	return []reports.Measured{{Label: "before", Curves: curve(1), Steps: steps}, {Label: "<script>after", Curves: curve(0.5), Steps: steps[:1]}}
}

// policies is the durability of a store that was never measured.
func policies() *durability.Report {
	return &durability.Report{Schema: durability.Schema, Offered: 1000, Measured: 1, Machines: 8, Rows: []durability.Row{
		{Policy: durability.Always, Sustained: 900, P50: 1e6, P99: 9e6, Losses: 5, Acknowledged: 5000, Curve: bench.Curve{Leg: "always", Count: 9, Points: []bench.CurvePoint{{Percentile: 50, Nanos: 1e6}}}},
		{Policy: durability.Written, WindowMillis: 1, Sustained: 90_000, P50: 1e3, P99: 2e4, Losses: 5, Acknowledged: 5000, Lost: 20, LostMost: 9},
		{Policy: durability.Written, WindowMillis: 10, Sustained: 95_000, P50: 1e3, P99: 1e4, Losses: 5, Acknowledged: 5000, Lost: 200, LostMost: 60},
	}}
}

func benchPages(t *testing.T) map[string]string {
	t.Helper()
	var charts, loss strings.Builder
	if err := reports.Bench(&charts, "Before and after", sides()); err != nil {
		t.Fatal(err)
	}
	if err := reports.Durability(&loss, policies()); err != nil {
		t.Fatal(err)
	}
	return map[string]string{"charts": charts.String(), "durability": loss.String()}
}

func TestBenchShowsWhatWasMeasured(t *testing.T) {
	pages := benchPages(t)
	for name, wants := range map[string][]string{
		"charts": {"before rises from 1.00 ms to 9.00 ms; &lt;script&gt;after rises from 500 us to 4.50 ms", "of 9,000/s",
			"before end-to-end ends at 6,000/s, 90.0 ms", `<td class="n">1,000</td>`, ">99.99 %<"},
		"durability": {"always ends at 9.00 ms, 0; written ends at 10.0 us, 40.0", "<i>10 ms</i>", `<td class="n">200</td>`},
	} {
		for _, want := range wants {
			if !strings.Contains(pages[name], want) {
				t.Errorf("page of %s lacks %q", name, want)
			}
		}
		if got := regexp.MustCompile(`<script|NaN|\bInf\b|https?://`).FindString(strings.ReplaceAll(pages[name], "http://www.w3.org/2000/svg", "")); got != "" {
			t.Errorf("page of %s has %q, want none of it", name, got)
		}
	}
}

// TestOneMeasurementLaysItsLegsOver draws percentiles of a result that has no curves.
func TestOneMeasurementLaysItsLegsOver(t *testing.T) {
	r := &bench.Result{}
	r.Add("append", bench.P50, 1e6, 3e6, 2e6)
	r.Add("append", bench.P99, 8e6, 8e6, 9e6)
	r.Add("whole", bench.Rate, 1000)
	m := reports.MeasuredOf("one", r)
	if len(m.Curves) != 1 || len(m.Curves[0].Points) != 2 || m.Curves[0].Points[0].Nanos != 2e6 {
		t.Fatalf("MeasuredOf() = %+v, want the medians of append at 50 and 99", m)
	}
	var b strings.Builder
	if err := reports.Bench(&b, "One", []reports.Measured{m}); err != nil || !strings.Contains(b.String(), "append rises from 2.00 ms to 8.00 ms") {
		t.Errorf("Bench() = %v, want the leg append", err)
	}
}

func TestBenchOfNothingIsRefused(t *testing.T) {
	var b strings.Builder
	if err := reports.Bench(&b, "None", []reports.Measured{{Label: "empty"}}); err == nil || b.Len() > 0 {
		t.Errorf("Bench() of nothing = %v and %d bytes, want an error and none", err, b.Len())
	}
}

// TestBenchInABrowser opens the pages on a desk and on a phone, in the light and in
// the dark.
func TestBenchInABrowser(t *testing.T) {
	ctx := startBrowser(t)
	seen := &noise{}
	if err := chromedp.Listen(ctx, seen.hear); err != nil {
		t.Fatalf("start the browser: %v", err)
	}
	for name, page := range benchPages(t) {
		path := filepath.Join(t.TempDir(), name+".html")
		if err := os.WriteFile(path, []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
		for _, width := range []int64{1280, 390, 360} {
			for _, scheme := range []string{"light", "dark"} {
				got := look(t, ctx, "file://"+path, width, scheme)
				got.fits(t, width, scheme)
				if got.VerdictHigh < 20 {
					t.Errorf("title of %s = %q (%.0f px high), want it in sight", name, got.Verdict, got.VerdictHigh)
				}
			}
		}
	}
	if len(seen.complaints) > 0 {
		t.Errorf("the browser complained: %q, want silence", seen.complaints)
	}
}
