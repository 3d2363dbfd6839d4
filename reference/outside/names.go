package outside

import (
	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/seal"
	"github.com/seatrial/seatrial/sim/history"
)

// names takes tokens of orders back. A token cannot be computed backwards, so
// whoever holds the key makes the tokens of all orders and looks: those numbered
// near the last one found first, then all others. Nobody without the key can.
type names struct {
	lock   Lock
	region string
	epochs map[seal.Epoch]*numbered // looked up, never ranged over
	last   uint64                   // the greatest number found so far
}

// numbered is the tokens of some orders under the keys of one epoch.
type numbered struct {
	tokens *seal.Tokens
	from   uint64 // the numbers from here
	next   uint64 // up to here, itself not, are known
	known  event.Index[uint64]
}

const (
	epochsMax  = 16      // remembered; then all are forgotten, and found again
	ordersNear = 128     // before the last one found
	ordersStep = 1 << 11 // numbers that are tried before others are
	ordersMax  = 1 << 17 // numbers beyond the last one found that there can be
)

// of returns the name of an order of which only the token is known.
func (n *names) of(token string) (string, bool) {
	e, ok := seal.TokenEpoch(token)
	if !ok {
		return "", false
	}
	at := n.epoch(e)
	key := history.Hash(token)
	for _, reach := range [...]struct{ from, next uint64 }{
		{at.from, at.next}, {at.from, n.last + ordersStep}, {1, n.last + ordersStep}, {1, n.last + ordersMax},
	} {
		n.learn(at, reach.from, reach.next)
		if found, ok := at.known.Get(key); ok {
			n.last = max(n.last, found)
			return event.OrderName(n.region, found), true
		}
	}
	return "", false
}

// epoch returns what is known of an epoch.
func (n *names) epoch(e seal.Epoch) *numbered {
	if at := n.epochs[e]; at != nil {
		return at
	}
	if len(n.epochs) >= epochsMax || n.epochs == nil {
		n.epochs = map[seal.Epoch]*numbered{}
	}
	from := max(n.last, ordersNear+1) - ordersNear
	at := &numbered{tokens: n.lock.Ring.Tokens(n.lock.Scope, e), from: from, next: from}
	n.epochs[e] = at
	return at
}

// learn makes the tokens of the numbers from one to another that are not known.
func (n *names) learn(at *numbered, from, next uint64) {
	for ; at.next < next; at.next++ {
		n.note(at, at.next)
	}
	for ; at.from > from; at.from-- {
		n.note(at, at.from-1)
	}
}

func (n *names) note(at *numbered, number uint64) {
	at.known.Set(history.Hash(at.tokens.Fresh(event.FieldEntity, event.OrderName(n.region, number))), number)
}
