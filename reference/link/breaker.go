package link

// State is that of a breaker.
type State uint8

// The states of a breaker (I-24).
const (
	Closed State = iota
	Open
	HalfOpen
)

// Breaker stops calls that would fail. It opens when, within a window, enough
// calls were made and enough of them failed; after a while it lets one probe
// through at a time. Some successes in a row close it, one failure opens it for
// twice as long.
type Breaker struct {
	terms           *Terms
	state           State
	from            int64 // when the window began
	calls, failures int64
	opened          int64 // when it opened last
	until           int64 // when an open one lets a probe through
	hold            int64
	good            int
	probing         bool
	turn            uint32 // tells calls of an earlier state from those of now
}

// NewBreaker returns a closed breaker.
func NewBreaker(t *Terms) *Breaker { return &Breaker{terms: t, hold: t.Open} }

// State returns the state.
func (b *Breaker) State() State { return b.state }

// Passes reports whether a call may be made now.
func (b *Breaker) Passes(now int64) bool {
	switch b.state {
	case Closed:
		return true
	case Open:
		return !b.terms.NeverProbes && now >= b.until
	}
	return !b.probing
}

// Wake returns the instant at which Passes may change by itself; false if only an
// answer can change it.
func (b *Breaker) Wake() (int64, bool) { return b.until, b.state == Open && !b.terms.NeverProbes }

// Heed takes what a call of another breaker at the same supplier showed. While that
// one is open an open one has no reason to probe; when it is closed and calls succeed
// it has one to do so soon, though no sooner than it would at first.
func (b *Breaker) Heed(now int64, other *Breaker, failed bool) {
	switch {
	case b.state != Open:
	case failed && other.state == Open:
		b.until, b.hold = max(b.until, other.until), max(b.hold, other.hold)
	case !failed && other.state == Closed:
		b.until = min(b.until, max(now, b.opened+b.terms.Open))
	}
}

// Call notes a call and returns the turn that its outcome is to be reported with.
func (b *Breaker) Call(now int64) uint32 {
	if b.state == Open {
		b.turnTo(HalfOpen)
		b.good = 0
	}
	b.probing = b.state == HalfOpen
	return b.turn
}

// Done takes the outcome of a call. One of an earlier turn changes nothing.
func (b *Breaker) Done(now int64, turn uint32, failed bool) {
	if turn != b.turn {
		return
	}
	if b.state == HalfOpen {
		b.probed(now, failed)
		return
	}
	if now-b.from >= b.terms.Window {
		b.from, b.calls, b.failures = now, 0, 0
	}
	b.calls++
	if failed {
		b.failures++
	}
	if !b.terms.NeverOpens && b.calls >= b.terms.CallsMin && b.failures*1000 >= b.calls*b.terms.Failures {
		b.open(now)
	}
}

func (b *Breaker) probed(now int64, failed bool) {
	b.probing = false
	if failed {
		b.open(now)
		return
	}
	if b.good++; b.good >= b.terms.Closes {
		b.turnTo(Closed)
		b.from, b.calls, b.failures, b.hold = now, 0, 0, b.terms.Open
	}
}

func (b *Breaker) open(now int64) {
	b.turnTo(Open)
	b.opened, b.until = now, now+b.hold
	b.hold = min(2*b.hold, b.terms.OpenMax)
}

func (b *Breaker) turnTo(s State) {
	b.state, b.probing = s, false
	b.turn++
}
