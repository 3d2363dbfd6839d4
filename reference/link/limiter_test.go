package link_test

import (
	"testing"

	"github.com/seatrial/seatrial/reference/link"
)

// A caller that starts again right after a call gains nothing: calls of both lives
// together keep to the schedule.
func TestLimiterAfterARestart(t *testing.T) {
	const second = int64(1e9)
	l := link.NewLimiter(2000, 4, 0) // two calls per second
	var calls []int64
	for now := int64(0); now < 6*second; now += second / 100 {
		if now == 2*second+second/50 {
			l = link.NewLimiter(2000, 4, now)
		}
		for l.Wait(now) == 0 {
			l.Take(now)
			calls = append(calls, now)
		}
	}
	for i, from := range calls {
		for j := i; j < len(calls); j++ {
			if n, most := int64(j-i+1), 2*(calls[j]-from)/second+1; n > most {
				t.Fatalf("%d calls from %d to %d ns, want at most %d at two per second", n, from, calls[j], most)
			}
		}
	}
	if len(calls) < 10 {
		t.Errorf("%d calls in six seconds, want at least 10", len(calls))
	}
}
