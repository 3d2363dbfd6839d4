package invariants

import (
	"fmt"
	"strings"

	"github.com/seatrial/seatrial/sim/history"
)

// Breaker is I-24: whoever calls a partner that fails stops before it makes
// things worse, comes back by itself, and lets nobody else pay for it.
//
// ALWAYS: the calls that reached a partner (attempt) are no more than the messages
// that it was called with and the budget beyond; those with one message are no more
// than its attempts. Where the agreement says what opens a breaker, a caller whose
// calls with one purpose all fail soon makes no two of them within the time that it
// stays open (see [trip]). While messages wait (append of a type that the agreement
// lists, with To) and its caller is up, a partner whose last call did not fail
// is called within the idle time, whatever another partner does, and one whose
// last call failed within the return time: an open breaker probes. The time stands
// still while the region of a caller has queue-suppliers in force (stage). From the return
// time after a fault on, no minute has more calls than the partner's capacity, and
// in none does half of them fail: what a fault began does not keep itself going.
//
// A caller that went down begins to count anew with the messages that it had called
// with and that were not settled, and with those alone.
//
// Each call beyond the first with a message is one evaluation, each first call
// after a failure, each call at a breaker that must be open, and each minute after a
// fault.
var Breaker = Promise{
	ID: "I-24", Name: "breaker", Mode: Always, Timing: true,
	Title: "A supplier that fails is left alone, and called again when it can answer; no other supplier pays for it.",
	Sees: history.Of(history.KindAppend, history.KindAttempt, history.KindEffect, history.KindUp, history.KindDown, history.KindFault,
		history.KindInvoke, history.KindStage),
	Needs: history.Of(history.KindAttempt),
	New:   newBreaker,
}

type breaker struct {
	list      []*circuit
	byPartner map[uint64]*circuit
	faults    inForce
}

// circuit is a partner and what its callers do to it.
type circuit struct {
	*agreed
	calls, messages int64
	again           int64           // messages that a caller began anew with
	attempts        recent[message] // by idempotency key
	callers         []*caller
	minute          int64 // of the counts
	count, bad      int64
}

// message is what became of the calls with one.
type message struct {
	calls    int64
	restarts int64 // of its caller, when it was called with first
	purpose  uint64
	by       *caller
	done     bool // the partner did something: who knows what the caller heard
}

// caller is one of them.
type caller struct {
	name    string
	key     uint64
	waiting map[uint64]bool // messages that no call was made with
	tried   map[uint64]bool // messages that one was made with, and that are not settled
	trips   []*trip
	since   int64 // since when it might have called
	failed  bool  // its last call
	late    bool  // it was found to be late, until its next call
	down    bool
	held    bool  // its region lets what can wait wait (I-28)
	restart int64 // times it came up
	last    Ref
}

const minute = 60_000_000_000

