package invariants

import (
	"fmt"

	"github.com/seatrial/seatrial/sim/history"
)

// Causality is I-08: at a consumer, an effect never comes before its cause.
//
// ALWAYS: when a consumer applies an event whose cause it follows too (apply
// with Cause), the cause has taken effect there, or was settled by a receipt.
// Which events a consumer follows is in the header. Events are remembered for
// the horizon of a key and for at least 65,536 events; an older cause is not
// judged.
//
// Each effect whose cause the consumer follows is one evaluation.
var Causality = Promise{
	ID: "I-08", Name: "causality", Mode: Always, Safety: true,
	Title: "Nobody sees an effect before its cause.",
	Sees:  history.Of(history.KindAppend, history.KindApply, history.KindReject, history.KindDecide),
	Needs: history.Of(history.KindAppend, history.KindApply),
	New:   newCausality,
}

type causality struct {
	follows *follows
	events  *events
}

func newCausality(h *history.Header) Checker {
	return &causality{follows: newFollows(h), events: newEvents(h.Bounds.HorizonNano)}
}

// share implements [sharer].
func (c *causality) share(e *events) { c.events = e }

func (c *causality) See(r *history.Record, out *Result) {
	switch {
	case r.Event.IsZero():
	case r.Kind == history.KindAppend:
		if s, wants := c.follows.append(r); wants != 0 {
			e := c.events.at(r)
			e.source, e.wants, e.owes = s.index, wants, wants
		}
	case r.Kind == history.KindApply:
		c.apply(r, out)
	case r.Kind == history.KindDecide:
		if e := c.events.find(r.Event.Key); e != nil && e.owes != 0 {
			c.follows.kept(r, func(w *follower) { e.owes &^= 1 << w.bit })
		}
	case r.Reason != history.ReasonParked:
		c.settle(r)
	}
}

func (c *causality) apply(r *history.Record, out *Result) {
	if !r.Cause.IsZero() {
		if cause := c.events.find(r.Cause.Key); cause != nil && cause.wants != 0 {
			c.compare(cause, r, out)
		}
	}
	c.settle(r)
}

// bit returns the bit of a consumer among the followers of an event's ledger, 0
// if it follows none of it.
func (c *causality) bit(e *happening, consumer history.Name) uint32 {
	ledger := c.follows.ledgers[e.source].name
	i := c.follows.pairs.ref(join(consumer.Key, ledger.Key))
	if i == nil {
		return 0
	}
	return 1 << c.follows.items[*i].bit
}

func (c *causality) compare(cause *happening, r *history.Record, out *Result) {
	bit := c.bit(cause, r.Consumer)
	if cause.wants&bit == 0 {
		return
	}
	out.Evaluated++
	if cause.owes&bit != 0 {
		out.Breach(r, func() string {
			return fmt.Sprintf("%s applied %s %s v%d before its cause %s", r.Consumer, r.Entity, r.Type, r.Version, r.Cause)
		}, cause.ref)
	}
}

func (c *causality) settle(r *history.Record) {
	if e := c.events.find(r.Event.Key); e != nil && e.owes != 0 {
		e.owes &^= c.bit(e, r.Consumer)
	}
}

func (c *causality) Quiet(*Result) {}
