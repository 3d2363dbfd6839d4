package reports

import (
	"fmt"
	"math"
	"slices"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/sim/topology"
)

// chart shows where the regions lie: the hub in the middle, every region as far
// from it as its messages take, and the links that faults struck.
type chart struct {
	Rings   []ring
	Places  []mark
	Links   []stroke
	Summary string
}

type ring struct {
	R, Label, LabelX, LabelY string
}

type mark struct {
	X, Y, LabelX, LabelY, Anchor, Name, Trip string
}

type stroke struct {
	X1, Y1, X2, Y2 string
	Struck         bool
}

// The chart is a square of chartSize user units with the hub in its middle.
const (
	chartSize   = 300
	chartMiddle = chartSize / 2
	chartRadius = 92 // of the farthest region
)

// chartOf draws t; nil if the hub cannot be reached from every region.
func chartOf(t topology.Topology, struckBy []faults.Fault) *chart {
	farthest := 0.0
	for _, r := range t.Regions {
		trip := roundTrip(t, r.Name)
		if trip == 0 {
			return nil
		}
		farthest = math.Max(farthest, trip.Seconds()*1e3)
	}
	if farthest == 0 {
		return nil
	}
	c := &chart{Rings: ringsOf(farthest)}
	g := gazetteerOf(t)
	at := map[string][2]float64{t.Hub.Name: {chartMiddle, chartMiddle}}
	for i, r := range t.Regions {
		trip := roundTrip(t, r.Name).Seconds() * 1e3
		x, y := bearing(i, len(t.Regions), chartRadius*trip/farthest)
		at[r.Name] = [2]float64{x, y}
		c.Places = append(c.Places, markOf(x, y, g.opening(r.Name), micros(float64(roundTrip(t, r.Name))/1e3)))
	}
	c.Links = strokesOf(t, at, struckBy)
	c.Summary = placed(t)
	return c
}

// bearing places the i-th of n regions, the first to the north-west, so that no
// name stands above another.
func bearing(i, n int, radius float64) (x, y float64) {
	angle := -0.8*math.Pi + 2*math.Pi*float64(i)/float64(n)
	return chartMiddle + radius*math.Cos(angle), chartMiddle + radius*math.Sin(angle)
}

func markOf(x, y float64, name, trip string) mark {
	m := mark{X: unit(x), Y: unit(y), Name: name, Trip: trip, Anchor: "middle", LabelX: unit(x)}
	if y < chartMiddle {
		m.LabelY = unit(y - 24)
	} else {
		m.LabelY = unit(y + 20)
	}
	return m
}

// ringsOf draws a ring every 10, 20, 50 or 100 ms, at most four.
func ringsOf(farthest float64) []ring {
	step := 10.0
	for _, s := range []float64{10, 20, 50, 100, 200, 500, 1000} {
		step = s
		if farthest/s <= 4 {
			break
		}
	}
	var rings []ring
	for ms := step; ms <= farthest*1.15; ms += step {
		r := chartRadius * ms / farthest
		rings = append(rings, ring{R: unit(r), Label: trimmed(ms), LabelX: unit(chartMiddle + r), LabelY: unit(chartMiddle - 3)})
	}
	return rings
}

func strokesOf(t topology.Topology, at map[string][2]float64, struckBy []faults.Fault) []stroke {
	var out []stroke
	names := t.Names()
	for i, a := range names {
		for _, b := range names[i+1:] {
			hit := slices.ContainsFunc(struckBy, func(f faults.Fault) bool { return between(f, a, b) })
			out = append(out, stroke{X1: unit(at[a][0]), Y1: unit(at[a][1]), X2: unit(at[b][0]), Y2: unit(at[b][1]), Struck: hit})
		}
	}
	return out
}

// between reports whether a fault strikes the link of two places.
func between(f faults.Fault, a, b string) bool {
	ends := append([]string{f.Peer}, f.Peers...)
	return f.Region == a && slices.Contains(ends, b) || f.Region == b && slices.Contains(ends, a)
}

// Legend says what the chart's signs mean.
func (c *chart) Legend() string {
	text := "Distance from the hub is the time there and back, in milliseconds."
	n := 0
	for _, l := range c.Links {
		if l.Struck {
			n++
		}
	}
	if n > 0 {
		text += fmt.Sprintf(" Dashed: %s that a fault struck.", plural(n, "link"))
	}
	return text
}
