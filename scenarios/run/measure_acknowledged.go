package run

import "github.com/seatrial/seatrial/sim/history"

// acknowledged follows commands from their answer to what was done of them. A command
// that was answered ok is done when an owner's ledger has something of it (append with
// Op); one that a standby took is settled when it was returned, or listed for somebody.
// Only commands of a type that was seen to leave something are held to their answer.
type acknowledged struct {
	asked  map[uint64]uint64 // type by command, while it is under way
	owed   map[uint64]uint64 // type by command that was answered ok, and nothing is done
	done   keyring
	leaves map[uint64]bool // types of commands that leave something
	oks    int64
	lost   int64 // when the run ended
}

func newAcknowledged() acknowledged {
	return acknowledged{asked: make(map[uint64]uint64), owed: make(map[uint64]uint64), leaves: make(map[uint64]bool)}
}

func (a *acknowledged) see(r *history.Record) {
	op := r.Op.Key
	if r.Op.IsZero() {
		return
	}
	switch r.Kind {
	case history.KindInvoke:
		if _, again := a.asked[op]; !again && len(a.asked) < ordersMax {
			a.asked[op] = r.Type.Key
		}
	case history.KindOK:
		typ, ok := a.asked[op]
		if !ok {
			return // answered before
		}
		a.oks++
		if delete(a.asked, op); !a.done.has(op) && len(a.owed) < ordersMax {
			a.owed[op] = typ
		}
	case history.KindFail:
		delete(a.asked, op)
	case history.KindAppend:
		if typ, ok := a.asked[op]; ok {
			a.leaves[typ] = true
		}
		a.settle(op)
	case history.KindLease:
		if l := r.Label.Text; l == history.LabelReturned || l == history.LabelListed {
			a.settle(op)
		}
	}
}

// settle notes that something became of a command.
func (a *acknowledged) settle(op uint64) {
	if typ, ok := a.owed[op]; ok {
		a.leaves[typ] = true
		delete(a.owed, op)
	}
	a.done.add(op)
}

func (a *acknowledged) seal() {
	for _, typ := range a.owed { // a sum does not depend on the order
		if a.leaves[typ] {
			a.lost++
		}
	}
	a.asked, a.owed, a.done, a.leaves = nil, nil, keyring{}, nil
}

func (a *acknowledged) merge(b *acknowledged) {
	a.oks += b.oks
	a.lost += b.lost
}
