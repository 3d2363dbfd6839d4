package main

import (
	"context"
	"time"

	"github.com/seatrial/seatrial/scenarios/run"
	"github.com/seatrial/seatrial/sim/history"
)

// pacedWorld holds a world of virtual time back to the pace of real time, so
// that people can rehearse in it.
type pacedWorld struct{ run.World }

// paceStep is how much time is let through at once.
const paceStep = 20 * time.Millisecond

// Real is true: how long people wait cannot be repeated.
func (pacedWorld) Real() bool { return true }

func (p pacedWorld) Start(s run.Setup, sink func(*history.Record)) (run.Session, error) {
	session, err := p.World.Start(s, sink)
	if err != nil {
		return nil, err
	}
	return &pacedSession{Session: session, begun: time.Now()}, nil
}

type pacedSession struct {
	run.Session
	begun time.Time
}

// Advance lets time through as it passes. It ends early, without an error, when
// ctx is done: what is under way is for the run to take back.
func (p *pacedSession) Advance(ctx context.Context, until time.Duration) error {
	for now := p.Now(); now < until; now = p.Now() {
		step := min(until, now+paceStep)
		if !sleepUntil(ctx, p.begun.Add(step)) {
			return nil
		}
		if err := p.Session.Advance(ctx, step); err != nil {
			return err
		}
	}
	return nil
}

// sleepUntil returns false if ctx was done first.
func sleepUntil(ctx context.Context, t time.Time) bool {
	if ctx.Err() != nil {
		return false
	}
	timer := time.NewTimer(time.Until(t))
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
