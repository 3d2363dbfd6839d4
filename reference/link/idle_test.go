package link_test

import (
	"testing"

	"github.com/seatrial/seatrial/reference/link"
)

// A last message is tried again when nobody else needs the supplier, although no
// first call has paid for it; one that takes somebody's turn is not.
func TestLastRetryDoesNotWaitForTheBudget(t *testing.T) {
	terms := &link.Terms{Rate: 1000_000, Burst: 10, Timeout: 1e9, InFlight: 8, QueueMax: 16, AttemptsMax: 3, Backoff: 1e8, BackoffMax: 1e9,
		Budget: 90, CallsMin: 100, Failures: 900, Window: 1e9, Open: 1e9, OpenMax: 1e9, Closes: 1, Drip: 600e9}
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
