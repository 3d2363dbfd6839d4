package link

// Hold lets the normal lane wait, or go again. What is in flight stays.
func (l *Link) Hold(on bool) { l.held = on }

// lanes is how many lanes may be called with, from the first on.
func (l *Link) lanes() Lane {
	if l.held {
		return Normal
	}
	return Lanes
}

// Beside returns how many messages are parked.
func (l *Link) Beside() int { return len(l.parked) }

// outcome notes whether a call failed.
func (l *Link) outcome(failed bool, now int64) {
	switch {
	case !failed:
		l.failing = 0
	case l.failing == 0:
		l.failing = now
	}
}

// Silent returns for how long every call has failed, in ns; 0 = the last one did not.
// While the normal lane waits and nothing else is tried nobody knows, and after as long
// as a breaker stays open at first it is forgotten: the next call will tell.
func (l *Link) Silent(now int64) int64 {
	if l.held && len(l.waiting[Critical]) == 0 && len(l.flying) == 0 && l.failing > 0 && now-l.tried >= l.terms.Timeout+l.terms.Open {
		l.failing = 0
	}
	if l.failing == 0 {
		return 0
	}
	return max(now-l.failing, 1)
}
