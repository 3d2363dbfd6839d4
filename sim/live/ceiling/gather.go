package ceiling

import (
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// gather collects deliveries until there are so many, or until some time after the
// first of them, and hands them on together. What is handed on is in order.
type gather struct {
	most  int
	after time.Duration
	on    func([]jetstream.Msg) // called by one goroutine at a time

	mu    sync.Mutex
	fresh []jetstream.Msg
	timer *time.Timer
}

func newGather(most int, after time.Duration, on func([]jetstream.Msg)) *gather {
	g := &gather{most: most, after: after, on: on}
	g.timer = time.AfterFunc(time.Hour, g.flush)
	return g
}

func (g *gather) take(msg jetstream.Msg) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.fresh = append(g.fresh, msg)
	switch len(g.fresh) {
	case g.most:
		g.hand()
	case 1:
		g.timer.Reset(g.after)
	}
}

func (g *gather) flush() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.fresh) > 0 {
		g.hand()
	}
}

// hand hands on what there is; g.mu is held.
func (g *gather) hand() {
	list := g.fresh
	g.fresh = nil
	g.on(list)
}
