package invariants

import (
	"fmt"

	"github.com/seatrial/seatrial/sim/history"
)

// MonotonicVersions is I-06: what a consumer accepts of an entity only ever
// gets newer, one version after the other.
//
// ALWAYS: an owner writes versions 1, 2, 3 ... of an entity, at rising positions
// and never with an older epoch (append); a consumer accepts a version only if it
// is above the last one and its epoch is not below (apply); it skips none, if it
// follows every type of the entity; it refuses none as stale that is newer than
// all it has (reject); it parks no more than the bound. Q: nothing is parked.
// What was dead-lettered or shed counts as passed.
//
// Evaluations are the decisions that could go wrong: a delivery at or behind the
// newest effect of its ledger, a version parked or refused, and the first entry
// of an owner's new epoch. An entity first met above version 1 began before the
// history and is taken as it is. What a consumer parks of a ledger that it does
// not follow waits for nothing, and is not judged here.
var MonotonicVersions = Promise{
	ID: "I-06", Name: "monotonic-versions", Mode: Always, Safety: true,
	Title: "A newer state is never overwritten by an older one.",
	Sees:  history.Of(history.KindAppend, history.KindDeliver, history.KindApply, history.KindReject),
	New:   newVersions,
}

type versions struct {
	terminal table[bool]
	partial  table[bool] // listed consumers, and whether they follow some types only and may see gaps
	listed   table[bool] // readers of the header
	writers  table[*writer]
	readers  table[*reader]
	parked   parking
	entities *roster[versioned]
}

// writer is one ledger.
type writer struct {
	pos   uint64
	epoch uint32
	last  Ref
}

// reader is one consumer of one ledger.
type reader struct {
	id    uint64
	pos   uint64 // of its newest effect
	epoch uint32
}

// versioned is one entity, at its owner and at its consumers.
type versioned struct {
	owner  uint64 // newest version written; 0 = no append seen
	whole  bool   // seen from version 1 on
	closed bool
	last   Ref
	at     []progress
}

// progress is how far one consumer is with one entity.
type progress struct {
	consumer uint64
	version  uint64
	epoch    uint32
	loose    bool // something it never got was passed over
	last     Ref
}

func newVersions(h *history.Header) Checker {
	c := &versions{
		terminal: terminals(h),
		parked:   newParking(h.Bounds.ParkedMax),
	}
	for _, k := range h.Consumers {
		c.partial.put(history.Hash(k.Name), len(k.Types) > 0)
		for _, s := range k.Sources {
			c.listed.put(join(history.Hash(k.Name), history.Hash(s)), true)
		}
	}
	open := func(e *versioned) bool { return e.owner > 0 && !e.closed }
	c.entities = newRoster(h.Bounds.HorizonNano, open, func(e *versioned) { *e = versioned{at: e.at[:0]} })
	return c
}

func (c *versions) See(r *history.Record, out *Result) {
	switch r.Kind {
	case history.KindAppend:
		c.write(r, out)
		if r.Version > 0 {
			c.own(r, out)
		}
	case history.KindDeliver:
		if r.SourcePos > 0 && r.SourcePos <= c.reader(r).pos {
			out.Evaluated++
		}
	case history.KindApply:
		c.apply(r, out)
	case history.KindReject:
		c.reject(r, out)
	}
}

// write checks that a ledger grows at its end, under one writer.
func (c *versions) write(r *history.Record, out *Result) {
	at := c.writers.ref(r.Stream.Key)
	if at == nil {
		c.writers.put(r.Stream.Key, &writer{pos: r.Pos, epoch: r.Epoch, last: refer(r)})
		return
	}
	w := *at
	if r.Epoch > w.epoch {
		out.Evaluated++
	}
	if r.Epoch < w.epoch || r.Pos > 0 && r.Pos < w.pos {
		last := *w
		out.Evaluated++
		out.Breach(r, func() string {
			return fmt.Sprintf("%s: position %d of epoch %d written after position %d of epoch %d", r.Stream, r.Pos, r.Epoch, last.pos, last.epoch)
		}, last.last)
	}
	*w = writer{pos: r.Pos, epoch: r.Epoch, last: refer(r)}
}

