package link

import "slices"

// Admission is what becomes of a message that is offered.
type Admission uint8

// The admissions. Nothing is dropped without one of them.
const (
	Queued Admission = iota
	Parked
	Refused
)

// Outcome is what became of a call.
type Outcome uint8

// The outcomes.
const (
	Ignored Outcome = iota // the call was settled before
	Done
	Again  // it waits for another attempt
	GaveUp // it had all its attempts
)

// Call is one call to be made now.
type Call struct {
	N       uint64
	Lane    Lane
	Attempt uint32 // from 1
	Probe   bool   // by a breaker that is not closed
}

// Link is the way of one caller to one supplier. Messages are numbers above 0 that
// their owner gives them, each once. It is not safe for concurrent use.
type Link struct {
	terms    *Terms
	jitter   func(n uint64, attempt uint32, limit int64) int64
	limiter  Limiter
	budget   Budget
	breakers *[Lanes]*Breaker
	waiting  [Lanes][]item // by number
	flying   []flight      // oldest first
	parked   []item
	held     bool  // the normal lane waits
	tried    int64 // when the last call was made
	failing  int64 // since when every call has failed; 0 = the last one did not
}

// item is a message that waits.
type item struct {
	n        uint64
	attempts uint32
	due      int64
	free     bool // planted: it asks neither budget nor breaker
}

type flight struct {
	item
	lane Lane
	turn uint32
	at   int64 // when it has failed
}

// Breakers returns a breaker per lane.
func Breakers(t *Terms) *[Lanes]*Breaker {
	return &[Lanes]*Breaker{NewBreaker(t), NewBreaker(t)}
}

// New returns an empty link. Jitter returns a number in [0, limit) that depends on
// the message and the attempt alone.
func New(t *Terms, b *[Lanes]*Breaker, now int64, jitter func(n uint64, attempt uint32, limit int64) int64) *Link {
	return &Link{terms: t, jitter: jitter, limiter: NewLimiter(t.Rate, t.Burst, now), budget: NewBudget(t, now), breakers: b}
}

// Depth returns how many messages wait or are in flight.
func (l *Link) Depth() int { return len(l.waiting[Critical]) + len(l.waiting[Normal]) + len(l.flying) }

// Breaker returns the state of a lane's breaker.
func (l *Link) Breaker(lane Lane) State { return l.breakers[lane].State() }

// Open reports whether a message of a lane would be queued.
func (l *Link) Open(lane Lane) bool {
	room := l.terms.QueueMax
	if lane != Critical {
		room -= l.terms.Reserve
	}
	return l.Depth() < room
}

// Offer takes a message, or says that it does not.
func (l *Link) Offer(n uint64, lane Lane, now int64) Admission {
	switch {
	case l.Open(lane):
		l.Restore(n, lane)
	case lane == Normal && len(l.parked) < l.terms.ParkedMax:
		l.parked = append(l.parked, item{n: n, due: now + l.terms.ParkedFor})
		return Parked
	default:
		return Refused
	}
	return Queued
}

// Restore takes a message beyond any bound: one that was queued before, or one that
// must not be refused.
func (l *Link) Restore(n uint64, lane Lane) { l.enter(lane, item{n: n}) }

// RestoreTried takes a message that was called with before: it is tried again, and
// asks the budget like any retry.
func (l *Link) RestoreTried(n uint64, lane Lane) { l.enter(lane, item{n: n, attempts: 1}) }

// RestoreParked takes a message that was parked before.
func (l *Link) RestoreParked(n uint64, now int64) {
	l.parked = append(l.parked, item{n: n, due: now + l.terms.ParkedFor})
}

func (l *Link) enter(lane Lane, it item) {
	list := l.waiting[lane]
	i, _ := slices.BinarySearchFunc(list, it.n, func(a item, n uint64) int { return compare(a.n, n) })
	l.waiting[lane] = slices.Insert(list, i, it)
}

