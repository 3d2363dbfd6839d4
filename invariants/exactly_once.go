package invariants

import (
	"fmt"

	"github.com/seatrial/seatrial/sim/history"
)

// ExactlyOnceEffect is I-05: whatever is delivered twice, asked twice or cut
// short takes effect once.
//
// ALWAYS: a consumer applies a position of a ledger once (apply); a partner does
// a thing once per idempotency key, and once per order line (effect); an event
// id never stands for two different events (append, apply); a command creates
// one thing (append with Op). Q: each event that a consumer of the header
// follows has taken effect there, or has a receipt other than "duplicate"
// (reject), or was kept at home by policy (decide); each command answered ok is durable (ok, append), or
// a standby took it and it is listed for somebody (lease, listed).
//
// A consumer whose records carry no SourcePos is judged by event ids, for
// duplicates only. Keys and ids are remembered for the declared horizon, and in
// a history of fewer than 65,536 of them for ever.
//
// Evaluations: a second delivery or a second attempt of something arrived; or a
// machine died with events between it and a follower, one for each of them.
var ExactlyOnceEffect = Promise{
	ID: "I-05", Name: "exactly-once-effect", Mode: Always, Safety: true,
	Title: "Whatever arrives twice takes effect once, and whatever was accepted is not lost.",
	Sees: history.Of(history.KindInvoke, history.KindOK, history.KindAppend, history.KindDeliver, history.KindApply,
		history.KindReject, history.KindEffect, history.KindDown, history.KindDecide, history.KindLease),
	New: newExactlyOnce,
}

type exactlyOnce struct {
	follows  *follows
	events   *events
	applied  recent[Ref] // by consumer and event id, where there are no positions
	refused  recent[Ref] // by follower and position: settled by a receipt
	effects  effects
	commands commands
}

func newExactlyOnce(h *history.Header) Checker {
	hold := h.Bounds.HorizonNano
	return &exactlyOnce{
		follows: newFollows(h), events: newEvents(hold), applied: newRecent[Ref](hold),
		refused: newRecent[Ref](hold), effects: newEffects(hold), commands: newCommands(h),
	}
}

// share implements [sharer].
func (c *exactlyOnce) share(e *events) { c.events = e }

func (c *exactlyOnce) See(r *history.Record, out *Result) {
	switch r.Kind {
	case history.KindInvoke:
		if c.commands.invoke(r) {
			out.Evaluated++
		}
	case history.KindOK:
		c.commands.ok(r)
	case history.KindAppend:
		c.append(r, out)
	case history.KindDeliver:
		c.deliver(r, out)
	case history.KindApply:
		c.apply(r, out)
	case history.KindReject:
		c.reject(r, out)
	case history.KindEffect:
		c.effects.see(r, out)
	case history.KindDown:
		c.down(r, out)
	case history.KindLease:
		c.commands.listed(r)
	case history.KindDecide:
		c.follows.kept(r, func(w *follower) { c.refuse(w, r) })
	}
}

func (c *exactlyOnce) append(r *history.Record, out *Result) {
	c.follows.append(r)
	if first, twice := c.commands.append(r); twice {
		out.Evaluated++
		out.Breach(r, func() string {
			return fmt.Sprintf("command %s created something twice; the second is %s", r.Op, r.Entity)
		}, first)
	}
	if r.Event.IsZero() {
		return
	}
	old := c.events.mean(r)
	if old != nil && (old.what != meaning(r) || old.entity != uint32(r.Entity.Key)) {
		out.Evaluated++
		c.twoMeanings(r, old.ref, out)
	}
}

func (c *exactlyOnce) twoMeanings(r *history.Record, first Ref, out *Result) {
	out.Breach(r, func() string {
		return fmt.Sprintf("event id %s stands for two events; the second is %s %s v%d", r.Event, r.Entity, r.Type, r.Version)
	}, first)
}

func (c *exactlyOnce) deliver(r *history.Record, out *Result) {
	w := c.follows.follower(r)
	w.heard = true
	fresh := r.SourcePos == 0 || w.delivered.add(r.SourcePos)
	if !fresh || r.Attempt > 1 {
		out.Evaluated++
	}
	if w.closed.base > w.delivered.base+4096 {
		w.delivered.raise(w.closed.base) // what is settled was delivered, or never will be
	}
}

func (c *exactlyOnce) apply(r *history.Record, out *Result) {
	if !r.Type.IsZero() && r.Version > 0 {
		if old := c.events.find(r.Event.Key); old != nil && old.meant && old.what != meaning(r) {
			out.Evaluated++
			c.twoMeanings(r, old.ref, out)
		}
	}
	w := c.follows.follower(r)
	if r.SourcePos == 0 {
		c.applyByID(w, r, out)
		return
	}
	if w.settle(r.SourcePos) {
		return
	}
	key := join(uint64(w.index), r.SourcePos)
	if _, ok := c.refused.get(key); ok {
		c.refused.remove(key) // a dead letter was sent again
		return
	}
	if c.follows.takes(w, r) {
		c.twice(r, 0, out)
	}
}

// applyByID judges a consumer that records no positions.
func (c *exactlyOnce) applyByID(w *follower, r *history.Record, out *Result) {
	w.heard, w.loose = true, true
	if r.Event.IsZero() {
		return
	}
	key := join(w.consumer.Key, r.Event.Key)
	if first, ok := c.applied.get(key); ok {
		c.twice(r, first, out)
		return
	}
	c.applied.add(key, refer(r), r.At)
}

func (c *exactlyOnce) twice(r *history.Record, first Ref, out *Result) {
	out.Evaluated++
	if old := c.events.find(r.Event.Key); old != nil && first == 0 {
		first = old.ref
	}
	out.Breach(r, func() string {
		return fmt.Sprintf("%s applied %s %s v%d twice (position %d of %s)", r.Consumer, r.Entity, r.Type, r.Version, r.SourcePos, r.Source)
	}, first)
}

func (c *exactlyOnce) reject(r *history.Record, out *Result) {
	w := c.follows.follower(r)
	w.heard = true
	switch r.Reason {
	case history.ReasonParked:
		return
	case history.ReasonDuplicate:
		out.Evaluated++
		return
	}
	if r.SourcePos == 0 {
		w.loose = true
		return
	}
	c.refuse(w, r)
}

// refuse settles an event by a receipt.
func (c *exactlyOnce) refuse(w *follower, r *history.Record) {
	if w.excuse(r.SourcePos) {
		c.refused.add(join(uint64(w.index), r.SourcePos), refer(r), r.At)
	}
}

// down counts what was on its way when a machine died. A pause loses nothing.
func (c *exactlyOnce) down(r *history.Record, out *Result) {
	if r.Reason == "pause" {
		return
	}
	for i := range c.follows.items {
		w := &c.follows.items[i]
		if w.listed && (w.consumer.Key == r.Witness.Key || w.source.Key == r.Witness.Key) {
			out.Evaluated += w.owed()
		}
	}
}

// Quiet asks for what never arrived.
func (c *exactlyOnce) Quiet(out *Result) {
	for i := range c.follows.items {
		w := &c.follows.items[i]
		switch {
		case !w.listed || w.loose || w.wanted == 0:
		case !w.heard:
			out.Missing = fmt.Sprintf("no record of consumer %s: its witness is missing", w.consumer)
		case w.owed() > 0:
			out.Evaluated += w.owed()
			out.Breach(nil, func() string {
				return fmt.Sprintf("%s never settled %d events of %s, the first at position %d", w.consumer, w.owed(), w.source, w.closed.gap())
			})
			out.Breaches += w.owed() - 1
		}
	}
	c.commands.lost(out)
}
