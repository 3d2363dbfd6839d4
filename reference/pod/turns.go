package pod

import "github.com/seatrial/seatrial/sim"

// turns lets events take effect strictly in the order of the owner's ledger: one
// that comes too early is kept back, not acknowledged, until what is missing before
// it has come.
type turns struct {
	mark   uint64            // position of the last event that had its turn
	parked map[uint64]parked // by position; looked up, never ranged over
}

func newTurns() turns { return turns{parked: map[uint64]parked{}} }

// park keeps an event back. Redelivered, it only gets a new token; one that is too
// far ahead goes back to the bus.
func (t *turns) park(v parked, out *sim.Effects) {
	pos := v.msg.Head.Pos
	if pos > t.mark+parkedMax {
		out.Reach("park-full")
		out.Nak(v.token, nakAfter)
		return
	}
	out.Reach("gap-parked")
	t.parked[pos] = v
}

// next returns the parked event whose turn it is, if there is one; it is parked no
// more.
func (t *turns) next(out *sim.Effects) (parked, bool) {
	v, ok := t.parked[t.mark+1]
	if ok {
		delete(t.parked, t.mark+1)
		out.Reach("gap-filled")
	}
	return v, ok
}
