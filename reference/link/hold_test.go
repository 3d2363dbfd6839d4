package link

import "testing"

// While the normal lane is held only urgent messages are called with, and nothing wakes
// the link for the others.
func TestHeldLaneWaits(t *testing.T) {
	terms := &Terms{Rate: 1_000_000, Burst: 10, Timeout: 1e9, InFlight: 8, AttemptsMax: 3, Backoff: 1e8, BackoffMax: 1e9, Budget: 100, Spare: 5,
		Window: 5e9, CallsMin: 9, Failures: 500, Open: 5e9, OpenMax: 5e9, Closes: 1, QueueMax: 10, Reserve: 2, ParkedMax: 2, ParkedFor: 1e10}
	l := New(terms, Breakers(terms), 0, func(uint64, uint32, int64) int64 { return 0 })
	l.Hold(true)
	l.Offer(1, Normal, 1e9)
	if _, ok := l.Next(2e9); ok {
		t.Fatal("a message of a lane that is held is called with, want it to wait")
	}
	if at, ok := l.Wake(2e9); ok {
		t.Errorf("the link wakes at %d, want it to sleep", at)
	}
	l.Offer(2, Critical, 2e9)
	if c, ok := l.Next(2e9); !ok || c.N != 2 {
		t.Fatalf("Next = %d, %v, want the urgent message", c.N, ok)
	}
	l.Answer(2, 1, true, 3e9)
	if got := l.Silent(5e9); got != 2e9 {
		t.Errorf("silent for %d ns, want since the answer that failed", got)
	}
	c, ok := l.Next(5e9)
	if !ok || c.N != 2 {
		t.Fatalf("Next = %d, %v, want the urgent message again", c.N, ok)
	}
	l.Answer(2, c.Attempt, false, 6e9)
	if got := l.Silent(7e9); got != 0 {
		t.Errorf("silent for %d ns after a call that did not fail, want 0", got)
	}
	l.Hold(false)
	if c, ok := l.Next(8e9); !ok || c.N != 1 {
		t.Errorf("Next = %d, %v, want the message that waited", c.N, ok)
	}
}
