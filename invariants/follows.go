package invariants

import (
	"slices"

	"github.com/seatrial/seatrial/sim/history"
)

// follows says who is to apply which events, by the header, and how far each
// consumer is with each ledger. A pair of consumer and ledger is a [follower].
type follows struct {
	items   []follower
	pairs   table[int32]
	sources table[*source]
	ledgers []*source       // the same, by index
	kinds   map[string]bool // entity kinds that some consumer names
}

// source is one ledger with its followers.
type source struct {
	name  history.Name
	index int32         // in the order of their discovery
	items []int32       // into follows.items; to the first [dueMax] something is due
	wants table[uint32] // by event type and entity kind: a bit per follower
	ruled bool          // the header lists a follower
	last  uint64        // position of the newest append
}

// follower is one consumer of one ledger.
type follower struct {
	rule      history.Consumer
	consumer  history.Name
	source    history.Name
	listed    bool  // the header says so
	heard     bool  // the history has a record of it
	bit       uint8 // in its source
	index     int32 // in follows.items
	wanted    uint64
	settled   uint64 // of those, with an effect or a receipt
	closed    marks  // settled, or not wanted
	delivered marks  // at least once
	parked    uint64 // waiting at the consumer (I-26)
	loose     bool   // its records carry no positions: nothing can be said of what is missing
}

// dueMax is the number of listed followers of a ledger that are judged by what
// they should have got.
const dueMax = 32

func newFollows(h *history.Header) *follows {
	f := &follows{kinds: make(map[string]bool)}
	for _, c := range h.Consumers {
		for _, kind := range c.Entities {
			f.kinds[kind] = true
		}
		for _, s := range c.Sources {
			w := f.add(c, history.N(c.Name), history.N(s))
			w.listed = w.bit < dueMax
			f.source(w.source).ruled = true
		}
	}
	return f
}

func (f *follows) add(rule history.Consumer, consumer, src history.Name) *follower {
	s := f.source(src)
	if s == nil {
		s = &source{name: src, index: int32(len(f.ledgers))}
		f.ledgers = append(f.ledgers, s)
		f.sources.put(src.Key, s)
	}
	i := int32(len(f.items))
	f.items = append(f.items, follower{rule: rule, consumer: consumer, source: src, index: i, bit: uint8(min(len(s.items), dueMax))})
	f.pairs.put(join(consumer.Key, src.Key), i)
	s.items = append(s.items, i)
	return &f.items[i]
}

// source returns a ledger that somebody is known to follow, or nil.
func (f *follows) source(name history.Name) *source {
	if s := f.sources.ref(name.Key); s != nil {
		return *s
	}
	return nil
}

// follower returns the pair a record of a consumer is about. A consumer that
// the header does not list is followed too, but nothing is due to it. The
// pointer is good until the next unlisted consumer.
func (f *follows) follower(r *history.Record) *follower {
	if i := f.pairs.ref(join(r.Consumer.Key, r.Source.Key)); i != nil {
		return &f.items[*i]
	}
	return f.add(history.Consumer{}, r.Consumer, r.Source)
}

// append enters an owner's event and returns its source, nil if nobody is known
// to follow it, and the followers it is due to. A position that was already
// written is due to nobody; that it was is for I-06 to say.
func (f *follows) append(r *history.Record) (*source, uint32) {
	s := f.source(r.Stream)
	if s == nil || r.Pos != 0 && r.Pos <= s.last {
		return s, 0
	}
	if r.Pos > s.last+1 || s.last == 0 {
		f.skip(s, r.Pos)
	}
	s.last = r.Pos
	wants := s.mask(f, r)
	for i, at := range s.items {
		switch w := &f.items[at]; {
		case wants&(1<<i) != 0:
			w.wanted++
		case w.listed:
			w.closed.add(r.Pos)
		}
	}
	return s, wants
}

// skip settles the positions between the last append and the next, which are
// about nothing that a history speaks of. The first append is where a history
// begins.
func (f *follows) skip(s *source, next uint64) {
	for _, i := range s.items {
		switch w := &f.items[i]; {
		case !w.listed:
		case s.last == 0:
			w.closed.begin(next)
			w.delivered.begin(next)
		default:
			w.closed.fill(s.last+1, next-1)
		}
	}
}

// mask returns the listed followers that want an event.
func (s *source) mask(f *follows, r *history.Record) uint32 {
	kind := kindOf(r.Entity.Text)
	key := join(r.Type.Key, history.Hash(kind))
	if mask := s.wants.ref(key); mask != nil {
		return *mask
	}
	var mask uint32
	for bit, i := range s.items {
		if w := &f.items[i]; bit < dueMax && w.listed && w.wants(kind, r.Type.Text) {
			mask |= 1 << bit
		}
	}
	s.wants.put(key, mask)
	return mask
}

// wants reports whether the rule of the follower takes a type of an entity kind.
func (w *follower) wants(kind, typ string) bool {
	c := &w.rule
	return (len(c.Entities) == 0 || slices.Contains(c.Entities, kind)) &&
		(len(c.Types) == 0 || slices.Contains(c.Types, typ))
}

// takes is wants for a consumer's own record, whose entity may have become a
// token on the way; then the type decides.
func (f *follows) takes(w *follower, r *history.Record) bool {
	kind := kindOf(r.Entity.Text)
	if !f.kinds[kind] && len(w.rule.Entities) > 0 {
		kind = w.rule.Entities[0]
	}
	return w.wants(kind, r.Type.Text)
}

// settle marks a position as settled and reports whether it was open until now.
func (w *follower) settle(pos uint64) bool {
	w.heard = true
	return w.excuse(pos)
}

// excuse is settle by somebody else than the follower.
func (w *follower) excuse(pos uint64) bool {
	if !w.closed.add(pos) {
		return false
	}
	w.settled++
	return true
}

// kept calls do for every follower that a decision keeps an event from, by the
// policy of the region that it is in.
func (f *follows) kept(r *history.Record, do func(*follower)) {
	s := f.source(r.Source)
	if s == nil || r.Label.Text != "deny" || r.SourcePos == 0 {
		return
	}
	for _, i := range s.items {
		if w := &f.items[i]; w.listed && w.rule.Region == r.To.Text {
			do(w)
		}
	}
}

// owed returns how many events the follower should have settled and has not.
func (w *follower) owed() uint64 {
	if w.settled >= w.wanted {
		return 0
	}
	return w.wanted - w.settled
}
