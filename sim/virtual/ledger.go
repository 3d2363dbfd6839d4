package virtual

import "github.com/seatrial/seatrial/sim"

// ledger is a machine's disk: what it wrote, and how far that is durable. A
// process kill keeps what was written; a power loss keeps what was synced and,
// of the rest, whole batches from the front at best.
type ledger struct {
	entries  []*sim.Message
	base     uint64 // position of entries[0]
	next     uint64 // position of the next append
	durable  uint64 // last synced position
	told     uint64 // last position shown to the witnesses
	syncing  bool
	ends     []uint64 // last positions of the batches that are not synced, oldest first
	snapshot []byte
	snapPos  uint64
}

func newLedger() ledger { return ledger{base: 1, next: 1} }

// written is the last position written.
func (l *ledger) written() uint64 { return l.next - 1 }

func (l *ledger) append(m *sim.Message) {
	l.entries = append(l.entries, m)
	l.next++
}

// at returns the entry at pos, or nil if it is gone or not there yet.
func (l *ledger) at(pos uint64) *sim.Message {
	if pos < l.base || pos >= l.next {
		return nil
	}
	return l.entries[pos-l.base]
}

// slice returns up to n entries from pos on.
func (l *ledger) slice(pos uint64, n int) (first uint64, tail []*sim.Message) {
	pos = max(pos, l.base)
	if pos >= l.next {
		return pos, nil
	}
	from := int(pos - l.base)
	to := min(from+max(n, 0), len(l.entries))
	return pos, l.entries[from:to:to]
}

// synced moves the durable mark and forgets the batches behind it.
func (l *ledger) synced(pos uint64) {
	l.durable = max(l.durable, pos)
	n := 0
	for n < len(l.ends) && l.ends[n] <= l.durable {
		n++
	}
	l.ends = l.ends[:copy(l.ends, l.ends[n:])]
}

// cut drops everything behind pos.
func (l *ledger) cut(pos uint64) {
	keep := int(pos + 1 - l.base)
	clear(l.entries[keep:])
	l.entries = l.entries[:keep]
	l.next = pos + 1
	l.ends = l.ends[:0]
}

// keep stores a snapshot of what the entries up to at came to, and forgets the
// entries before pos that it covers.
func (l *ledger) keep(snapshot []byte, at, pos uint64) {
	l.snapshot, l.snapPos = snapshot, at
	pos = min(pos, at+1)
	if pos <= l.base {
		return
	}
	n := int(pos - l.base)
	if n < len(l.entries)/2 && n < 1<<16 {
		return // not worth moving yet
	}
	rest := copy(l.entries, l.entries[n:])
	clear(l.entries[rest:])
	l.entries, l.base = l.entries[:rest], pos
}
