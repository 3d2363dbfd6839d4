package hotpath

import (
	"strconv"
	"strings"

	"github.com/seatrial/seatrial/sim/history"
)

// KeyPrefix begins the idempotency key of every command of the benchmark; its
// number follows.
const KeyPrefix = "bench/"

// Key returns the idempotency key of command n.
func Key(n uint64) string { return KeyPrefix + strconv.FormatUint(n, 10) }

// Watch reads the records of witnesses and reports to a track which command has
// come how far. Nothing that the system says about itself is asked.
type Watch struct {
	track    *Track
	pod      uint64   // key of the ledger whose events are followed
	consumer uint64   // of the read model that follows all of them
	egress   uint64   // of who is delivered what goes to the hub
	hub      uint64   // of who folds it
	command  []uint64 // by position in the ledger, 0 = of no command
	applied  uint64   // position that the consumer has come to: it takes them in order
	folded   uint64   // position up to which the hub has everything
}

// NewWatch returns a watch over the machines of one region, and its hub's.
func NewWatch(t *Track, region, hub string) *Watch {
	return &Watch{track: t, pod: history.Hash("pod/" + region), consumer: history.Hash("dashboard/" + region),
		egress: history.Hash("egress/" + region), hub: history.Hash(hub), command: make([]uint64, 1, 1<<20)}
}

// See takes a record. It is the sink of a world, which shows one at a time.
func (w *Watch) See(r *history.Record) {
	switch r.Kind {
	case history.KindAppend:
		if r.Stream.Key == w.pod {
			w.appended(r)
		}
	case history.KindDeliver:
		if r.Consumer.Key == w.egress {
			w.track.Left(w.of(r.SourcePos))
		}
	case history.KindApply:
		switch r.Consumer.Key {
		case w.consumer:
			if r.SourcePos <= w.applied {
				w.track.Repeat()
				return
			}
			w.applied = r.SourcePos
			w.track.Applied(w.of(r.SourcePos))
		case w.hub:
			if r.SourcePos <= w.folded {
				w.track.Repeat()
				return
			}
			// The hub folds in order and leaves no gap: what may not cross lies in
			// the batch as well.
			for w.folded < r.SourcePos {
				w.folded++
				w.track.Folded(w.of(w.folded))
			}
		}
	}
}

// appended notes which command a position belongs to.
func (w *Watch) appended(r *history.Record) {
	n := uint64(0)
	if digits, ok := strings.CutPrefix(r.Op.Text, KeyPrefix); ok {
		n, _ = strconv.ParseUint(digits, 10, 64) // another's key is of no command
	}
	for uint64(len(w.command)) <= r.Pos {
		w.command = append(w.command, 0)
	}
	w.command[r.Pos] = n
	w.track.Durable(n)
}

// of returns the command that a position belongs to, or 0.
func (w *Watch) of(pos uint64) uint64 {
	if pos < uint64(len(w.command)) {
		return w.command[pos]
	}
	return 0
}
