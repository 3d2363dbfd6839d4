package consumer

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"

	"github.com/seatrial/seatrial/sim/live/broker"
)

// inside is a handler in this process.
type inside struct {
	handle Handler
	cancel context.CancelFunc
	done   chan struct{}
	end    chan error

	mu   sync.Mutex
	dead bool // a crash was played; nothing is handled until the next start
}

func newInside(h Handler) *inside { return &inside{handle: h, end: make(chan error, 1)} }

func (p *inside) killable() bool      { return true }
func (p *inside) ended() <-chan error { return p.end }

func (p *inside) start(ctx context.Context, s Settings) error {
	ctx, p.cancel = context.WithCancel(ctx)
	p.done = make(chan struct{})
	p.mu.Lock()
	p.dead = false
	p.mu.Unlock()
	s.watcher.greet()
	go func() {
		defer close(p.done)
		if err := s.broker.Pull(ctx, func(d *broker.Delivery) { p.one(ctx, s, d) }); err != nil {
			p.end <- err
		}
	}()
	return nil
}

// kill lets what is under way end: what it was to be killed at, it was.
func (p *inside) kill() error {
	p.cancel()
	<-p.done
	return nil
}

func (p *inside) stop() error { return p.kill() }

// crashed says that a crash is played from here on.
func (p *inside) crashed() {
	p.mu.Lock()
	p.dead = true
	p.mu.Unlock()
	p.cancel()
}

func (p *inside) gone() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.dead
}

// one handles one message, in a goroutine of its own that a crash can end.
func (p *inside) one(ctx context.Context, s Settings, d *broker.Delivery) {
	if p.gone() || ctx.Err() != nil {
		_ = d.Nack()
		return
	}
	seen := broker.Seen{Seq: d.Seq, Attempt: d.Attempt, Reply: d.Reply()}
	seen.Kind = broker.Delivered
	s.watcher.watch(seen)
	m := &Message{Subject: d.Subject, Header: d.Header, Data: d.Data, Seq: d.Seq, Attempt: d.Attempt}
	acked := false
	m.tell = func(e Effect) error {
		then, err := s.watcher.tell(e)
		if err != nil {
			s.watcher.complain(err)
		}
		if then == broker.HoldAfter {
			p.crashed()
			runtime.Goexit()
		}
		return err
	}
	m.ack = func() error {
		if acked {
			return nil
		}
		acked = true
		return p.answer(s, d, seen)
	}
	handled := make(chan error, 1)
	go func() {
		err := errors.New("it ended without an answer")
		defer func() {
			if r := recover(); r != nil {
				err = fmt.Errorf("it panicked: %v", r)
			}
			handled <- err
		}()
		err = p.handle(ctx, m)
		if err == nil {
			err = m.ack()
		}
	}()
	if err := <-handled; err != nil && !acked {
		seen.Kind = broker.Nacked
		if !p.gone() {
			s.watcher.watch(seen)
		}
		_ = d.Nack() // after a crash the server would find out by AckWait
	}
}

// answer acknowledges, unless the acknowledgement is not to arrive.
func (p *inside) answer(s Settings, d *broker.Delivery, seen broker.Seen) error {
	seen.Kind = broker.Acked
	switch s.watcher.watch(seen) {
	case broker.Drop:
		return d.Nack()
	case broker.HoldBefore:
		_ = d.Nack()
		p.crashed()
		runtime.Goexit()
	case broker.HoldAfter:
		err := d.Ack()
		p.crashed()
		if err == nil {
			runtime.Goexit()
		}
		return err
	}
	return d.Ack()
}
