package link_test

import (
	"slices"
	"testing"

	"github.com/seatrial/seatrial/reference/link"
)

// A last message is tried again when nobody else needs the supplier, although no
// first call has paid for it; one that takes somebody's turn is not.
func TestLastRetryDoesNotWaitForTheBudget(t *testing.T) {
	terms := &link.Terms{Rate: 1000_000, Burst: 10, Timeout: 1e9, InFlight: 8, QueueMax: 16, AttemptsMax: 3, Backoff: 1e8, BackoffMax: 1e9,
		Budget: 90, Credit: 1, CallsMin: 100, Failures: 900, Window: 1e9, Open: 1e9, OpenMax: 1e9, Closes: 1, Drip: 600e9}
	l := link.New(terms, link.Breakers(terms), 0, func(uint64, uint32, int64) int64 { return 0 })
	l.Offer(1, link.Normal, 0)
	if c, ok := l.Next(1e6); !ok || c.Attempt != 1 {
		t.Fatalf("Next() = %+v, %v, want the first attempt", c, ok)
	}
	l.Answer(1, 1, true, 2e6)
	l.Offer(2, link.Normal, 5e9)
	if c, ok := l.Next(5e9); !ok || c.N != 2 {
		t.Fatalf("Next() = %+v, %v, want the message that was never tried", c, ok)
	}
	if c, ok := l.Next(5e9); ok {
		t.Fatalf("Next() = %+v while a call is under way, want none: nothing has paid for it", c)
	}
	l.Answer(2, 1, false, 6e9)
	if c, ok := l.Next(10e9); !ok || c.N != 1 || c.Attempt != 2 {
		t.Fatalf("Next() = %+v, %v, want the second attempt of 1: nobody else needs the supplier", c, ok)
	}
}

// What failed while a supplier was out is tried again on credit, as far as that goes:
// the rest waits until it is paid for.
func TestCreditIsBounded(t *testing.T) {
	terms := &link.Terms{Rate: 1000_000, Burst: 10, Timeout: 1e9, InFlight: 8, QueueMax: 16, AttemptsMax: 3, Backoff: 1e8, BackoffMax: 1e9,
		Budget: 90, Credit: 1, CallsMin: 100, Failures: 900, Window: 1e9, Open: 1e9, OpenMax: 1e9, Closes: 1, Drip: 600e9}
	l := link.New(terms, link.Breakers(terms), 0, func(uint64, uint32, int64) int64 { return 0 })
	for n := uint64(1); n <= 5; n++ {
		l.Offer(n, link.Normal, 0)
		at := int64(n) * 1e7
		if c, ok := l.Next(at); !ok || c.N != n {
			t.Fatalf("Next() = %+v, %v, want the first attempt of %d", c, ok, n)
		}
		l.Answer(n, 1, true, at)
	}
	var again []int64
	for now := int64(1e9); now < 1300e9; now += 1e9 {
		if c, ok := l.Next(now); ok {
			again = append(again, now/1e9)
			l.Answer(c.N, c.Attempt, false, now)
		}
	}
	if want := []int64{1, 600, 1200}; !slices.Equal(again, want) {
		t.Errorf("tried again after %v s, want %v: one on credit, and one whenever another is paid for", again, want)
	}
}

// Two lanes at one supplier that fails make the probes of one, and both come back.
func TestLanesShareTheirProbes(t *testing.T) {
	x := terms()
	x.QueueMax = 4096
	l := link.New(&x, link.Breakers(&x), 0, func(_ uint64, _ uint32, limit int64) int64 { return limit / 2 })
	const ends = 7200 * sec
	calls, n := 0, uint64(0)
	for now := int64(0); now < ends+1800*sec; now += sec {
		if now%(4*sec) == 0 && now < ends {
			n++
			l.Offer(n, link.Lane(n%2), now)
		}
		for c, ok := l.Next(now); ok; c, ok = l.Next(now) {
			if now < ends {
				calls++
			}
			l.Answer(c.N, c.Attempt, now < ends, now)
		}
	}
	if calls > 150 || l.Breaker(link.Critical) != link.Closed || l.Breaker(link.Normal) != link.Closed {
		t.Errorf("%d calls in two hours, breakers %d and %d: want at most 150, as with one lane, and both closed",
			calls, l.Breaker(link.Critical), l.Breaker(link.Normal))
	}
}
