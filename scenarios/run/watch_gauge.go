package run

import "time"

// gaugeKey identifies a gauge.
type gaugeKey struct{ sign, where string }

// gauge follows one sign at one place: a level that goes up and down, or events
// that are counted by the second.
type gauge struct {
	key    gaugeKey
	places []string
	normal int64 // highest of the baseline
	second int64 // being counted
	count  int64
	last   int64    // when it was last out of the ordinary
	high   bool     // a level that is now
	since  int64    // when a level rose above its range
	now    *Symptom // showing; nil = within the normal range for a while
}

// gauge returns the gauge of a sign; place and other are the regions it is about.
func (s *signs) gauge(sign, where, place, other string) *gauge {
	key := gaugeKey{sign, where}
	g := s.gauges[key]
	if g == nil {
		g = &gauge{key: key, second: -1}
		for _, p := range []string{place, other} {
			if p != "" && (len(g.places) == 0 || g.places[0] != p) {
				g.places = append(g.places, p)
			}
		}
		s.gauges[key] = g
		s.list = append(s.list, g)
	}
	return g
}

// limit says when a level is out of the ordinary: above twice the highest of the
// baseline by more than slack, for at least hold. Bursts come and go in between.
type limit struct{ slack, hold int64 }

// level notes a value.
func (g *gauge) level(s *signs, at, value int64, l limit) {
	switch {
	case s.learns(at):
		g.normal = max(g.normal, value)
	case !s.armed:
	case value > 2*g.normal+l.slack:
		if g.now == nil && !g.high {
			g.since = at
		}
		g.high = true
		if g.now != nil || at-g.since >= l.hold {
			g.show(s, g.since, value)
			g.extend(at)
		}
	case g.high:
		g.high = false
		if g.now != nil {
			g.extend(at)
		}
	}
}

// event counts one more. More than twice as many in a second as in any second of
// the baseline are out of the ordinary; without any in the baseline, one is.
func (g *gauge) event(s *signs, at int64) {
	if second := at / int64(time.Second); second != g.second {
		g.second, g.count = second, 0
	}
	g.count++
	switch {
	case s.learns(at):
		g.normal = max(g.normal, g.count)
	case !s.armed:
	case g.count > 2*g.normal:
		peak := int64(1)
		if g.now != nil {
			peak += g.now.Peak
		}
		g.show(s, at, peak)
	}
}

func (g *gauge) show(s *signs, at, value int64) {
	if g.now == nil {
		g.now = &Symptom{Sign: g.key.sign, Where: g.key.where, Places: g.places, From: time.Duration(at), Open: true, Normal: g.normal}
		if len(s.symptoms) < symptomMax {
			s.symptoms = append(s.symptoms, g.now)
		}
	}
	g.now.Peak = max(g.now.Peak, value)
	g.extend(at)
}

// extend notes that the symptom showed at an instant.
func (g *gauge) extend(at int64) {
	g.last = max(g.last, at)
	g.now.To = max(g.now.To, time.Duration(at))
}

// expire ends a symptom that has not come again for a while: one that comes and
// goes is one.
func (g *gauge) expire(now int64) {
	if g.now == nil || g.high || now-g.last <= calmAfter {
		return
	}
	g.now.Open = false
	g.now = nil
}
