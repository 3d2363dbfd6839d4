package hotpath

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/seatrial/seatrial/bench/load"
)

// Path is a program under load: the system, or the ceiling.
type Path interface {
	// Send sends command n and does not wait. It is called with ascending numbers
	// from 1, by one goroutine at a time.
	Send(n uint64) error
	// Close ends the program; it returns when nothing is left of it.
	Close() error
}

// driver offers load to a path.
type driver struct {
	path  Path
	track *Track
	mu    sync.Mutex // held while a command is sent: they go in order
	last  uint64     // command sent
}

// send sends the next order: the command that places it and, right behind, the one
// that takes it back, so that no order lives long enough to be shipped. Both were
// intended so long ago. Done is called when both are through, or one has failed.
func (d *driver) send(late time.Duration, measured bool, done func(error)) {
	o := &order{left: kinds, done: done}
	d.mu.Lock()
	defer d.mu.Unlock()
	for range kinds {
		d.last++
		d.track.Begin(d.last, late, measured, o.ended)
		if err := d.path.Send(d.last); err != nil {
			d.track.Answered(d.last, err)
		}
	}
}

// order is an order under way.
type order struct {
	mu   sync.Mutex
	left int // commands of it
	err  error
	done func(error)
}

// ended notes that one of its commands has ended.
func (o *order) ended(err error) {
	o.mu.Lock()
	o.left--
	if o.err == nil {
		o.err = err
	}
	over, err := o.left == 0, o.err
	o.mu.Unlock()
	if over {
		o.done(err)
	}
}

// saturate finds the highest rate, in orders per second: so many callers, each with
// one order under way until it is through on every leg.
func (d *driver) saturate(ctx context.Context, callers int, warmUp, measured time.Duration) (load.Saturation, error) {
	s, err := load.Saturate(ctx, load.Wall(), callers, warmUp, measured, func(int) error {
		through := make(chan error, 1)
		d.send(0, false, func(err error) { through <- err })
		select {
		case err := <-through:
			return err
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(stuckAfter):
			return fmt.Errorf("no progress for %v", stuckAfter)
		}
	})
	if err == nil {
		err = ctx.Err()
	}
	if err == nil && s.Answered == 0 {
		err = fmt.Errorf("no order came through in %v: %d failed", measured, s.Failed)
	}
	return s, err
}

// stuckAfter is how long an order in the closed loop may take.
const stuckAfter = 10 * time.Second

// open offers a rate in orders per second and records latencies.
func (d *driver) open(ctx context.Context, rate float64, warmUp, measured time.Duration) (*load.Result, error) {
	cfg := load.Config{WarmUp: warmUp, Drain: stuckAfter,
		Schedule: load.Schedule{Kind: load.Poisson, Rate: int64(rate * 1000), Duration: warmUp + measured, Seed: 1}}
	return load.Open(ctx, load.Wall(), cfg, load.TargetFunc(func(op load.Op) {
		d.send(op.Waited(), op.Intended >= warmUp, op.Done)
	}))
}

// Rehearse sends some orders through a path, a window at a time, and waits for all:
// nothing is measured.
func Rehearse(ctx context.Context, p Path, t *Track, orders int) error {
	d := &driver{path: p, track: t}
	through := make(chan error, orders)
	for sent, ended := 0, 0; ended < orders; ended++ {
		for ; sent < orders && sent-ended < defaultWindow; sent++ {
			d.send(0, false, func(err error) { through <- err })
		}
		select {
		case err := <-through:
			if err != nil {
				return fmt.Errorf("rehearse: %w", err)
			}
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(stuckAfter):
			return fmt.Errorf("rehearse: no progress for %v", stuckAfter)
		}
	}
	return nil
}
