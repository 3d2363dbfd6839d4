package outside

import (
	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/seal"
	"github.com/seatrial/seatrial/sim/history"
)

// names takes tokens of orders back. A token cannot be computed backwards, so
// whoever holds the key makes the tokens of all orders and looks: those numbered
// near the last one found first, of everybody who gives numbers, then all others.
// Nobody without the key can.
type names struct {
	lock   Lock
	region string
	epochs map[seal.Epoch]*numbered // looked up, never ranged over
	last   [givers]uint64           // the greatest number found so far, or the one before the first; 0 = none yet
}

// begins are the numbers before the first, of everybody who gives numbers to orders.
var begins = [...]uint64{0, event.FileOrders, event.RedrivenOrders}

const givers = len(begins)

// numbered is the tokens of some orders under the keys of one epoch.
type numbered struct {
	tokens *seal.Tokens
	spans  [givers]span
	known  event.Index[uint64]
}

// span is the numbers of which the tokens are known: from one, up to another that
// is not among them.
type span struct{ from, next uint64 }

const (
	epochsMax  = 16  // remembered; then all are forgotten, and found again
	ordersNear = 128 // before the last one found
)

// tries are how far beyond the last one found orders are looked for, and whether
// also as far back as there are any.
var tries = [...]struct {
	ahead uint64
	all   bool
}{{0, false}, {ordersNear, false}, {1 << 11, false}, {1 << 11, true}, {1 << 17, true}}

// of returns the number of an order of which only the token is known.
func (n *names) of(token string) (number uint64, ok bool) {
	e, ok := seal.TokenEpoch(token)
	if !ok {
		return 0, false
	}
	at := n.epoch(e)
	key := history.Hash(token)
	for _, try := range tries {
		for giver := range givers {
			from := at.spans[giver].from
			if try.all {
				from = begins[giver] + 1
			}
			n.learn(at, &at.spans[giver], from, n.lastOf(giver)+try.ahead)
			if found, ok := at.known.Get(key); ok {
				n.found(found)
				return found, true
			}
		}
	}
	return 0, false
}

func (n *names) lastOf(giver int) uint64 { return max(n.last[giver], begins[giver]) }

// found notes the number of an order for whoever gave it.
func (n *names) found(number uint64) {
	giver := giverOf(number)
	n.last[giver] = max(n.last[giver], number)
}

// giverOf returns who gave an order its number.
func giverOf(number uint64) int {
	giver := givers - 1
	for begins[giver] >= number {
		giver--
	}
	return giver
}

// epoch returns what is known of an epoch.
func (n *names) epoch(e seal.Epoch) *numbered {
	if at := n.epochs[e]; at != nil {
		return at
	}
	if len(n.epochs) >= epochsMax || n.epochs == nil {
		n.epochs = map[seal.Epoch]*numbered{}
	}
	at := &numbered{tokens: n.lock.Ring.Tokens(n.lock.Scope, e)}
	for giver := range givers {
		from := max(n.lastOf(giver), begins[giver]+ordersNear+1) - ordersNear
		at.spans[giver] = span{from, from}
	}
	n.epochs[e] = at
	return at
}

// learn makes the tokens of the numbers from one to another that are not known.
func (n *names) learn(at *numbered, known *span, from, next uint64) {
	for ; known.next < next; known.next++ {
		n.note(at, known.next)
	}
	for ; known.from > from; known.from-- {
		n.note(at, known.from-1)
	}
}

func (n *names) note(at *numbered, number uint64) {
	at.known.Set(history.Hash(at.tokens.Fresh(event.FieldEntity, event.OrderName(n.region, number))), number)
}
