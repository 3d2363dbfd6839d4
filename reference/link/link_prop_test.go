package link_test

import (
	"testing"

	"github.com/seatrial/seatrial/reference/link"
	"pgregory.net/rapid"
)

const sec = 1_000_000_000

func terms() link.Terms {
	return link.Terms{Rate: 2000, Burst: 3, Timeout: 2 * sec, InFlight: 6, AttemptsMax: 4, Backoff: sec, BackoffMax: 8 * sec,
		Budget: 90, Spare: 2, Credit: 1, Drip: 600 * sec, Window: 10 * sec, CallsMin: 3, Failures: 500, Open: 5 * sec, OpenMax: 60 * sec, Closes: 2,
		QueueMax: 16, Reserve: 4, ParkedMax: 6, ParkedFor: 30 * sec}
}

// model is what a link may do, said plainly: every message is in one place, and
// calls keep to the rate and the budget.
type model struct {
	t        *rapid.T
	terms    link.Terms
	l        *link.Link
	now      int64
	next     uint64
	place    map[uint64]string // waits, flies, parked; gone when it is over
	attempts map[uint64]uint32
	calls    []int64
	first    int64
}

func newModel(t *rapid.T) *model {
	m := &model{t: t, terms: terms(), place: map[uint64]string{}, attempts: map[uint64]uint32{}}
	m.l = link.New(&m.terms, link.Breakers(&m.terms), 0, func(_ uint64, _ uint32, limit int64) int64 { return limit / 2 })
	return m
}

func (m *model) offer(t *rapid.T) {
	m.next++
	lane := link.Lane(rapid.IntRange(0, 1).Draw(t, "lane"))
	room := m.l.Open(lane)
	switch got := m.l.Offer(m.next, lane, m.now); got {
	case link.Queued:
		if !room {
			t.Fatalf("Offer(%d) = queued, want parked or refused: the queue is full", m.next)
		}
		m.place[m.next] = "waits"
	case link.Parked:
		m.place[m.next] = "parked"
		if room || lane == link.Critical {
			t.Fatalf("Offer(%d) = parked, lane %s, room %v", m.next, lane, room)
		}
	}
}

func (m *model) call(t *rapid.T) {
	c, ok := m.l.Next(m.now)
	if !ok {
		return
	}
	m.attempts[c.N]++
	if m.place[c.N] != "waits" || c.Attempt != m.attempts[c.N] || c.Attempt > m.terms.AttemptsMax {
		t.Fatalf("Next = %+v, want a message that waits, attempt %d (it %s)", c, m.attempts[c.N], m.place[c.N])
	}
	if c.Attempt == 1 {
		m.first++
	}
	m.place[c.N] = "flies"
	m.calls = append(m.calls, m.now)
}

func (m *model) settle(t *rapid.T, n uint64, outcome link.Outcome, failed bool) {
	switch {
	case outcome == link.Done && !failed, outcome == link.GaveUp && failed && m.attempts[n] == m.terms.AttemptsMax:
		delete(m.place, n)
	case outcome == link.Again && failed:
		m.place[n] = "waits"
	default:
		t.Fatalf("message %d: outcome %d of attempt %d, failed %v", n, outcome, m.attempts[n], failed)
	}
}

func (m *model) answer(t *rapid.T) {
	for n := uint64(1); n <= m.next; n++ {
		if m.place[n] == "flies" && rapid.Bool().Draw(t, "this one") {
			failed := rapid.Bool().Draw(t, "failed")
			m.settle(t, n, m.l.Answer(n, m.attempts[n], failed, m.now), failed)
			return
		}
	}
}

func (m *model) pass(t *rapid.T) {
	m.now += int64(rapid.IntRange(1, 4*sec).Draw(t, "ns"))
	for n, outcome, ok := m.l.Expire(m.now); ok; n, outcome, ok = m.l.Expire(m.now) {
		m.settle(t, n, outcome, true)
	}
	for n, ok := m.l.Shed(m.now); ok; n, ok = m.l.Shed(m.now) {
		if m.place[n] != "parked" {
			t.Fatalf("Shed = %d, which %s", n, m.place[n])
		}
		delete(m.place, n)
	}
	for n, ok := m.l.Resume(); ok; n, ok = m.l.Resume() {
		m.place[n] = "waits"
	}
}

