package hist_test

import (
	"math"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/seatrial/seatrial/bench/hist"
)

func TestWriteCurveIsWhatPlottersRead(t *testing.T) {
	r := hist.NewRecorder()
	for i := range 10_000 {
		r.Record(time.Duration(i+1) * 10 * time.Microsecond)
	}
	var b strings.Builder
	if err := hist.WriteCurve(&b, "order commit\nforged", r.Snapshot()); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(b.String(), "\n")
	if lines[0] != "#[Path    = order commit forged, unit = ms]" || !strings.Contains(lines[1], "Value(ms)") {
		t.Errorf("head = %q, %q, want the name and the unit", lines[0], lines[1])
	}
	var points, last int
	median := 0.0
	for _, line := range lines {
		y, x, ok := plotted(line)
		if !ok {
			continue
		}
		points++
		if x <= 2 {
			median = y
		}
		if x < 1 || y > 101 {
			t.Errorf("point %q, want milliseconds up to 100 over 1/(1-percentile)", line)
		}
		last = points
	}
	if last < 20 || math.Abs(median-50) > 0.1 {
		t.Errorf("%d points with a median of %v ms, want more than 20 and 50 ms", last, median)
	}
}

// plotted reads a line as plotFiles.html does: four words, none of it a comment,
// of which first and last are numbers.
func plotted(line string) (y, x float64, ok bool) {
	words := strings.Fields(line)
	if len(words) != 4 || line[0] == '#' {
		return 0, 0, false
	}
	y, errY := strconv.ParseFloat(words[0], 64)
	x, errX := strconv.ParseFloat(words[3], 64)
	return y, x, errX == nil && errY == nil && !math.IsInf(x, 0)
}