func newBreaker(h *history.Header) Checker {
	c := &breaker{byPartner: make(map[uint64]*circuit)}
	list, _ := agreements(h)
	for _, a := range list {
		k := &circuit{agreed: a, minute: -1, attempts: newRecent[message](h.Bounds.HorizonNano)}
		for _, name := range a.Callers {
			k.callers = append(k.callers, &caller{name: name, key: history.Hash(name), waiting: make(map[uint64]bool), tried: make(map[uint64]bool)})
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
	switch r.Kind {
	case history.KindAppend:
		c.append(r)
	case history.KindAttempt:
		c.attempt(r, out)
	case history.KindEffect:
		c.effect(r)
	case history.KindFault:
		c.faults.see(r)
	case history.KindUp, history.KindDown:
		c.turn(r)
	case history.KindStage:
		c.hold(r)
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
		delete(w.tried, r.Entity.Key)
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
	if w.late || w.down || w.held || len(w.waiting) == 0 {
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
	w := k.caller(r.From.Key)
	m := k.message(r, w)
	k.calls++
	if m.calls++; m.calls > 1 {
		out.Evaluated++
	}
	restarts := int64(0)
	if w != nil {
		restarts = w.restart - m.restarts
		k.heard(w, m, r, out)
	}
	if n, most := m.calls, k.AttemptsMax*(1+restarts); n > most {
		out.Breach(r, func() string {
			return fmt.Sprintf("%s is called %d times with %s, allowed are %d", k.Partner, n, r.Op, most)
		})
	}
	if most := k.most(r.At); k.calls > most {
		out.Breach(r, func() string {
			return fmt.Sprintf("%s is called %d times with %d messages, allowed are %d", k.Partner, k.calls, k.messages, most)
		})
	}
	c.load(k, r, out)
}

// message returns what is known of a message that a partner is called with.
func (k *circuit) message(r *history.Record, w *caller) *message {
	if m := k.attempts.ref(r.Op.Key); m != nil {
		return m
	}
	k.messages++
	m := message{purpose: r.Purpose.Key, by: w}
	if w != nil {
		m.restarts = w.restart
	}
	return k.attempts.add(r.Op.Key, m, r.At)
}

// heard notes what a call says of its caller and of the breaker that let it pass.
func (k *circuit) heard(w *caller, m *message, r *history.Record, out *Result) {
	if w.failed {
		out.Evaluated++
	}
	label := r.Label.Text
	w.since, w.late, w.failed, w.last = r.At, false, label != "taken", refer(r)
	if w.waiting[r.Entity.Key] {
		delete(w.waiting, r.Entity.Key)
		w.tried[r.Entity.Key] = true
	}
	if k.WindowNano == 0 {
		return
	}
	t := w.trip(r.Purpose.Key)
	if label == "taken" || label == "slow" || m.done {
		t.well(r.At + k.TimeoutNano)
		return
	}
	t.fail(k.agreed, r, out)
}

func (w *caller) trip(purpose uint64) *trip {
	for _, t := range w.trips {
		if t.purpose == purpose {
			return t
		}
	}
	t := &trip{purpose: purpose}
	w.trips = append(w.trips, t)
	return t
}

// effect notes that a call came to something: its caller may have heard of it by
// other ways than the answer.
func (c *breaker) effect(r *history.Record) {
	for _, k := range c.list {
		if m := k.attempts.ref(r.Op.Key); m != nil && m.by != nil {
			m.done = true
			m.by.trip(m.purpose).well(r.At + k.TimeoutNano)
		}
	}
}

// most returns how many calls the messages so far allow.
func (k *circuit) most(at int64) int64 {
	n := k.messages*(1000+k.Budget)/1000 + k.Spare + k.again
	for range k.callers {
		if k.DripNano > 0 {
			n += at / k.DripNano
		}
	}
	return n
}

// load counts calls by the minute once all faults are gone for long enough.
func (c *breaker) load(k *circuit, r *history.Record, out *Result) {
	after := c.faults.reverted
	if after == 0 || k.ReturnNano == 0 || k.Capacity == 0 || !c.faults.over(r.At, k.ReturnNano) {
		return
	}
	if m := r.At / minute; m != k.minute {
		k.settle(out)
		k.minute, k.count, k.bad = m, 0, 0
		out.Evaluated++
	}
	if r.Label.Text != "taken" {
		k.bad++
	}
	if k.count++; k.count == k.Capacity*60/1000+1 {
		out.Breach(r, func() string {
			return fmt.Sprintf("%s is called more often than it can answer, %d s after the last fault was over", k.Partner, (r.At-after)/1_000_000_000)
		})
	}
}

// callsMin is the number of calls of a minute from which a share of them says
// something.
const callsMin = 4

// settle judges a minute that is over.
func (k *circuit) settle(out *Result) {
	if k.minute < 0 || k.count < callsMin || 2*k.bad < k.count {
		return
	}
	out.Breach(nil, func() string {
		return fmt.Sprintf("%s fails %d of the %d calls of minute %d, although every fault was over for long enough", k.Partner, k.bad, k.count, k.minute)
	})
}

// turn notes that a caller went down or came up.
func (c *breaker) turn(r *history.Record) {
	for _, k := range c.list {
		w := k.caller(r.Witness.Key)
		if w == nil {
			continue
		}
		for _, t := range w.trips {
			t.well(r.At + k.TimeoutNano)
		}
		w.down = r.Kind == history.KindDown
		if w.down {
			continue
		}
		w.since = r.At
		if r.Epoch != 1 {
			w.restart++
			k.again += min(int64(len(w.tried)), againMax)
		}
	}
}

// hold notes that callers of a region let wait what can wait, or no longer do so.
func (c *breaker) hold(r *history.Record) {
	stage, _ := history.StageOf(r.State.Text)
	if stage != history.StageQueue {
		return
	}
	for _, k := range c.list {
		for _, w := range k.callers {
			if strings.HasSuffix(w.name, "/"+r.Region.Text) {
				w.held, w.since = r.Label.Text == history.LabelEntered, r.At
			}
		}
	}
}

// againMax is how many of the messages that a caller had in flight it may begin anew
// with, each time it comes up.
const againMax = 8

// Quiet judges the last minute. Who is late at the end was late before.
func (c *breaker) Quiet(out *Result) {
	for _, k := range c.list {
		k.settle(out)
	}
}
