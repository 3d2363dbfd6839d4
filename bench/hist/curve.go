package hist

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// ticks is how many points of a curve halve what is left to 100 %.
const ticks = 5

// WriteCurve writes the percentile curve of a histogram of nanoseconds, in
// milliseconds, as the .hgrm files that plotFiles.html and hdr-plot read: a
// comment with the name, a line of column names with the unit, a row for each
// point, and a summary in comments. A name is one line. Several curves may follow
// each other, though plotters want one in a file.
func WriteCurve(w io.Writer, name string, h *hdrhistogram.Histogram) error {
	var b strings.Builder
	fmt.Fprintf(&b, "#[Path    = %s, unit = ms]\n", oneLine(name))
	fmt.Fprintf(&b, "%12s %14s %10s %14s\n\n", "Value(ms)", "Percentile", "TotalCount", "1/(1-Percentile)")
	for _, p := range h.CumulativeDistributionWithTicks(ticks) {
		fmt.Fprintf(&b, "%12.6f %14.12f %10d %s\n", millis(p.ValueAt), p.Quantile/100, p.Count, inverse(p.Quantile/100))
	}
	fmt.Fprintf(&b, "#[Mean    = %12.6f, StdDeviation   = %12.6f]\n", h.Mean()/1e6, h.StdDev()/1e6)
	fmt.Fprintf(&b, "#[Max     = %12.6f, Total count    = %12d]\n", millis(h.Max()), h.TotalCount())
	fmt.Fprintf(&b, "#[Low     = %12.6f, Significant digits = %8d]\n", millis(h.LowestTrackableValue()), h.SignificantFigures())
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("write percentile curve: %w", err)
	}
	return nil
}

// inverse is the last column: the plotters' axis.
func inverse(quantile float64) string {
	if quantile >= 1 {
		return fmt.Sprintf("%14s", "inf")
	}
	return fmt.Sprintf("%14.2f", 1/(1-quantile))
}

func millis(ns int64) float64 { return float64(ns) / float64(time.Millisecond) }

// oneLine keeps a name from becoming rows of its own.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
