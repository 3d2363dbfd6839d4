package reports

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/scenarios/run"
)

// seriesGroup is a figure in every region, on one scale.
type seriesGroup struct {
	Name, Unit, Top string
	Rows            []seriesRow
}

// seriesRow is a figure in one region.
type seriesRow struct {
	Region, Line, Area, Summary string
	Before, Low, High, End      string
	Bands                       []band
}

// band is a fault behind a series, in user units of the plot.
type band struct {
	X, Width, Title string
}

// groupsOf puts the series of one name together, in the order of their first
// appearance.
func groupsOf(d *run.Detail, length time.Duration, g gazetteer) []seriesGroup {
	var names []string
	for _, s := range d.Series {
		if !slices.Contains(names, s.Name) {
			names = append(names, s.Name)
		}
	}
	var groups []seriesGroup
	for _, name := range names {
		groups = append(groups, groupOf(d, name, length, g))
	}
	return groups
}

func groupOf(d *run.Detail, name string, length time.Duration, g gazetteer) seriesGroup {
	top, unitOf := int64(1), ""
	for _, s := range d.Series {
		if s.Name == name && len(s.Values) > 0 {
			top, unitOf = max(top, slices.Max(s.Values)), s.Unit
		}
	}
	top = ceiling(top)
	group := seriesGroup{Name: clean(name), Unit: clean(unitOf), Top: count(top)}
	for _, s := range d.Series {
		if s.Name == name && len(s.Values) > 0 {
			group.Rows = append(group.Rows, rowOf(d, s, length, top, g))
		}
	}
	return group
}

func rowOf(d *run.Detail, s run.Series, length time.Duration, top int64, g gazetteer) seriesRow {
	row := seriesRow{Region: g.opening(s.Region), End: count(s.Values[len(s.Values)-1])}
	row.Line, row.Area = trace(s, length, top)
	row.Before, row.Low, row.High = figures(d, s)
	var words []string
	for _, f := range d.Faults {
		if !strikes(d, f.Fault, s.Region) {
			continue
		}
		x := scale{to: float64(length), size: plotWide}
		from, to := x.at(float64(f.Fault.At)), x.at(float64(f.Fault.Ends()))
		row.Bands = append(row.Bands, band{X: unit(from), Width: unit(math.Max(to-from, 2)), Title: clean(f.Fault.ID)})
		words = append(words, clean(f.Fault.ID))
	}
	row.Summary = fmt.Sprintf("%s in %s: %s before the faults, between %s and %s until it was healed, %s at the end.",
		clean(s.Name), row.Region, row.Before, row.Low, row.High, row.End)
	if len(words) > 0 {
		row.Summary += " Struck by " + and(words) + "."
	}
	return row
}

// strikes reports whether a fault belongs behind the series of a region: it
// names the region, or it names none that has a series, as a fault of the hub.
func strikes(d *run.Detail, f faults.Fault, region string) bool {
	names := struck(f)
	if slices.Contains(names, region) {
		return true
	}
	return !slices.ContainsFunc(d.Series, func(s run.Series) bool { return s.Region != "" && slices.Contains(names, s.Region) })
}

// figures are the mean of the baseline and the extremes of the rest.
func figures(d *run.Detail, s run.Series) (before, low, high string) {
	rest, base := s.Values, []int64(nil)
	from, to, baseline := faultPhase(d)
	if at := sample(s, baseline); at > 0 {
		base = s.Values[:at]
	}
	if a, b := sample(s, from), sample(s, to); b > a {
		rest = s.Values[a:b]
	}
	return mean(base), count(slices.Min(rest)), count(slices.Max(rest))
}

// faultPhase is where faults and what they left were at work, and the end of the
// baseline.
func faultPhase(d *run.Detail) (from, to, baseline time.Duration) {
	for _, p := range d.Phases {
		switch p.Name {
		case "baseline":
			baseline = p.To
		case "faults":
			from, to = p.From, max(to, p.To)
		case "heal":
			to = max(to, p.To)
		}
	}
	return from, to, baseline
}

func sample(s run.Series, at time.Duration) int {
	if s.Every <= 0 {
		return 0
	}
	return int(min(max(at/s.Every, 0), time.Duration(len(s.Values))))
}

func mean(values []int64) string {
	if len(values) == 0 {
		return "-"
	}
	var sum int64
	for _, v := range values {
		sum += v
	}
	m := float64(sum) / float64(len(values))
	if m >= 100 {
		return count(int64(math.Round(m)))
	}
	return trimmed(math.Round(m*10) / 10)
}

// samplesMax is how many samples a plot draws; of more, the lowest and the
// highest of each stretch are kept, so that no spike is lost.
const samplesMax = 720

// trace returns a series as the points of a line and of the area below it.
func trace(s run.Series, length time.Duration, top int64) (line, area string) {
	x, y := scale{to: float64(length), size: plotWide}, scale{to: float64(top), size: plotHigh - 6}
	var b strings.Builder
	first, last := "", ""
	for _, at := range thinned(s.Values) {
		px := unit(x.at((float64(at) + 0.5) * float64(s.Every)))
		fmt.Fprintf(&b, "%s,%s ", px, unit(plotHigh-2-y.at(float64(s.Values[at]))))
		if first == "" {
			first = px
		}
		last = px
	}
	line = strings.TrimSpace(b.String())
	return line, fmt.Sprintf("%s,%d %s %s,%d", first, plotHigh, line, last, plotHigh)
}

// thinned returns the indices to draw, ascending.
func thinned(values []int64) []int {
	if len(values) <= samplesMax {
		all := make([]int, len(values))
		for i := range all {
			all[i] = i
		}
		return all
	}
	var kept []int
	const stretches = samplesMax / 2
	for i := range stretches {
		from, to := i*len(values)/stretches, (i+1)*len(values)/stretches
		low, high := from, from
		for at := from; at < to; at++ {
			if values[at] < values[low] {
				low = at
			}
			if values[at] > values[high] {
				high = at
			}
		}
		kept = append(kept, min(low, high))
		if low != high {
			kept = append(kept, max(low, high))
		}
	}
	return kept
}
