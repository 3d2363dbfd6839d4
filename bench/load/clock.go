package load

import (
	"context"
	"time"
)

// Clock is the time a run lives in: the machine's, or a test's.
type Clock interface {
	// Now returns the time since some fixed instant. It never goes back.
	Now() time.Duration
	// Wait returns when it is until, or earlier if the context ends.
	Wait(ctx context.Context, until time.Duration)
}

// Wall returns the machine's clock. It sleeps, rather than spin: an idle machine
// wakes it about half a millisecond late, which the pacer's lateness shows, but a
// spinning pacer takes a core from what is measured.
func Wall() Clock {
	t := time.NewTimer(0)
	return &wall{origin: time.Now(), timer: t}
}

// wall keeps one timer; a run waits in one place at a time.
type wall struct {
	origin time.Time
	timer  *time.Timer
}

func (w *wall) Now() time.Duration { return time.Since(w.origin) }

func (w *wall) Wait(ctx context.Context, until time.Duration) {
	d := until - w.Now()
	if d <= 0 {
		return
	}
	w.timer.Reset(d)
	select {
	case <-w.timer.C:
	case <-ctx.Done():
		w.timer.Stop()
	}
}
