package reports

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/seatrial/seatrial/scenarios/run"
)

// curveChart is latency by percentile, as HdrHistogram draws it: each nine takes
// as much room as the one before. Latency is on a log scale, because a path
// inside a region and a path across a continent stand in one picture.
type curveChart struct {
	Title   string
	X, Y    []tick
	Lines   []curveLine
	Summary string
}

// curveLine is one path. Its number picks colour and dashes, here and in the
// table below the chart.
type curveLine struct {
	Path, Points, LabelAt string
	Number                int
}

// ninesMin and ninesMax bound the end of the percentile axis: 99.9 and 99.999.
const (
	ninesMin = 3
	ninesMax = 5
)

// curveColors is how many lines are told apart.
const curveColors = 8

// curvesOf draws the curves of d; nil if there are none.
func curvesOf(d *run.Detail) *curveChart {
	if d == nil {
		return nil
	}
	return overlay(fmt.Sprintf("Latency by percentile, seed %d", d.Seed), slices.Sorted(maps.Keys(d.Curves)), d.Curves)
}

// overlay draws curves over each other, numbered in the order of their names; nil if
// there are none.
func overlay(title string, names []string, curves map[string][]run.Point) *curveChart {
	low, high := latencyRange(curves)
	if low == 0 {
		return nil
	}
	c := &curveChart{Title: title}
	x := scale{to: float64(ninesEnd(curves)), size: 100}
	for nines := 0.0; nines <= x.to; nines++ {
		c.X = append(c.X, tick{At: unit(x.at(nines)), Label: ninesLabel(int(nines)), Minor: nines == x.to-1})
	}
	y := scale{from: math.Floor(math.Log10(low)), to: math.Ceil(math.Log10(high) + 1e-9), size: 100}
	for power := y.from; power <= y.to; power++ {
		c.Y = append(c.Y, tick{At: unit(y.at(power)), Label: powerLabel(int(power))})
	}
	var ends []float64
	for _, path := range names {
		points, end := curvePoints(curves[path], x, y)
		if points == "" {
			continue
		}
		c.Lines = append(c.Lines, curveLine{Path: clean(path), Points: points, Number: len(ends)%curveColors + 1})
		ends = append(ends, end)
	}
	for i, at := range apart(ends, 6) {
		c.Lines[i].LabelAt = unit(at)
	}
	c.Summary = curveSummary(names, curves)
	return c
}

func latencyRange(curves map[string][]run.Point) (low, high float64) {
	for _, points := range curves {
		for _, p := range points {
			if !(p.Micros > 0) || math.IsInf(p.Micros, 0) {
				continue
			}
			if low == 0 || p.Micros < low {
				low = p.Micros
			}
			high = math.Max(high, p.Micros)
		}
	}
	return low, high
}

// ninesEnd is how many nines the curves reach, so that few samples do not leave
// half the chart empty.
func ninesEnd(curves map[string][]run.Point) int {
	end := float64(ninesMin)
	for _, points := range curves {
		for _, p := range points {
			end = math.Max(end, math.Ceil(nines(p.Percentile)-1e-9))
		}
	}
	return int(end)
}

// nines is how far along the percentile axis a percentile stands: 90 is 1, 99
// is 2, 99.9 is 3.
func nines(percentile float64) float64 {
	rest := 1 - percentile/100
	if rest <= math.Pow(10, -ninesMax) {
		return ninesMax
	}
	return math.Max(0, -math.Log10(rest))
}

func ninesLabel(n int) string {
	switch n {
	case 0:
		return "0 %"
	case 1:
		return "90 %"
	case 2:
		return "99 %"
	}
	return "99." + strings.Repeat("9", n-2) + " %"
}

// powerLabel writes a power of ten of microseconds.
func powerLabel(power int) string {
	n := strings.Repeat("0", ((power%3)+3)%3)
	switch {
	case power < 0:
		return "< 1 µs"
	case power < 3:
		return "1" + n + " µs"
	case power < 6:
		return "1" + n + " ms"
	}
	return "1" + strings.Repeat("0", power-6) + " s"
}

// curvePoints returns the line of a curve, in user units, and the height of its
// end in percent.
func curvePoints(points []run.Point, x, y scale) (line string, end float64) {
	var b strings.Builder
	for _, p := range points {
		if !(p.Micros > 0) || math.IsInf(p.Micros, 0) {
			continue
		}
		end = y.at(math.Log10(p.Micros))
		fmt.Fprintf(&b, "%s,%s ", unit(x.at(nines(p.Percentile))*plotWide/100), unit(plotHigh-end*plotHigh/100))
	}
	return strings.TrimSpace(b.String()), end
}

// apart moves heights in percent until labels there are gap apart, keeping
// their order.
func apart(heights []float64, gap float64) []float64 {
	order := make([]int, len(heights))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case heights[a] > heights[b]:
			return -1
		case heights[a] < heights[b]:
			return 1
		}
		return 0
	})
	out := slices.Clone(heights)
	for i, at := range order {
		if i > 0 {
			out[at] = math.Min(out[at], out[order[i-1]]-gap)
		}
	}
	low := math.Inf(1)
	for _, h := range out {
		low = math.Min(low, h)
	}
	for i := range out {
		if low < 0 {
			out[i] -= low // the lowest was pushed off the chart; lift all
		}
	}
	return out
}

func curveSummary(names []string, curves map[string][]run.Point) string {
	var parts []string
	for _, path := range names {
		points := curves[path]
		if len(points) == 0 {
			continue
		}
		parts = append(parts, fmt.Sprintf("%s rises from %s to %s", clean(path), micros(points[0].Micros), micros(points[len(points)-1].Micros)))
	}
	return "Latency by percentile. " + strings.Join(parts, "; ") + "."
}
