package load_test

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/seatrial/seatrial/bench/load"
)

// clockwork is a clock that moves when somebody waits, and calls on its way what
// was booked for an instant.
type clockwork struct {
	mu     sync.Mutex
	now    time.Duration
	late   time.Duration // added to every wait
	booked []booking
}

type booking struct {
	at   time.Duration
	call func()
}

func (c *clockwork) Now() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clockwork) Wait(ctx context.Context, until time.Duration) {
	until += c.late
	for ctx.Err() == nil && len(c.booked) > 0 && c.booked[0].at <= until {
		b := c.booked[0]
		c.booked = c.booked[1:]
		c.move(b.at)
		b.call()
	}
	if ctx.Err() == nil {
		c.move(until)
	}
}

func (c *clockwork) move(to time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = max(c.now, to)
}

// book has call called when the clock reaches at.
func (c *clockwork) book(at time.Duration, call func()) {
	i, _ := slices.BinarySearchFunc(c.booked, at+1, func(b booking, at time.Duration) int { return int(b.at - at) })
	c.booked = slices.Insert(c.booked, i, booking{at: at, call: call})
}

// server answers one send after the other, each after service; it stands still
// from stall to resume.
type server struct {
	clock         *clockwork
	service       time.Duration
	stall, resume time.Duration
	free          time.Duration
	fails         func(n uint64) error
}

func (s *server) Send(op load.Op) {
	at := max(s.clock.Now(), s.free) + s.service
	if at > s.stall && at < s.resume {
		at = s.resume
	}
	s.free = at
	s.clock.book(at, func() {
		var err error
		if s.fails != nil {
			err = s.fails(op.N)
		}
		op.Done(err)
	})
}
