package consumer

import (
	"fmt"
	"sync"

	"github.com/seatrial/seatrial/bench/load"
	"github.com/seatrial/seatrial/sim/live/broker"
)

// gauge watches a consumer under load: when did each event take effect first, and
// did one do so twice. It may be used concurrently.
type gauge struct {
	silent bool          // effects are not told: acknowledgements count
	ready  chan struct{} // closed when the probe took effect

	base uint64 // messages of the stream that were there before

	mu         sync.Mutex
	sends      map[string]*send
	bySeq      []string
	told       map[string]bool
	duplicated int64
	failed     error // the first effect that nobody understands
}

// send is one event under load.
type send struct {
	op   load.Op
	done bool
}

// probe is the id of the event that asks whether anybody is there.
const probe = "e-probe"

func newGauge(silent bool) *gauge {
	return &gauge{silent: silent, ready: make(chan struct{}), sends: map[string]*send{}, told: map[string]bool{}}
}

// sending notes an event before it is published; nobody else publishes.
func (g *gauge) sending(id string, op load.Op) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.bySeq = append(g.bySeq, id)
	g.sends[id] = &send{op: op}
}

// forget drops the sends of a step that is over, and returns how many effects
// came twice in it.
func (g *gauge) forget() int64 {
	g.mu.Lock()
	defer g.mu.Unlock()
	n := g.duplicated
	g.duplicated = 0
	clear(g.sends)
	clear(g.told)
	return n
}

// watch implements [watcher]. What is acknowledged counts only where nothing is
// told.
func (g *gauge) watch(s broker.Seen) broker.Then {
	switch {
	case s.Kind == broker.Effect:
		g.hear(s.Data)
	case s.Kind == broker.Acked && g.silent:
		g.mu.Lock()
		defer g.mu.Unlock()
		if at := s.Seq - g.base - 1; s.Seq > g.base && at < uint64(len(g.bySeq)) {
			g.done(g.bySeq[at], false)
		}
	}
	return broker.Pass
}

// hear takes effects in from bytes.
func (g *gauge) hear(data []byte) {
	effects, err := ParseEffects(data)
	if err != nil {
		g.complain(err)
	}
	for _, e := range effects {
		if _, err := g.tell(e); err != nil {
			g.complain(err)
		}
	}
}

func (g *gauge) tell(e Effect) (broker.Then, error) {
	if err := e.check(); err != nil {
		return broker.Pass, fmt.Errorf("effect: %w", err)
	}
	if e.Effect != Applied {
		return broker.Pass, nil
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if e.EffectID != "" {
		if g.told[e.EffectID] {
			return broker.Pass, nil
		}
		g.told[e.EffectID] = true
	}
	g.done(e.EventID, true)
	return broker.Pass, nil
}

// done says that an event took effect; the lock is held.
func (g *gauge) done(id string, effect bool) {
	s := g.sends[id]
	switch {
	case s == nil:
	case s.done && effect:
		g.duplicated++
	case !s.done && id == probe:
		s.done = true
		close(g.ready)
	case !s.done:
		s.done = true
		s.op.Done(nil)
	}
}

func (g *gauge) complain(err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.failed == nil {
		g.failed = err
	}
}

func (g *gauge) greet() {}

func (g *gauge) fault() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.failed
}
