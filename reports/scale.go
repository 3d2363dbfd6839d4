package reports

import (
	"fmt"
	"math"
	"strconv"
	"time"
)

// plotWide and plotHigh are the user units of every plot. A plot is stretched to
// its place on the page; its words stand beside it in HTML, so they never
// shrink with it.
const (
	plotWide = 1000
	plotHigh = 100
)

// scale maps values to [0, size].
type scale struct {
	from, to, size float64
}

func (s scale) at(v float64) float64 {
	if s.to <= s.from {
		return 0
	}
	return math.Min(math.Max((v-s.from)/(s.to-s.from), 0), 1) * s.size
}

// unit writes a coordinate or a percentage.
func unit(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) }

// tick is a mark on an axis, at a percentage of its length.
type tick struct {
	At    string
	Label string
	Minor bool // left out where there is little room
}

// timeSteps are the distances between ticks that people can add up.
var timeSteps = []time.Duration{
	time.Second, 2 * time.Second, 5 * time.Second, 10 * time.Second, 15 * time.Second, 30 * time.Second,
	time.Minute, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute, 15 * time.Minute, 30 * time.Minute,
	time.Hour, 2 * time.Hour, 3 * time.Hour, 6 * time.Hour, 12 * time.Hour, 24 * time.Hour,
}

// timeTicks marks a length of time at no more than nine places.
func timeTicks(length time.Duration) []tick {
	step := timeSteps[len(timeSteps)-1]
	for _, s := range timeSteps {
		if length/s <= 8 {
			step = s
			break
		}
	}
	step *= max(1, length/step/8)
	var ticks []tick
	for at, i := time.Duration(0), 0; at <= length && length > 0; at, i = at+step, i+1 {
		if at > length-length/25 {
			break // its label would stand off the page
		}
		ticks = append(ticks, tick{At: unit(100 * float64(at) / float64(length)), Label: tickLabel(at), Minor: i%2 == 1})
	}
	return ticks
}

func tickLabel(at time.Duration) string {
	switch {
	case at == 0:
		return "0"
	case at%time.Minute == 0 || at < time.Minute:
		return span(at)
	}
	return fmt.Sprintf("%s %ds", span(at-at%time.Minute), at%time.Minute/time.Second)
}

// ceiling returns the smallest round number that is not below v; at least 1.
func ceiling(v int64) int64 {
	if v <= 10 {
		return max(1, v)
	}
	for power := int64(1); power < math.MaxInt64/100; power *= 10 {
		for _, m := range []int64{10, 12, 14, 16, 20, 25, 30, 40, 50, 60, 80} {
			if m*power >= v {
				return m * power
			}
		}
	}
	return v
}
