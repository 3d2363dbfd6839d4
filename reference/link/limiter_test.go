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

// What is decided on may leave later, together with what was decided on before: a disk
// is slow. It is no more than the contract allows.
func TestLimiterOfCallsThatLeaveLate(t *testing.T) {
	const second, burst = int64(1e9), 4
	l := link.NewLimiter(2000, burst, 0)
	var calls []int64
	decided, leaves := 0, int64(-1)
	for now := int64(0); now < 60*second; now += second / 100 {
		if leaves >= 0 && now >= leaves {
			for range decided {
				calls = append(calls, now)
			}
			decided, leaves = 0, -1
			l.Left(now)
		}
		for leaves < 0 && l.Wait(now) == 0 {
			l.Take(now)
			decided++
		}
		if decided > 0 && leaves < 0 {
			leaves = now + now*7%(3*second)
		}
	}
	for i, from := range calls {
		for j := i; j < len(calls); j++ {
			if n, most := int64(j-i+1), 2*(calls[j]-from)/second+burst; n > most {
				t.Fatalf("%d calls from %d to %d ns, want at most %d at two per second", n, from, calls[j], most)
			}
		}
	}
	if len(calls) < 30 {
		t.Errorf("%d calls in a minute, want at least 30", len(calls))
	}
}
