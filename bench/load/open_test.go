package load_test

import (
	"context"
	"errors"
	"math"
	"sync"
	"testing"
	"time"

	"github.com/seatrial/seatrial/bench/load"
)

// hundred is 100/s for 10 s.
var hundred = load.Schedule{Kind: load.Constant, Rate: 100_000, Duration: 10 * time.Second}

func near(got int64, want time.Duration) bool {
	return math.Abs(float64(got)-float64(want)) <= float64(want)/500
}

func TestLatencyOfASteadyServer(t *testing.T) {
	c := &clockwork{late: 100 * time.Microsecond}
	r, err := load.Open(t.Context(), c, load.Config{Schedule: hundred, WarmUp: time.Second, Drain: time.Second}, &server{clock: c, service: 2 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	if r.WarmUp != 100 || r.Sent != 900 || r.Answered != 900 || !r.Complete {
		t.Errorf("Open() = %+v, want 100 sends of warm-up and 900 answers", r)
	}
	if !near(r.Latency.Max(), 2100*time.Microsecond) || !near(r.Service.Max(), 2*time.Millisecond) || !near(r.Lateness.Max(), 100*time.Microsecond) {
		t.Errorf("latency, service, lateness = %d, %d, %d ns, want 2.1, 2.0 and 0.1 ms", r.Latency.Max(), r.Service.Max(), r.Lateness.Max())
	}
	if math.Abs(r.PacerShare()-0.1/2.1) > 0.001 || math.Abs(r.Rate()-100) > 0.2 {
		t.Errorf("PacerShare() = %.3f, Rate() = %.1f, want 0.048 and 100", r.PacerShare(), r.Rate())
	}
}

// TestAStallIsNotOmitted has the server stand still for one of ten seconds. Those
// who would have come meanwhile waited half a second on average: that is the
// worst tenth. A closed loop would have seen one slow answer of a thousand.
func TestAStallIsNotOmitted(t *testing.T) {
	c := &clockwork{}
	s := &server{clock: c, service: time.Millisecond, stall: 4 * time.Second, resume: 5 * time.Second}
	r, err := load.Open(t.Context(), c, load.Config{Schedule: hundred, Drain: time.Second}, s)
	if err != nil {
		t.Fatal(err)
	}
	p95 := time.Duration(r.Latency.ValueAtPercentile(95))
	if r.Answered != 1000 || p95 < 400*time.Millisecond || p95 > 600*time.Millisecond {
		t.Errorf("%d answers with a p95 of %v, want 1000 and about half a second", r.Answered, p95)
	}
}

// TestALatePacerShowsInTheLatency sleeps far beyond one gap: what is overdue is
// sent at once, and its latency counts from when it was intended.
func TestALatePacerShowsInTheLatency(t *testing.T) {
	c := &clockwork{late: 35 * time.Millisecond}
	r, err := load.Open(t.Context(), c, load.Config{Schedule: hundred, Drain: time.Second}, &server{clock: c, service: time.Microsecond})
	if err != nil {
		t.Fatal(err)
	}
	if !near(r.Latency.Max(), 35001*time.Microsecond) || !near(r.Lateness.Max(), 35*time.Millisecond) || r.PacerShare() < 0.99 {
		t.Errorf("latency %d ns, lateness %d ns, share %.2f; want 35 ms, all of it the pacer's", r.Latency.Max(), r.Lateness.Max(), r.PacerShare())
	}
}

func TestWhatIsNotAnsweredIsCounted(t *testing.T) {
	c := &clockwork{}
	s := &server{clock: c, service: time.Millisecond, stall: 9 * time.Second, resume: time.Hour,
		fails: func(n uint64) error {
			if n%10 == 0 {
				return errors.New("refused")
			}
			return nil
		}}
	r, err := load.Open(t.Context(), c, load.Config{Schedule: hundred, Drain: time.Second}, s)
	if err != nil {
		t.Fatal(err)
	}
	if r.Sent != 1000 || r.Failed != 90 || r.Answered != 810 || r.Unanswered != 100 || r.Latency.TotalCount() != 810 {
		t.Errorf("Open() = %+v, want 810 answered, 90 failed and 100 unanswered of 1000", r)
	}
	for _, b := range c.booked {
		b.call() // an answer after the end changes nothing
	}
}

func TestOpenEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	c := &clockwork{}
	c.book(5*time.Second, cancel)
	r, err := load.Open(ctx, c, load.Config{Schedule: hundred, Drain: time.Hour}, &server{clock: c, service: time.Microsecond})
	if err != nil || r.Complete || r.Sent < 499 || r.Sent > 501 {
		t.Errorf("Open() = %+v, %v, want half the schedule and that it is not complete", r, err)
	}
}

// TestOpenOnTheWallClock lets goroutines answer: everything is answered, whatever
// it took.
func TestOpenOnTheWallClock(t *testing.T) {
	var wg sync.WaitGroup
	target := load.TargetFunc(func(op load.Op) { wg.Go(func() { op.Done(nil) }) })
	s := load.Schedule{Kind: load.Poisson, Rate: 10_000_000, Duration: 50 * time.Millisecond, Seed: 1}
	r, err := load.Open(t.Context(), load.Wall(), load.Config{Schedule: s, Drain: time.Minute}, target)
	wg.Wait()
	if err != nil || r.Answered != r.Sent || r.Sent < 300 || r.Latency.TotalCount() != int64(r.Sent) {
		t.Errorf("Open() = %+v, %v, want all of about 500 answered", r, err)
	}
}

func TestOpenRefusesAWrongSchedule(t *testing.T) {
	if _, err := load.Open(t.Context(), &clockwork{}, load.Config{}, nil); err == nil {
		t.Error("Open(no schedule) = nil, want an error")
	}
}

func TestSaturateCountsWhatComesBack(t *testing.T) {
	c := &clockwork{}
	calls := 0
	s, err := load.Saturate(t.Context(), c, 1, time.Second, 10*time.Second, func(int) error {
		calls++
		c.move(c.Now() + 5*time.Millisecond)
		if calls%100 == 0 {
			return errors.New("refused")
		}
		return nil
	})
	if err != nil || s.Answered != 1980 || s.Failed != 20 || math.Abs(s.Rate()-198) > 0.1 {
		t.Errorf("Saturate() = %+v, %v, want 1980 answers and 20 failures in 10 s", s, err)
	}
	if _, err := load.Saturate(t.Context(), c, 0, 0, time.Second, nil); err == nil {
		t.Error("Saturate(no callers) = nil, want an error")
	}
}
