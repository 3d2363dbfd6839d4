package reports

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// plot is points in two dimensions, those of one line joined: throughput against
// latency, latency against loss.
type plot struct {
	Title, XName, YName, Summary string
	X, Y                         []tick
	Lines                        []plotLine
}

// plotLine is one line. Its number picks colour and dashes.
type plotLine struct {
	Name, Points, LabelAt string
	Number                int
	Dots                  []plotDot
}

// plotDot is one measured point, in percent of the plot.
type plotDot struct {
	X, Y, Label string
}

// trail is what a line is drawn from: points in the order in which they are joined.
type trail struct {
	name   string
	points []spot
}

type spot struct {
	x, y  float64
	label string
}

// axis turns values into places: on a log scale, from one round value to another.
// With a zero, values below 1 stand at the bottom.
type axis struct {
	scale scale
	zero  bool
	write func(float64) string
}

// axisOf spans some values.
func axisOf(values []float64, zero bool, write func(float64) string) axis {
	a := axis{zero: zero, write: write, scale: scale{size: 100}}
	low, high := math.Inf(1), math.Inf(-1)
	for _, v := range values {
		low, high = math.Min(low, a.log(v)), math.Max(high, a.log(v))
	}
	if zero {
		low = 0
	}
	a.scale.from, a.scale.to = math.Floor(low), math.Ceil(high)
	if !zero {
		a.scale.from, a.scale.to = around(low, high)
	}
	if a.scale.to <= a.scale.from {
		a.scale.to = a.scale.from + 1
	}
	return a
}

// around returns the 1, 2 or 5 at or below a place on a log scale, and the one at or
// above another.
func around(low, high float64) (from, to float64) {
	const near = 1e-9
	steps := []float64{0, math.Log10(2), math.Log10(5), 1}
	for _, step := range steps {
		if at := math.Floor(low) + step; at <= low+near {
			from = at
		}
	}
	for _, step := range slices.Backward(steps) {
		if at := math.Floor(high) + step; at >= high-near {
			to = at
		}
	}
	return from, to
}

// log is where a value stands, in powers of ten; 0 is one power below 1 where the
// axis has a zero.
func (a axis) log(v float64) float64 {
	switch {
	case a.zero && v < 1:
		return 0
	case a.zero:
		return 1 + math.Log10(v)
	}
	return math.Log10(v)
}

func (a axis) at(v float64) float64 { return a.scale.at(a.log(v)) }

// ticks marks every power of ten, and 2 and 5 between them if there are few.
func (a axis) ticks() []tick {
	var out []tick
	steps := []float64{1}
	if a.scale.to-a.scale.from <= 2 {
		steps = []float64{1, 2, 5}
	}
	for power := math.Floor(a.scale.from); power <= a.scale.to; power++ {
		for i, step := range steps {
			value := step * math.Pow(10, power)
			if a.zero {
				value = step * math.Pow(10, power-1)
			}
			if a.zero && power == 0 {
				value = 0
			}
			if at := a.log(value); at > a.scale.to+1e-9 || at < a.scale.from-1e-9 || value == 0 && i > 0 {
				continue
			}
			out = append(out, tick{At: unit(a.at(value)), Label: a.write(value), Minor: i > 0 && a.scale.to-a.scale.from > 1})
		}
	}
	return out
}

// plotOf draws trails; nil if there is nothing to draw. x is on a log scale, so what
// is not above 0 there is left out.
func plotOf(title, xName, yName string, trails []trail, zero bool, writeX, writeY func(float64) string) *plot {
	var xs, ys []float64
	for _, t := range trails {
		for _, p := range t.points {
			if p.x > 0 && (zero || p.y > 0) {
				xs, ys = append(xs, p.x), append(ys, p.y)
			}
		}
	}
	if len(xs) == 0 {
		return nil
	}
	x, y := axisOf(xs, false, writeX), axisOf(ys, zero, writeY)
	out := &plot{Title: title, XName: xName, YName: yName, X: x.ticks(), Y: y.ticks()}
	var said []string
	var ends []float64
	for _, t := range trails {
		line, end := lineOf(t, x, y, zero)
		if len(line.Dots) == 0 {
			continue
		}
		line.Number = len(out.Lines)%curveColors + 1
		out.Lines, ends = append(out.Lines, line), append(ends, end)
		last := t.points[len(t.points)-1]
		said = append(said, fmt.Sprintf("%s ends at %s, %s", line.Name, writeX(last.x), writeY(last.y)))
	}
	for i, at := range apart(ends, 6) {
		out.Lines[i].LabelAt = unit(at)
	}
	out.Summary = fmt.Sprintf("%s: %s against %s. %s.", title, yName, xName, strings.Join(said, "; "))
	return out
}

func lineOf(t trail, x, y axis, zero bool) (line plotLine, end float64) {
	line.Name = clean(t.name)
	var b strings.Builder
	for _, p := range t.points {
		if p.x <= 0 || !zero && p.y <= 0 {
			continue
		}
		atX, atY := x.at(p.x), y.at(p.y)
		fmt.Fprintf(&b, "%s,%s ", unit(atX*plotWide/100), unit(plotHigh-atY*plotHigh/100))
		line.Dots = append(line.Dots, plotDot{X: unit(atX), Y: unit(atY), Label: clean(p.label)})
		end = atY
	}
	line.Points = strings.TrimSpace(b.String())
	return line, end
}
