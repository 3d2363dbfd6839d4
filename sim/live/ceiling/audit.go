package ceiling

import (
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/live/store"
)

// stretchMax and stretchAfter are those of the reference's audit log: so many
// events make an entry, or what came within this time.
const (
	stretchMax   = 256
	stretchAfter = 20 * time.Millisecond
)

// audit writes a stretch of events as one entry, and acknowledges them when that
// is durable.
type audit struct {
	*Program
	ledger *store.Ledger

	mu    sync.Mutex
	next  uint64 // position
	fresh []jetstream.Msg
	timer *time.Timer
}

func (a *audit) take(msg jetstream.Msg) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.fresh = append(a.fresh, msg)
	switch len(a.fresh) {
	case stretchMax:
		a.write()
	case 1:
		a.timer.Reset(stretchAfter)
	}
}

func (a *audit) flush() {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.fresh) > 0 && a.ctx.Err() == nil {
		a.write()
	}
}

// write writes the stretch; a.mu is held.
func (a *audit) write() {
	stretch := a.fresh
	a.fresh = nil
	entry := a.cfg.Shape.Audited.of(len(stretch))
	a.check(a.ledger.Append(a.next, []*sim.Message{entry}, func(_ uint64, err error) {
		a.check(err)
		for _, m := range stretch {
			a.ack(m)
		}
	}))
	a.next++
}
