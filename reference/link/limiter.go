package link

// Limiter is a token bucket as a schedule (the generic cell rate algorithm of
// ITU-T I.371): in every window w at most Rate*w + Burst calls pass.
//
// Who decides on a call and makes it later, as something has to be on disk first,
// says when it left ([Limiter.Left]), and decides on no other until then: else calls
// that were decided on apart would leave together.
type Limiter struct {
	interval, slack int64 // ns between calls at the rate; how far ahead of the schedule a burst may run
	due             int64 // when the next call is due by the schedule
	left, taken     int64 // when it would be without the calls that have not left yet, and how many those are
}

// NewLimiter returns a limiter whose burst is spent, and whose last call was just
// now, so that a caller which starts again gains nothing.
func NewLimiter(rate, burst, now int64) Limiter {
	interval := 1_000_000_000_000 / max(rate, 1)
	slack := (max(burst, 1) - 1) * interval
	return Limiter{interval: interval, slack: slack, due: now + slack + interval, left: now + slack + interval}
}

// Wait returns how long until a call may pass, 0 = now.
func (l *Limiter) Wait(now int64) int64 { return max(l.due-l.slack-now, 0) }

// Take notes a call.
func (l *Limiter) Take(now int64) {
	l.due = max(l.due, now) + l.interval
	l.taken++
}

// Left notes that the calls that were taken have left by now.
func (l *Limiter) Left(now int64) {
	if l.taken > 0 {
		l.due = max(l.left, now) + l.taken*l.interval
	}
	l.left, l.taken = l.due, 0
}
