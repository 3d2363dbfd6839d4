package invariants

import (
	"sort"

	"github.com/seatrial/seatrial/sim/history"
)

// Decisions sums up what was decided in a history, and nothing of when: which
// event became durable at which position of which ledger, and what each consumer
// made of it. Two runs that differ only in what clocks said must agree in it
// (I-46). It judges nothing and is not safe for concurrent use.
type Decisions struct {
	index   map[uint64]int32
	streams []StreamDigest
	last    int32 // the stream of the record before
}

// StreamDigest is what was decided in one ledger or by one consumer of one.
type StreamDigest struct {
	Name  string // "pod/tx", "planner/tx of pod/tx"
	Count uint64
	Sum   uint64 // of the hashes of its decisions, whose order is in them
	key   uint64
}

// NewDecisions returns an empty digest.
func NewDecisions() *Decisions { return &Decisions{index: make(map[uint64]int32)} }

// See enters a record. It looks at appends, applies and rejects only.
func (d *Decisions) See(r *history.Record) {
	var s *StreamDigest
	var pos uint64
	switch r.Kind {
	case history.KindAppend:
		s, pos = d.stream(r.Stream, history.Name{}), r.Pos
	case history.KindApply, history.KindReject:
		s, pos = d.stream(r.Source, r.Consumer), r.SourcePos
	default:
		return
	}
	h := join(join(r.Type.Key, r.Entity.Key), join(r.Version, uint64(r.Epoch)<<8|uint64(r.Kind)))
	s.Count++
	s.Sum += join(h, pos)
}

func (d *Decisions) stream(ledger, consumer history.Name) *StreamDigest {
	key := join(ledger.Key, consumer.Key)
	if int(d.last) < len(d.streams) && d.streams[d.last].key == key {
		return &d.streams[d.last]
	}
	i, ok := d.index[key]
	if !ok {
		i = int32(len(d.streams))
		name := ledger.Text
		if !consumer.IsZero() {
			name = consumer.Text + " of " + name
		}
		d.index[key] = i
		d.streams = append(d.streams, StreamDigest{Name: name, key: key})
	}
	d.last = i
	return &d.streams[i]
}

// Digest returns what was decided so far, in the order of the names.
func (d *Decisions) Digest() []StreamDigest {
	out := append([]StreamDigest(nil), d.streams...)
	sort.Slice(out, func(a, b int) bool { return out[a].Name < out[b].Name })
	return out
}
