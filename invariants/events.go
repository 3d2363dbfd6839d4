package invariants

import "github.com/seatrial/seatrial/sim/history"

// events remembers what each event id stands for (I-05) and who has still to
// settle it (I-08). The promises judged together share one: to find an event
// among all of the last minute is what costs most, and each record is about one.
type events struct {
	seen recent[happening]
	key  uint64     // asked for last
	last *happening // its place; nil = not remembered, or not looked for
}

// happening is one event.
type happening struct {
	ref    Ref
	what   uint32 // hash of type and version
	entity uint32 // hash of the entity
	source int32  // in follows.ledgers
	wants  uint32 // a bit per follower of its ledger that it is due to
	owes   uint32 // those that have not settled it
	meant  bool   // what and entity are known
}

// sharer is a checker that can remember events together with others.
type sharer interface{ share(*events) }

func newEvents(hold int64) *events { return &events{seen: newRecent[happening](hold)} }

// find returns an event, or nil. The pointer is good until the next find of
// another.
func (e *events) find(key uint64) *happening {
	if e.last != nil && e.key == key {
		return e.last
	}
	e.key, e.last = key, e.seen.ref(key)
	return e.last
}

// at returns the event of a record, new if it is not remembered.
func (e *events) at(r *history.Record) *happening {
	if h := e.find(r.Event.Key); h != nil {
		return h
	}
	e.last = e.seen.add(r.Event.Key, happening{ref: refer(r)}, r.At)
	return e.last
}

// mean says what the event of a record stands for, unless that is known; then it
// returns what is.
func (e *events) mean(r *history.Record) (known *happening) {
	h := e.at(r)
	if h.meant {
		return h
	}
	h.what, h.entity, h.meant = meaning(r), uint32(r.Entity.Key), true
	return nil
}

// meaning is the hash of type and version.
func meaning(r *history.Record) uint32 { return uint32(join(r.Type.Key, r.Version)) }
