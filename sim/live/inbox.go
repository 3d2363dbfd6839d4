package live

import (
	"sync"

	"github.com/seatrial/seatrial/sim"
)

// arrival is one thing that came for a machine.
type arrival struct {
	life   uint32 // the incarnation it is meant for; 0 = whichever is up
	in     sim.Input
	kind   arrivalKind
	pos    uint64     // durable: the last position
	effect sim.Effect // late: the call
	err    error      // durable: why not
	// reply is where a delivery is answered.
	reply  string
	ticket uint64 // of the publish or the look at a bus that it answers
	lagged bool   // a slow consumer has come to it

	fault, why string        // wake: a fault that takes the machine down, and how
	done       chan struct{} // wake: closed when it was obeyed; nil = nobody waits
}

// arrivalKind says what came.
type arrivalKind uint8

const (
	comesInput   arrivalKind = iota // in is for the machine
	comesDurable                    // its ledger is durable up to pos
	comesLate                       // a call that a fault held back may go
	comesWake                       // look again: a lever moved
)

// inbox holds what came for a machine, in order, until it has time. It never
// blocks who brings something, and has no bound: what a bus or a peer may have
// open bounds it.
type inbox struct {
	mu    sync.Mutex
	items []arrival
	spare []arrival
	ready chan struct{}
}

func newInbox() *inbox { return &inbox{ready: make(chan struct{}, 1)} }

// put adds an arrival.
func (b *inbox) put(a arrival) {
	b.mu.Lock()
	b.items = append(b.items, a)
	b.mu.Unlock()
	select {
	case b.ready <- struct{}{}:
	default:
	}
}

// take returns everything that has come. The slice is good until the next call.
func (b *inbox) take() []arrival {
	b.mu.Lock()
	defer b.mu.Unlock()
	taken := b.items
	clear(b.spare)
	b.items, b.spare = b.spare[:0], taken
	return taken
}
