package invariants

import (
	"fmt"

	"github.com/seatrial/seatrial/sim/history"
)

// ReplaySafety is I-32, the part that one history shows: a replay changes nothing
// and asks nothing of anybody outside.
//
// ALWAYS, once a replay was asked for in a region (act of type replay): a consumer
// there applies no position of a ledger a second time (apply), and no partner does
// for an order line a second time what it did before (effect). What a consumer had
// refused (reject), or what policy kept from it (decide), may take effect, once. Which
// positions a consumer does not follow is in the header (append).
//
// Each event that a bus there stores once more after that (store) is an evaluation.
var ReplaySafety = Promise{
	ID: "I-32", Name: "replay-safety", Mode: Always, Safety: true,
	Title: "A replay of events changes no figure and calls no partner.",
	Sees: history.Of(history.KindAct, history.KindAppend, history.KindStore, history.KindApply, history.KindReject,
		history.KindDecide, history.KindEffect),
	Needs: history.Of(history.KindAct, history.KindStore),
	New:   newReplaySafety,
}

type replaySafety struct {
	follows  *follows
	refused  recent[struct{}] // by follower and position
	stored   table[uint64]    // by ledger: highest position that its bus has stored
	done     recent[Ref]      // by order line and kind of effect
	replayed table[Ref]       // by region: the first replay
}

func newReplaySafety(h *history.Header) Checker {
	return &replaySafety{follows: newFollows(h), done: newRecent[Ref](h.Bounds.HorizonNano), refused: newRecent[struct{}](h.Bounds.HorizonNano)}
}

func (c *replaySafety) See(r *history.Record, out *Result) {
	replay := c.replayed.ref(r.Region.Key)
	switch r.Kind {
	case history.KindAct:
		if r.Type.Text == "replay" && replay == nil {
			c.replayed.put(r.Region.Key, refer(r))
		}
	case history.KindAppend:
		c.follows.append(r)
	case history.KindStore:
		c.store(r, replay != nil, out)
	case history.KindApply:
		if r.SourcePos > 0 {
			c.apply(r, replay, out)
		}
	case history.KindReject:
		if r.SourcePos > 0 && r.Reason != history.ReasonParked && r.Reason != history.ReasonDuplicate {
			c.refuse(c.follows.follower(r), r)
		}
	case history.KindDecide:
		c.follows.kept(r, func(w *follower) { c.refuse(w, r) })
	case history.KindEffect:
		c.effect(r, replay, out)
	}
}

func (c *replaySafety) store(r *history.Record, replayed bool, out *Result) {
	high := c.stored.ref(r.Source.Key)
	switch {
	case high == nil:
		c.stored.put(r.Source.Key, r.SourcePos)
	case r.SourcePos > *high:
		*high = r.SourcePos
	case replayed:
		out.Evaluated++
	}
}

// refuse notes that nothing will come of a position at a consumer, unless it is sent
// again.
func (c *replaySafety) refuse(w *follower, r *history.Record) {
	if w.excuse(r.SourcePos) {
		c.refused.add(join(uint64(w.index), r.SourcePos), struct{}{}, r.At)
	}
}

// apply judges an effect of a position that the consumer was done with.
func (c *replaySafety) apply(r *history.Record, replay *Ref, out *Result) {
	w := c.follows.follower(r)
	if w.settle(r.SourcePos) {
		return
	}
	key := join(uint64(w.index), r.SourcePos)
	if _, ok := c.refused.get(key); ok {
		c.refused.remove(key)
		return
	}
	if replay != nil && c.follows.takes(w, r) {
		out.Breach(r, func() string {
			return fmt.Sprintf("%s applied position %d of %s again after a replay", r.Consumer, r.SourcePos, r.Source)
		}, *replay)
	}
}

func (c *replaySafety) effect(r *history.Record, replay *Ref, out *Result) {
	if r.Entity.IsZero() {
		return
	}
	key := join(join(r.Entity.Key, uint64(r.Line)), r.Type.Key)
	first, again := c.done.get(key)
	if !again {
		c.done.add(key, refer(r), r.At)
		return
	}
	if replay != nil {
		out.Breach(r, func() string {
			return fmt.Sprintf("%s: %s happened again after a replay, with key %s", lineText(r.Entity.Text, r.Line), word(r), r.Op)
		}, *replay, first)
	}
}

func (c *replaySafety) Quiet(*Result) {}