// own checks that an owner's versions of an entity have no gap and no repeat.
func (c *versions) own(r *history.Record, out *Result) {
	e := c.entities.find(r.Entity.Key)
	if e == nil {
		e = c.entities.add(r.Entity.Key, r.At)
		e.whole = r.Version == 1
	} else if e.owner > 0 && r.Version != e.owner+1 {
		owner := e.owner
		out.Evaluated++
		out.Breach(r, func() string {
			return fmt.Sprintf("%s: the owner wrote v%d after v%d", r.Entity, r.Version, owner)
		}, e.last)
	}
	e.owner, e.last = r.Version, refer(r)
	e.closed = r.State.Key != 0 && c.terminal.ref(r.State.Key) != nil
}

func (c *versions) reader(r *history.Record) *reader {
	id := join(r.Consumer.Key, r.Source.Key)
	if w := c.readers.ref(id); w != nil {
		return *w
	}
	return *c.readers.put(id, &reader{id: id})
}

// at returns an entity and how far a consumer is with it.
func (c *versions) at(r *history.Record) (*versioned, *progress) {
	e := c.entities.find(r.Entity.Key)
	if e == nil {
		e = c.entities.add(r.Entity.Key, r.At)
	}
	for i := range e.at {
		if e.at[i].consumer == r.Consumer.Key {
			return e, &e.at[i]
		}
	}
	e.at = append(e.at, progress{consumer: r.Consumer.Key})
	return e, &e.at[len(e.at)-1]
}

func (c *versions) apply(r *history.Record, out *Result) {
	w := c.reader(r)
	w.pos, w.epoch = max(w.pos, r.SourcePos), max(w.epoch, r.Epoch)
	c.parked.remove(w.id, r)
	if r.Version == 0 {
		return
	}
	e, p := c.at(r)
	old := *p
	switch {
	case p.version > 0 && (r.Version <= p.version || r.Epoch < p.epoch):
		out.Evaluated++
		out.Breach(r, func() string {
			return fmt.Sprintf("%s accepted %s v%d of epoch %d after v%d of epoch %d", r.Consumer, r.Entity, r.Version, r.Epoch, old.version, old.epoch)
		}, old.last)
	case r.Version > p.version+1 && e.whole && !p.loose && c.whole(r.Consumer):
		out.Evaluated++
		out.Breach(r, func() string {
			return fmt.Sprintf("%s accepted %s v%d after v%d and parked nothing", r.Consumer, r.Entity, r.Version, old.version)
		}, old.last)
	}
	p.version, p.epoch, p.last = max(p.version, r.Version), max(p.epoch, r.Epoch), refer(r)
}

// whole reports whether a consumer is known to follow every type.
func (c *versions) whole(consumer history.Name) bool {
	partial := c.partial.ref(consumer.Key)
	return partial != nil && !*partial
}

func (c *versions) reject(r *history.Record, out *Result) {
	out.Evaluated++
	w := c.reader(r)
	switch r.Reason {
	case history.ReasonParked:
		if !c.strange(w, r) {
			c.parked.add(w.id, r, out)
		}
	case history.ReasonDuplicate:
	case history.ReasonStale:
		c.stale(w, r, out)
		c.parked.remove(w.id, r)
	default:
		c.parked.remove(w.id, r)
		if r.Version > 0 {
			_, p := c.at(r)
			p.loose = p.loose || r.Version > p.version+1
			p.version = max(p.version, min(r.Version, p.version+1))
		}
	}
}

// strange reports whether the header lists a consumer, and not for this ledger.
func (c *versions) strange(w *reader, r *history.Record) bool {
	return c.partial.ref(r.Consumer.Key) != nil && c.listed.ref(w.id) == nil
}

// stale checks a refusal: what is newer than all the consumer has is not stale.
func (c *versions) stale(w *reader, r *history.Record, out *Result) {
	if r.Version == 0 {
		return
	}
	_, p := c.at(r)
	if p.version == 0 || r.Version <= p.version || r.Epoch < w.epoch {
		return
	}
	old := *p
	out.Breach(r, func() string {
		return fmt.Sprintf("%s refused %s v%d as stale; it has v%d", r.Consumer, r.Entity, r.Version, old.version)
	}, old.last)
}

// Quiet asks for what is still parked.
func (c *versions) Quiet(out *Result) { c.parked.left(out) }
