package run

import "time"

// strip is a figure over time.
type strip uint8

const (
	answeredStrip strip = iota
	backlogStrip
	duplicateStrip
	hubLagStrip
	stripsN
)

// stripNames are the names and units that a report shows. A level keeps its
// value until it changes, and of several values in one interval the largest is
// shown; the others are sums.
var stripNames = [stripsN]struct {
	name, unit string
	level      bool
}{
	answeredStrip:  {"commands answered", "per second", false},
	backlogStrip:   {"backlog", "events", true},
	duplicateStrip: {"duplicates", "per second", false},
	hubLagStrip:    {"hub lag", "events", true},
}

// stripLength is how many intervals a strip has at most. When it is full, two
// intervals become one.
const stripLength = 3600

// strips are the figures over time of one run, by region.
type strips struct {
	every int64 // length of an interval, ns; 0 = a second
	end   int   // intervals begun
	lines [stripsN][]line
}

// line is one figure of one region.
type line struct {
	values []int64
	now    int64 // of a level
}

// line returns a figure of a region, long enough for the given interval.
func (s *strips) line(k strip, region, interval int) *line {
	for len(s.lines[k]) <= region {
		s.lines[k] = append(s.lines[k], line{})
	}
	l := &s.lines[k][region]
	l.reach(interval)
	return l
}

// reach fills up to an interval with the level; a sum has level 0.
func (l *line) reach(interval int) {
	for len(l.values) <= interval {
		l.values = append(l.values, l.now)
	}
}

// interval returns the number of an instant's interval, after folding if need
// be.
func (s *strips) interval(at int64) int {
	if s.every == 0 {
		s.every = int64(time.Second)
	}
	for max(at, 0)/s.every >= stripLength {
		s.fold()
	}
	i := int(max(at, 0) / s.every)
	s.end = max(s.end, i+1)
	return i
}

// add counts n at an instant.
func (s *strips) add(k strip, region int, at, n int64) {
	i := s.interval(at)
	s.line(k, region, i).values[i] += n
}

// set notes a level at an instant.
func (s *strips) set(k strip, region int, at, n int64) {
	i := s.interval(at)
	l := s.line(k, region, i)
	l.values[i] = max(l.values[i], n)
	l.now = n
}

// fold halves the resolution.
func (s *strips) fold() {
	s.every *= 2
	s.end = (s.end + 1) / 2
	for k := range s.lines {
		for i := range s.lines[k] {
			s.lines[k][i].fold(stripNames[k].level)
		}
	}
}

func (l *line) fold(level bool) {
	half := l.values[:0]
	for i := 0; i < len(l.values); i += 2 {
		v := l.values[i]
		if i+1 < len(l.values) && level {
			v = max(v, l.values[i+1])
		} else if i+1 < len(l.values) {
			v += l.values[i+1]
		}
		half = append(half, v)
	}
	l.values = half
}

// series returns what was drawn, all of one length, up to an instant. A sum over
// a longer interval is brought back to one second.
func (s *strips) series(names *regions, until int64) []Series {
	s.interval(until)
	var out []Series
	for k := range s.lines {
		for i := range s.lines[k] {
			l := &s.lines[k][i]
			if len(l.values) == 0 {
				continue
			}
			l.reach(s.end - 1)
			x := Series{Name: stripNames[k].name, Region: names.names[i].Text, Unit: stripNames[k].unit,
				Every: time.Duration(s.every), Values: append([]int64(nil), l.values...)}
			if !stripNames[k].level {
				x.perSecond()
			}
			out = append(out, x)
		}
	}
	return out
}

func (x *Series) perSecond() {
	seconds := int64(x.Every / time.Second)
	for i := range x.Values {
		x.Values[i] = (x.Values[i] + seconds/2) / seconds
	}
}
