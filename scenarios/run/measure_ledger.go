package run

import (
	"strings"

	"github.com/seatrial/seatrial/sim/history"
)

// ledgers follows events from their append until every consumer that the header
// names has settled them.
type ledgers struct {
	index table
	items []*ledger
}

// ledger is one stream of appended events.
type ledger struct {
	name    history.Name
	region  int
	types   table // event type -> meaning
	means   []meaning
	follows []int32 // queues that follow it, as the header says
	slots   []slot  // a ring by position; its length is a power of two
	last    uint64  // highest position
	count   int64   // events appended
	stored  int64   // of these, the bus has had
	heard   bool    // the bus was seen to store
	peak    int64   // most events it was ahead of its bus
}

// meaning is what an event type of one ledger means. A type belongs to one kind
// of entity, so the first event of a type decides.
type meaning struct {
	class   class
	queues  []int32 // of the consumers that want it
	ordered bool
}

// slot is an event under way.
type slot struct {
	pos   uint64
	at    int64
	count int64 // events appended up to it
	class class
	wait  uint8 // consumers that have not settled it
}

// The ring of a ledger grows while events are under way, up to half an hour of
// 150 events a second.
const (
	slotsMin = 1 << 10
	slotsMax = 1 << 18
)

func (l *ledgers) of(name history.Name) *ledger {
	if i, ok := l.index.get(name.Key); ok {
		return l.items[i]
	}
	l.index.put(name.Key, int32(len(l.items)))
	l.items = append(l.items, &ledger{name: name, slots: make([]slot, slotsMin)})
	return l.items[len(l.items)-1]
}

func (l *ledgers) seal() {
	for _, x := range l.items {
		x.slots = nil
	}
}

// find returns the event at a position, nil if it is not known any more.
func (l *ledger) find(pos uint64) *slot {
	if len(l.slots) == 0 {
		return nil
	}
	if s := &l.slots[pos&uint64(len(l.slots)-1)]; s.pos == pos && pos > 0 {
		return s
	}
	return nil
}

// take returns the slot of a new position. It reports false if an event had to
// be forgotten for it.
func (l *ledger) take(pos uint64) (*slot, bool) {
	for {
		s := &l.slots[pos&uint64(len(l.slots)-1)]
		if s.wait == 0 || s.pos == pos {
			return s, true
		}
		if len(l.slots) >= slotsMax {
			return s, false
		}
		l.grow()
	}
}

func (l *ledger) grow() {
	wider := make([]slot, 2*len(l.slots))
	for _, s := range l.slots {
		if s.pos > 0 {
			wider[s.pos&uint64(len(wider)-1)] = s
		}
	}
	l.slots = wider
}

// append measures an owner's event.
func (m *Measure) append(r *history.Record) {
	l := m.ledgers.of(r.Stream)
	if l.count == 0 {
		l.region = m.regions.of(r.Region)
	}
	w := m.meaning(l, r)
	l.count++
	l.last = max(l.last, r.Pos)
	if r.Pos > 0 {
		s, ok := l.take(r.Pos)
		if !ok {
			m.counts[forgotten]++
		}
		*s = slot{pos: r.Pos, at: r.At, count: l.count, class: w.class, wait: uint8(len(w.queues))}
	}
	for _, q := range w.queues {
		m.queues.items[q].accepted++
	}
	if w.ordered {
		m.ordered(r, w.class, l.region)
		m.costs.entry(r)
	}
	m.ahead(l, r.At)
	if m.strips != nil {
		m.hubLag(w.queues, l.region, r.At)
	}
}

// meaning returns what the type of an event means in its ledger.
func (m *Measure) meaning(l *ledger, r *history.Record) *meaning {
	if i, ok := l.types.get(r.Type.Key); ok {
		return &l.means[i]
	}
	kind, _, _ := strings.Cut(r.Entity.Text, "/")
	w := meaning{class: classOf(r.Type.Text, kind), ordered: kind == "order"}
	for _, q := range l.follows {
		if len(w.queues) < 255 && m.queues.items[q].wants(kind, r.Type.Text) {
			w.queues = append(w.queues, q)
		}
	}
	l.types.put(r.Type.Key, int32(len(l.means)))
	l.means = append(l.means, w)
	return &l.means[len(l.means)-1]
}

// store measures how far the bus is behind the ledger. What it stores again,
// because it lost it, was not waiting in between.
func (m *Measure) store(r *history.Record) {
	l := m.ledgers.of(r.Source)
	l.heard = true
	n := l.stored
	if s := l.find(r.SourcePos); s != nil {
		n = s.count
	} else if r.SourcePos <= l.last {
		n = l.count - int64(l.last-r.SourcePos)
	}
	if n <= l.stored {
		m.counts[storedAgain]++
	}
	l.stored = max(l.stored, n)
	m.ahead(l, r.At)
}

// ahead notes by how many events a ledger is ahead of its bus.
func (m *Measure) ahead(l *ledger, at int64) {
	n := l.count - l.stored
	if l.peak = max(l.peak, n); !l.heard {
		return // it may have no bus at all
	}
	m.counts[backlog] = max(m.counts[backlog], l.peak)
	if m.strips != nil {
		m.strips.set(backlogStrip, l.region, at, n)
	}
}
