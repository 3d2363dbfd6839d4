package invariants

import (
	"fmt"

	"github.com/seatrial/seatrial/sim/history"
)

// BackpressureAccounting is I-26: no queue grows beyond its bound, and nothing
// that was accepted leaves it without a trace.
//
// ALWAYS: the events that a ledger has and its bus has not yet stored (append,
// store) are no more than the bound. Q: what a ledger wrote for a consumer is
// what the consumer applied, parked, dead-lettered, shed or refused, or what policy
// kept from it (decide), event for event; a consumer applies nothing that no ledger
// wrote; a command answered ok is in a ledger (ok, append). The messages that wait
// for a partner of an agreement (append with To) are accounted for likewise; see
// backlog.
//
// Evaluations: an append while others already wait; and at the end each pair of
// consumer and ledger.
var BackpressureAccounting = Promise{
	ID: "I-26", Name: "backpressure-accounting", Mode: Always,
	Title: "Queues stay bounded, and every accepted event is accounted for.",
	Sees: history.Of(history.KindInvoke, history.KindOK, history.KindAppend, history.KindStore, history.KindApply,
		history.KindReject, history.KindDecide, history.KindFault, history.KindLease),
	Needs: history.Of(history.KindAppend),
	New:   newAccounting,
}

type accounting struct {
	max      uint64
	follows  *follows
	commands commands
	queues   table[*queue]
	parked   map[uint64]struct{} // by follower and position
	backlog  *backlog
}

// queue is what a ledger holds back from its bus.
type queue struct {
	waiting []uint64 // positions, oldest first, from head
	head    int
	stored  uint64 // highest position the bus has
	seen    bool   // the bus is in the history
	last    Ref
}

func newAccounting(h *history.Header) Checker {
	return &accounting{
		max: uint64(h.Bounds.QueueMax), follows: newFollows(h), commands: newCommands(h),
		parked: make(map[uint64]struct{}), backlog: newBacklog(h),
	}
}

func (c *accounting) See(r *history.Record, out *Result) {
	switch r.Kind {
	case history.KindInvoke:
		c.commands.invoke(r)
	case history.KindOK:
		c.commands.ok(r)
	case history.KindAppend:
		c.commands.append(r)
		c.backlog.append(r, out)
		if s, wants := c.follows.append(r); r.Pos > 0 && !r.Event.IsZero() && (wants != 0 || s == nil || !s.ruled) {
			c.enqueue(r, out)
		}
	case history.KindLease:
		c.commands.listed(r)
	case history.KindFault:
		c.backlog.faults.see(r)
	case history.KindStore:
		c.queue(r.Source).store(r)
	case history.KindApply:
		c.settle(r)
	case history.KindDecide:
		c.follows.kept(r, func(w *follower) { w.excuse(r.SourcePos) })
	case history.KindReject:
		if r.Reason != history.ReasonDuplicate {
			c.settle(r)
		}
	}
}

func (c *accounting) queue(source history.Name) *queue {
	if q := c.queues.ref(source.Key); q != nil {
		return *q
	}
	return *c.queues.put(source.Key, &queue{})
}

// enqueue lets an event wait for its bus. A ledger without a bus in the history
// is not judged.
func (c *accounting) enqueue(r *history.Record, out *Result) {
	q := c.queue(r.Stream)
	if r.Pos <= q.stored {
		return
	}
	if uint64(q.depth()) <= 2*c.max { // beyond, it is broken already and need not be exact
		q.push(r.Pos)
	}
	n := uint64(q.depth())
	if n > 1 && q.seen {
		out.Evaluated++
	}
	if n > c.max && q.seen {
		out.Breach(r, func() string {
			return fmt.Sprintf("%s holds back %d events from its bus, allowed are %d", r.Stream, n, c.max)
		}, q.last)
	}
}

func (q *queue) depth() int { return len(q.waiting) - q.head }

func (q *queue) push(pos uint64) {
	if q.head >= 1024 && q.head > len(q.waiting)/2 {
		q.waiting = q.waiting[:copy(q.waiting, q.waiting[q.head:])]
		q.head = 0
	}
	q.waiting = append(q.waiting, pos)
}

// store takes what the bus has from the queue. A bus that lost events and is fed
// again has had them.
func (q *queue) store(r *history.Record) {
	q.seen, q.last = true, refer(r)
	q.stored = max(q.stored, r.SourcePos)
	for q.head < len(q.waiting) && q.waiting[q.head] <= q.stored {
		q.head++
	}
	if q.head == len(q.waiting) {
		q.waiting, q.head = q.waiting[:0], 0
	}
}

// settle books an event as applied, parked, dead-lettered, shed or refused.
func (c *accounting) settle(r *history.Record) {
	w := c.follows.follower(r)
	w.heard = true
	if r.SourcePos == 0 {
		w.loose = true
		return
	}
	key := join(uint64(w.index), r.SourcePos)
	if r.Kind == history.KindReject && r.Reason == history.ReasonParked {
		if _, again := c.parked[key]; !again && len(c.parked) < 1<<20 && !w.closed.has(r.SourcePos) {
			c.parked[key] = struct{}{}
			w.parked++
		}
		return
	}
	if len(c.parked) > 0 {
		if _, ok := c.parked[key]; ok {
			delete(c.parked, key)
			w.parked--
		}
	}
	w.settle(r.SourcePos)
}

// Quiet closes the books of every consumer.
func (c *accounting) Quiet(out *Result) {
	for i := range c.follows.items {
		w := &c.follows.items[i]
		if !w.listed || w.loose || !w.heard {
			continue
		}
		out.Evaluated++
		c.balance(w, out)
	}
	c.backlog.close(out)
	c.commands.lost(out)
}

func (c *accounting) balance(w *follower, out *Result) {
	settled := w.settled + w.parked
	if settled == w.wanted {
		return
	}
	out.Breach(nil, func() string {
		if settled > w.wanted {
			return fmt.Sprintf("%s settled %d events of %s, which wrote only %d for it", w.consumer, settled, w.source, w.wanted)
		}
		return fmt.Sprintf("%s: %s wrote %d events for it, %d are settled or parked; %d are gone without a trace, the first at position %d",
			w.consumer, w.source, w.wanted, settled, w.wanted-settled, w.closed.gap())
	})
}
