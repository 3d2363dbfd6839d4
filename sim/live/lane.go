package live

import "github.com/seatrial/seatrial/faults"

// lane is what a slow consumer has before it: one delivery after the other takes
// its time.
type lane struct {
	waiting []arrival
	at      int64 // when the first of them is served
	costs   []int64
}

func (l *lane) put(a arrival, cost, now int64) {
	if len(l.waiting) == 0 {
		l.at = now + cost
	}
	l.waiting, l.costs = append(l.waiting, a), append(l.costs, cost)
}

// next returns the instant at which the first is served.
func (l *lane) next() (int64, bool) { return l.at, len(l.waiting) > 0 }

// due takes the first one out if its time has come, or if the consumer is no
// longer slow.
func (l *lane) due(now int64, slow bool) (arrival, bool) {
	if len(l.waiting) == 0 || slow && l.at > now {
		return arrival{}, false
	}
	a := l.waiting[0]
	l.waiting, l.costs = l.waiting[1:], l.costs[1:]
	if len(l.costs) > 0 {
		l.at = max(l.at, now-l.costs[0]) + l.costs[0]
	}
	a.lagged = true
	return a, true
}

// lags puts a delivery into the lane of a consumer that is slow, or that still
// has others to work off.
func (m *machine) lags(a *arrival) bool {
	if a.lagged {
		return false
	}
	cost := int64(0)
	for _, r := range *m.region.rules.Load() {
		if r.of.Spec.Kind == faults.SlowConsumer && r.of.Hits(m.host.cfg.Seed, m.name, a.in.Msg, a.in.Attempt) {
			m.host.cfg.Touches.Touch(r.fault)
			cost += int64(r.of.Spec.Amount)
		}
	}
	if cost == 0 && len(m.lane.waiting) == 0 {
		return false
	}
	m.lane.put(*a, cost, m.now())
	return true
}

// isSlow reports whether a fault makes a consumer of this region slow.
func (m *machine) isSlow() bool {
	for _, r := range *m.region.rules.Load() {
		if r.of.Spec.Kind == faults.SlowConsumer {
			return true
		}
	}
	return false
}
