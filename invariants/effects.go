package invariants

import (
	"fmt"

	"github.com/seatrial/seatrial/sim/history"
)

// effects is the ledger of the partners: what really happened outside, by the
// idempotency key it was asked for with, and by the order line it was for. Both
// are remembered for the horizon of a key, and in a short history for ever.
type effects struct {
	byKey  recent[Ref]
	byLine recent[effect]
}

type effect struct {
	key string
	ref Ref
}

func newEffects(hold int64) effects {
	return effects{byKey: newRecent[Ref](hold), byLine: newRecent[effect](hold)}
}

// see enters an effect. A second one under the same key, or for the same line
// under another key, is a breach.
func (e *effects) see(r *history.Record, out *Result) {
	if !r.Op.IsZero() {
		key := join(r.Op.Key, r.Type.Key)
		if first, ok := e.byKey.get(key); ok {
			out.Evaluated++
			out.Breach(r, func() string {
				return fmt.Sprintf("%s: the %s asked for with key %s happened twice", lineText(r.Entity.Text, r.Line), word(r), r.Op)
			}, first)
			return
		}
		e.byKey.add(key, refer(r), r.At)
	}
	if r.Entity.IsZero() {
		return
	}
	key := join(join(r.Entity.Key, uint64(r.Line)), r.Type.Key)
	if first, ok := e.byLine.get(key); ok {
		out.Evaluated++
		out.Breach(r, func() string {
			return fmt.Sprintf("%s: %s happened twice: keys %s and %s", lineText(r.Entity.Text, r.Line), word(r), first.key, r.Op)
		}, first.ref)
		return
	}
	e.byLine.add(key, effect{key: r.Op.Text, ref: refer(r)}, r.At)
}

// word names what the partner did.
func word(r *history.Record) string {
	if r.Type.IsZero() {
		return "effect"
	}
	return r.Type.Text
}