func compare(a, b uint64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// Resume moves the oldest parked message into the queue; false if none may go.
func (l *Link) Resume() (uint64, bool) {
	if len(l.parked) == 0 || !l.Open(Normal) {
		return 0, false
	}
	n := l.parked[0].n
	l.parked = l.parked[1:]
	l.Restore(n, Normal)
	return n, true
}

// Shed takes the oldest message that was parked for too long out of the link.
func (l *Link) Shed(now int64) (uint64, bool) {
	if len(l.parked) == 0 || l.parked[0].due > now {
		return 0, false
	}
	n := l.parked[0].n
	l.parked = l.parked[1:]
	return n, true
}

// Displace takes the newest message of the normal lane that was never tried out
// of the link, to make room for a critical one.
func (l *Link) Displace() (uint64, bool) {
	list := l.waiting[Normal]
	for i := len(list) - 1; i >= 0; i-- {
		if list[i].attempts == 0 {
			n := list[i].n
			l.waiting[Normal] = slices.Delete(list, i, i+1)
			return n, true
		}
	}
	return 0, false
}

// Remove forgets a message, wherever it is.
func (l *Link) Remove(n uint64, now int64) {
	is := func(it item) bool { return it.n == n }
	for lane := range l.waiting {
		l.waiting[lane] = slices.DeleteFunc(l.waiting[lane], is)
	}
	l.parked = slices.DeleteFunc(l.parked, is)
	for i := range l.flying {
		if f := &l.flying[i]; f.n == n {
			l.breakers[f.lane].Done(now, f.turn, false)
			l.flying = slices.Delete(l.flying, i, i+1)
			return
		}
	}
}

// Next returns a call to be made now, critical ones first; false if there is none.
func (l *Link) Next(now int64) (Call, bool) {
	if lane, i := l.choose(now); i >= 0 {
		return l.take(lane, i, now), true
	}
	return Call{}, false
}

// Ready reports whether there is a call to make now.
func (l *Link) Ready(now int64) bool {
	_, i := l.choose(now)
	return i >= 0
}

// Left notes that the calls to be made have left by now. Who makes none before what it
// wrote is on disk takes no other until then.
func (l *Link) Left(now int64) { l.limiter.Left(now) }

// choose returns the message to try now, and its lane; -1 = none.
func (l *Link) choose(now int64) (Lane, int) {
	if l.limiter.Wait(now) > 0 {
		return 0, -1
	}
	for lane := Critical; lane < l.lanes(); lane++ {
		room := l.terms.InFlight
		if lane != Critical {
			room -= 2
		}
		if i := l.pick(lane, now); i >= 0 && len(l.flying) < room {
			return lane, i
		}
	}
	return 0, -1
}

// pick returns the message of a lane to try now, or -1. A breaker that is not
// closed is probed with one that was never tried, if there is any: it costs no
// retry.
func (l *Link) pick(lane Lane, now int64) int {
	b, retry := l.breakers[lane], -1
	passes := b.Passes(now) && !l.asked(lane)
	for i := range l.waiting[lane] {
		switch it := &l.waiting[lane][i]; {
		case it.due > now:
		case it.free:
			return i
		case !passes:
		case it.attempts == 0:
			return i
		case retry < 0 && (l.budget.Has(now) || l.budget.Lends() && l.idle(lane)):
			if retry = i; b.State() == Closed {
				return i
			}
		}
	}
	return retry
}

// asked reports whether an open lane has to wait as the probe of the other one is
// under way: one tells as much as two, and costs one retry later.
func (l *Link) asked(lane Lane) bool {
	return l.breakers[lane].State() == Open && l.breakers[1-lane].probing
}

// idle reports whether a retry takes nothing from anybody: the supplier answers,
// and nobody waits for a first call or for an answer. Such a retry is owed to the
// budget, but does not wait for it, or a last message would for as long as nothing
// else is sent.
func (l *Link) idle(lane Lane) bool {
	if l.breakers[lane].State() != Closed || len(l.flying) > 0 || len(l.parked) > 0 {
		return false
	}
	for _, list := range l.waiting[:l.lanes()] {
		if slices.ContainsFunc(list, func(it item) bool { return it.attempts == 0 }) {
			return false
		}
	}
	return true
}

func (l *Link) take(lane Lane, i int, now int64) Call {
	it := l.waiting[lane][i]
	l.waiting[lane] = slices.Delete(l.waiting[lane], i, i+1)
	switch {
	case it.attempts == 0:
		l.budget.Earn()
	case !it.free:
		l.budget.Spend()
	}
	it.attempts++
	b := l.breakers[lane]
	c := Call{N: it.n, Lane: lane, Attempt: it.attempts, Probe: b.State() != Closed}
	l.limiter.Take(now)
	l.tried = now
	turn := ^uint32(0) // planted: a layer below does not ask the breaker
	if !it.free {
		turn = b.Call(now)
	}
	l.flying = append(l.flying, flight{item: it, lane: lane, turn: turn, at: now + l.terms.Timeout})
	return c
}

// Answer takes the outcome of a call.
func (l *Link) Answer(n uint64, attempt uint32, failed bool, now int64) Outcome {
	for i := range l.flying {
		if f := &l.flying[i]; f.n == n && f.attempts == attempt {
			return l.settle(i, failed, now)
		}
	}
	return Ignored
}

// Expire settles the oldest call that was not answered in time; false if there is
// none.
func (l *Link) Expire(now int64) (uint64, Outcome, bool) {
	if len(l.flying) == 0 || l.flying[0].at > now {
		return 0, Ignored, false
	}
	n := l.flying[0].n
	return n, l.settle(0, true, now), true
}

func (l *Link) settle(i int, failed bool, now int64) Outcome {
	f := l.flying[i]
	l.flying = slices.Delete(l.flying, i, i+1)
	l.breakers[f.lane].Done(now, f.turn, failed)
	l.breakers[1-f.lane].Heed(now, l.breakers[f.lane], failed)
	l.outcome(failed, now)
	layers := l.terms.Layers * l.terms.Layers
	switch {
	case !failed:
		return Done
	case layers > 0 && f.attempts%layers != 0:
		f.due, f.free = now, true
	case layers == 0 && f.attempts >= l.terms.AttemptsMax:
		return GaveUp
	default:
		wait := min(l.terms.Backoff<<min(f.attempts-1, 20), l.terms.BackoffMax)
		f.due, f.free = now+wait/2+l.jitter(f.n, f.attempts, max(wait, 1)), false
	}
	l.enter(f.lane, f.item)
	return Again
}

// Wake returns the instant at which there may be something to do; false if only
// an offer or an answer can change that.
func (l *Link) Wake(now int64) (int64, bool) {
	at, any := int64(1<<62), false
	see := func(t int64) { at, any = min(at, t), true }
	if len(l.flying) > 0 {
		see(l.flying[0].at)
	}
	if len(l.parked) > 0 {
		see(l.parked[0].due)
	}
	for lane := Critical; lane < l.lanes(); lane++ {
		if len(l.waiting[lane]) == 0 {
			continue
		}
		from := now + l.limiter.Wait(now)
		if t, open := l.breakers[lane].Wake(); open {
			from = max(from, t)
		}
		least := int64(1 << 62)
		for i := range l.waiting[lane] {
			least = min(least, max(l.waiting[lane][i].due, from))
		}
		if least <= now { // it waits for a retry to be paid for, or for room
			least = now + l.terms.Backoff
		}
		see(least)
	}
	return at, any
}
