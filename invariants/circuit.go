package invariants

import (
	"fmt"

	"github.com/seatrial/seatrial/sim/history"
)

// Breaker is I-24: whoever calls a partner that fails stops before it makes
// things worse, comes back by itself, and lets nobody else pay for it.
//
// ALWAYS: the calls that reached a partner (attempt) are no more than the messages
// that it was called with and the budget beyond; those with one message are no more
// than its attempts. While messages wait (append of a type that the agreement lists,
// with To) and its caller is up, a partner whose last call did not fail
// is called within the idle time, whatever another partner does, and one whose
// last call failed within the return time: an open breaker probes. From the return
// time after a fault on, no minute has more calls than the partner's capacity.
//
// Each call beyond the first with a message is one evaluation, each first call
// after a failure, and each minute after a fault.
var Breaker = Promise{
	ID: "I-24", Name: "breaker", Mode: Always, Timing: true,
	Title: "A supplier that fails is left alone, and called again when it can answer; no other supplier pays for it.",
	Sees: history.Of(history.KindAppend, history.KindAttempt, history.KindUp, history.KindDown, history.KindFault,
		history.KindInvoke),
	Needs: history.Of(history.KindAttempt),
	New:   newBreaker,
}

type breaker struct {
	list      []*circuit
	byPartner map[uint64]*circuit
	reverted  int64 // when a fault was last taken back; 0 = never
	active    int
	now       int64
}

// circuit is a partner and what its callers do to it.
type circuit struct {
	*agreed
	calls    int64
	attempts map[uint64]int64 // by message
	callers  []*caller
	minute   int64 // of the count
	count    int64
}

// caller is one of them.
type caller struct {
	name    string
	key     uint64
	waiting map[uint64]bool // messages that no call was made with
	since   int64           // since when it might have called
	failed  bool            // its last call
	late    bool            // it was found to be late, until its next call
	down    bool
	restart int64 // times it came up
	last    Ref
}

const minute = 60_000_000_000

func newBreaker(h *history.Header) Checker {
	c := &breaker{byPartner: make(map[uint64]*circuit)}
	list, _ := agreements(h)
	for _, a := range list {
		k := &circuit{agreed: a, attempts: make(map[uint64]int64)}
		for _, name := range a.Callers {
			k.callers = append(k.callers, &caller{name: name, key: history.Hash(name), waiting: make(map[uint64]bool)})
		}
		c.list = append(c.list, k)
		c.byPartner[history.Hash(a.Partner)] = k
	}
	return c
}

func (k *circuit) caller(key uint64) *caller {
	for _, w := range k.callers {
		if w.key == key {
			return w
		}
	}
	return nil
}

func (c *breaker) See(r *history.Record, out *Result) {
	c.now = r.At
	switch r.Kind {
	case history.KindAppend:
		c.append(r)
	case history.KindAttempt:
		c.attempt(r, out)
	case history.KindFault:
		c.fault(r)
	case history.KindUp, history.KindDown:
		c.turn(r)
	}
	for _, k := range c.list {
		for _, w := range k.callers {
			k.late(w, r, out)
		}
	}
}

func (c *breaker) append(r *history.Record) {
	k := c.byPartner[r.To.Key]
	if k == nil {
		return
	}
	w := k.caller(r.Stream.Key)
	if w == nil {
		return
	}
	switch {
	case k.offers[r.Type.Key]:
		w.wait(r)
	case k.resumes[r.Type.Key]:
		w.wait(r)
	case k.parks[r.Type.Key], k.settles[r.Type.Key], k.sheds[r.Type.Key]:
		delete(w.waiting, r.Entity.Key)
	}
}

func (w *caller) wait(r *history.Record) {
	if len(w.waiting) == 0 {
		w.since = max(w.since, r.At)
	}
	w.waiting[r.Entity.Key] = true
}

// late finds a caller that should have called.
func (k *circuit) late(w *caller, r *history.Record, out *Result) {
	if w.late || w.down || len(w.waiting) == 0 {
		return
	}
	limit, why := k.IdleNano, "which did not fail"
	if w.failed {
		limit, why = k.ReturnNano, "which failed"
	}
	if limit == 0 || r.At-w.since <= limit {
		return
	}
	w.late = true
	out.Evaluated++
	out.Breach(r, func() string {
		return fmt.Sprintf("%s has %d messages for %s, %s when it was last called, and has not called it for %d s: allowed are %d",
			w.name, len(w.waiting), k.Partner, why, (r.At-w.since)/1_000_000_000, limit/1_000_000_000)
	}, w.last)
}

func (c *breaker) attempt(r *history.Record, out *Result) {
	k := c.byPartner[r.Consumer.Key]
	if k == nil {
		return
	}
	k.calls++
	n := k.attempts[r.Op.Key] + 1
	k.attempts[r.Op.Key] = n
	restarts := int64(0)
	if w := k.caller(r.From.Key); w != nil {
		if w.failed {
			out.Evaluated++
		}
		w.since, w.late, w.failed, w.last = r.At, false, r.Label.Text != "taken", refer(r)
		delete(w.waiting, r.Entity.Key)
		restarts = w.restart
	}
	if n > 1 {
		out.Evaluated++
	}
	if n > k.AttemptsMax*(1+restarts) {
		out.Breach(r, func() string {
			return fmt.Sprintf("%s is called %d times with %s, allowed are %d", k.Partner, n, r.Op, k.AttemptsMax*(1+restarts))
		})
	}
	if most := k.most(r.At); k.calls > most {
		out.Breach(r, func() string {
			return fmt.Sprintf("%s is called %d times with %d messages, allowed are %d", k.Partner, k.calls, len(k.attempts), most)
		})
	}
	c.load(k, r, out)
}

// most returns how many calls the messages so far allow.
func (k *circuit) most(at int64) int64 {
	n := int64(len(k.attempts))*(1000+k.Budget)/1000 + k.Spare
	for _, w := range k.callers {
		n += 8 * w.restart // what was in flight is asked for again
		if k.DripNano > 0 {
			n += at / k.DripNano
		}
	}
	return n
}

// load counts calls by the minute once all faults are gone for long enough.
func (c *breaker) load(k *circuit, r *history.Record, out *Result) {
	if c.active > 0 || c.reverted == 0 || k.ReturnNano == 0 || r.At < c.reverted+k.ReturnNano || k.Capacity == 0 {
		return
	}
	if m := r.At / minute; m != k.minute {
		k.minute, k.count = m, 0
		out.Evaluated++
	}
	if k.count++; k.count == k.Capacity*60/1000+1 {
		out.Breach(r, func() string {
			return fmt.Sprintf("%s is called more often than it can answer, %d s after the last fault was over", k.Partner, (r.At-c.reverted)/1_000_000_000)
		})
	}
}

func (c *breaker) fault(r *history.Record) {
	switch r.Reason {
	case "injected":
		c.active++
	case "reverted":
		c.active = max(c.active-1, 0)
		c.reverted = r.At
	}
}

// turn notes that a caller went down or came up.
func (c *breaker) turn(r *history.Record) {
	for _, k := range c.list {
		w := k.caller(r.Witness.Key)
		if w == nil {
			continue
		}
		w.down = r.Kind == history.KindDown
		if !w.down {
			w.since = r.At
			if r.Epoch != 1 {
				w.restart++
			}
		}
	}
}

// Quiet implements [Checker]: who is late at the end was late before.
func (c *breaker) Quiet(*Result) {}
