package live

import "github.com/seatrial/seatrial/sim"

// recentMax is how many entries a machine's host remembers: some windows of a relay
// that catches up.
const recentMax = 2048

// recent are the entries that a machine wrote last, so that one which reads its own
// ledger right behind its pen does not wait for the store to decode them again. The
// zero value is empty.
type recent struct {
	entries []*sim.Message
	last    uint64 // position of the last one
}

// add remembers a batch whose first entry has position first.
func (r *recent) add(first uint64, batch []*sim.Message) {
	if first != r.last+1 {
		r.entries = r.entries[:0]
	}
	r.entries = append(r.entries, batch...)
	r.last = first + uint64(len(batch)) - 1
	if len(r.entries) > 2*recentMax {
		kept := copy(r.entries, r.entries[len(r.entries)-recentMax:])
		clear(r.entries[kept:])
		r.entries = r.entries[:kept]
	}
}

// read returns up to n entries from pos on, or nil if the first is not remembered.
func (r *recent) read(pos uint64, n int) []*sim.Message {
	oldest := r.last + 1 - uint64(len(r.entries))
	if n <= 0 || pos < oldest || pos > r.last {
		return nil
	}
	from := r.entries[pos-oldest:]
	return append([]*sim.Message(nil), from[:min(n, len(from))]...)
}
