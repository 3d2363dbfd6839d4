package invariants

import (
	"fmt"

	"github.com/seatrial/seatrial/sim/history"
)

// DeadLetters is I-27: what nobody can read is kept once, with a reason, and
// lets nothing take effect.
//
// ALWAYS: of a message that its sender knows to be unreadable (store with Reason
// invalid) nothing takes effect (apply); it is put away (reject with Reason
// dead-letter) once and with a Note that says why; it is handed out (deliver) no
// more often than the bound. Q: whoever was handed it has put it away.
//
// Each consumer that is handed such a message is one evaluation. A message that
// can be read and is put away all the same is not judged here.
var DeadLetters = Promise{
	ID: "I-27", Name: "dead-letters", Mode: Always,
	Title: "What nobody can read is kept once, with a reason, and holds nothing up.",
	Sees:  history.Of(history.KindStore, history.KindDeliver, history.KindApply, history.KindReject),
	Needs: history.Of(history.KindStore, history.KindDeliver),
	New:   newDeadLetters,
}

type deadLetters struct {
	attempts int64
	any      bool           // something unreadable was stored
	invalid  recent[Ref]    // by event, where it was stored
	handed   recent[letter] // by consumer and event
}

// letter is one unreadable message at one consumer.
type letter struct {
	consumer, event history.Name
	times           int64 // handed out
	kept            int64
	ref             Ref // where it was stored, or put away
}

func newDeadLetters(h *history.Header) Checker {
	c := &deadLetters{attempts: h.Bounds.AttemptsMax, invalid: newRecent[Ref](h.Bounds.HorizonNano), handed: newRecent[letter](h.Bounds.HorizonNano)}
	c.handed.keep = func(l letter) bool { return l.kept == 0 }
	return c
}

func (c *deadLetters) See(r *history.Record, out *Result) {
	if r.Kind == history.KindStore {
		if r.Reason == history.ReasonInvalid {
			c.any = true
			c.invalid.add(spot(r.Source.Key, r), refer(r), r.At)
		}
		return
	}
	if !c.any {
		return
	}
	stored := c.invalid.ref(spot(r.Source.Key, r))
	if stored == nil {
		return
	}
	key := spot(join(r.Consumer.Key, r.Source.Key), r)
	l := c.handed.ref(key)
	if l == nil {
		l = c.handed.add(key, letter{consumer: r.Consumer, event: r.Event, ref: *stored}, r.At)
		out.Evaluated++
	}
	switch {
	case r.Kind == history.KindDeliver:
		c.hand(l, r, out)
	case r.Kind == history.KindApply:
		out.Breach(r, func() string { return fmt.Sprintf("%s applied %s, which nobody can read", r.Consumer, r.Event) }, l.ref)
	case r.Reason == history.ReasonDeadLetter:
		c.keep(l, r, out)
	}
}

// hand counts deliveries. One too many is one breach, not one for each that
// follows.
func (c *deadLetters) hand(l *letter, r *history.Record, out *Result) {
	l.times++
	if l.times != c.attempts+1 {
		return
	}
	out.Breach(r, func() string {
		return fmt.Sprintf("%s was handed %s %d times and has not put it away, allowed are %d", r.Consumer, r.Event, c.attempts+1, c.attempts)
	}, l.ref)
}

func (c *deadLetters) keep(l *letter, r *history.Record, out *Result) {
	l.kept++
	switch {
	case l.kept > 1:
		out.Breach(r, func() string { return fmt.Sprintf("%s keeps %s %d times", r.Consumer, r.Event, l.kept) }, l.ref)
	case r.Note == "":
		out.Breach(r, func() string { return fmt.Sprintf("%s keeps %s and does not say why", r.Consumer, r.Event) }, l.ref)
	}
	l.ref = refer(r)
}

// Quiet asks for what was never put away.
func (c *deadLetters) Quiet(out *Result) {
	var first letter
	var n uint64
	c.handed.each(func(l letter) {
		if l.kept > 0 {
			return
		}
		n++
		if first.ref == 0 || l.ref < first.ref { // the lowest Ref does not depend on the order
			first = l
		}
	})
	if n == 0 {
		return
	}
	out.Breach(nil, func() string {
		return fmt.Sprintf("%s was handed %s, which nobody can read, and kept it nowhere (%d such)", first.consumer, first.event, n)
	}, first.ref)
	out.Breaches += n - 1
}