// check holds the model against the link after every action.
func (m *model) check(t *rapid.T) {
	inside := 0
	for _, p := range m.place {
		if p != "parked" {
			inside++
		}
	}
	if got := m.l.Depth(); got != inside || got > m.terms.QueueMax {
		t.Fatalf("Depth() = %d, want %d, at most %d", got, inside, m.terms.QueueMax)
	}
	if extra := int64(len(m.calls)) - m.first; extra > m.first*m.terms.Budget/1000+m.terms.Spare+m.now/m.terms.Drip+m.terms.Credit {
		t.Fatalf("%d retries for %d messages, beyond the budget", extra, m.first)
	}
	for i := range m.calls {
		if n, w := int64(len(m.calls)-i), m.now-m.calls[i]; n > w*m.terms.Rate/(1000*sec)+m.terms.Burst {
			t.Fatalf("%d calls in the last %d ns, beyond the rate", n, w)
		}
	}
	if inside > 0 {
		if at, ok := m.l.Wake(m.now); !ok || at < m.now {
			t.Fatalf("Wake() = %d, %v at %d, want an instant: %d messages are inside", at, ok, m.now, inside)
		}
	}
}

func TestLinkKeepsItsTerms(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := newModel(t)
		t.Repeat(map[string]func(*rapid.T){"offer": m.offer, "call": m.call, "answer": m.answer, "pass": m.pass, "": m.check})
	})
}

// A supplier that fails for two hours sees a few probes; once it answers, what
// waits is gone within minutes, without anybody doing anything.
func TestLinkComesBackByItself(t *testing.T) {
	x := terms()
	x.QueueMax = 4096
	l := link.New(&x, link.Breakers(&x), 0, func(_ uint64, _ uint32, limit int64) int64 { return limit / 2 })
	calls, n := 0, uint64(0)
	const ends = 7200 * sec
	for now := int64(0); now < ends+1800*sec; now += sec {
		if now%(4*sec) == 0 && now < ends {
			n++
			l.Offer(n, link.Normal, now)
		}
		for {
			c, ok := l.Next(now)
			if !ok {
				break
			}
			if now < ends {
				calls++
			}
			l.Answer(c.N, c.Attempt, now < ends, now)
		}
	}
	if calls > 150 || l.Depth() > 0 || l.Breaker(link.Normal) != link.Closed {
		t.Errorf("%d calls in two hours, %d messages left, breaker %d: want at most 150, none, closed", calls, l.Depth(), l.Breaker(link.Normal))
	}
}

func TestBreakerStates(t *testing.T) {
	x := terms()
	b := link.NewBreaker(&x)
	fail := func(now int64) { b.Done(now, b.Call(now), true) }
	fail(1)
	fail(2)
	if b.State() != link.Closed {
		t.Fatalf("after 2 failures = %d, want closed: it takes 3 calls", b.State())
	}
	old := b.Call(3)
	fail(3)
	if b.State() != link.Open || b.Passes(4) || !b.Passes(3+5*sec) {
		t.Fatalf("after 3 failures = %d, want open for 5 s", b.State())
	}
	probe := b.Call(3 + 5*sec)
	if b.State() != link.HalfOpen || b.Passes(3+5*sec) {
		t.Fatalf("while it probes = %d, want half open, and no second probe", b.State())
	}
	b.Done(4+5*sec, old, false) // of before it opened
	if b.Passes(4 + 5*sec) {
		t.Fatal("the answer to an old call counts as that of a probe")
	}
	b.Done(5+5*sec, probe, true)
	if at, ok := b.Wake(); b.State() != link.Open || !ok || at != 5+15*sec {
		t.Fatalf("after a probe that failed = %d until %d, want open for 10 s", b.State(), at)
	}
	for range 2 {
		b.Done(20*sec, b.Call(20*sec), false)
	}
	if b.State() != link.Closed {
		t.Fatalf("after 2 probes that succeeded = %d, want closed", b.State())
	}
}
