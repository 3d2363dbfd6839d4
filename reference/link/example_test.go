package link_test

import (
	"fmt"

	"github.com/seatrial/seatrial/reference/link"
)

// A supplier fails three times in a row: its breaker opens, and the next message
// waits until it is time to look again.
func Example() {
	t := &link.Terms{Rate: 1000_000, Burst: 9, Timeout: 2e9, InFlight: 8, AttemptsMax: 5, Backoff: 1e9, BackoffMax: 8e9, Budget: 100, Spare: 2,
		Window: 10e9, CallsMin: 3, Failures: 500, Open: 5e9, OpenMax: 60e9, Closes: 2, QueueMax: 16}
	l := link.New(t, link.Breakers(t), 0, func(uint64, uint32, int64) int64 { return 0 })
	now := int64(1e9)
	for n := uint64(1); n <= 4; n++ {
		l.Offer(n, link.Normal, now)
	}
	for {
		c, ok := l.Next(now)
		if !ok {
			break
		}
		l.Answer(c.N, c.Attempt, true, now)
		fmt.Printf("message %d, attempt %d: failed\n", c.N, c.Attempt)
	}
	_, now1 := l.Next(now)
	c, later := l.Next(now + 5e9)
	fmt.Println("at once:", now1, "after 5 s:", later, "probe with message", c.N)
	// Output:
	// message 1, attempt 1: failed
	// message 2, attempt 1: failed
	// message 3, attempt 1: failed
	// at once: false after 5 s: true probe with message 4
}
