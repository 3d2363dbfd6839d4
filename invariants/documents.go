package invariants

import (
	"fmt"
	"time"

	"github.com/seatrial/seatrial/sim/history"
)

// Acknowledgements is I-41: every purchase order that goes out as a document is
// acknowledged once, answered once, or given up once, and nobody promises or ships
// more than was ordered.
//
// ALWAYS (document): of an order (850) sent in an interchange there is one 997, and
// one 855 if that accepts it; each within its bound, or whoever waits notes once
// that it did not come. A control number answers one interchange. What its sender
// says is wrong is not accepted; an order is accepted once, however often it comes.
// Of each line, the sum of what is shipped (856) is no more than what is promised
// (855), and that no more than what is ordered (850, or the last 860).
//
// Q: nothing that had to come is outstanding, and every control number that was
// never used was reported missing.
//
// What counts of 855 and 856 is what the witness received or the addressee
// accepted, each interchange once: what somebody merely sent may have been set
// aside.
//
// Evaluations: an order accepted, repeated or set aside; a 997; an 855 or 856 and
// each of its lines; an answer given up; a control number that is missing.
var Acknowledgements = Promise{
	ID: "I-41", Name: "edi-acknowledgements", Mode: Always,
	Title: "Every order sent as a document is acknowledged and answered once, and never over-promised.",
	Sees:  history.Of(history.KindDocument, history.KindPhase),
	Needs: history.Of(history.KindDocument),
	New:   newAcknowledgements,
}

// Documents by their number in X12.
const (
	docOrder  = "850"
	docReport = "997"
	docAnswer = "855"
	docNotice = "856"
	docChange = "860"
)

// lateness is how much later than its bound an answer may be seen, or how much
// earlier given up: whoever waits looks at a clock now and then, and at its own.
const lateness = int64(2 * time.Second)

type acknowledgements struct {
	bounds  history.Bounds
	sent    recent[sentOrder] // by order and interchange
	orders  recent[tradeOrder]
	lines   recent[tradeLine]
	seen    recent[bool]   // lines counted, by interchange, order and line
	numbers recent[answer] // of answers, by interchange
	streams map[uint64]*controls
	listed  []*controls // in the order met
	now     int64
}

// sentOrder is an order in one interchange.
type sentOrder struct {
	entity, op history.Name
	at         int64
	ref        Ref
	wrong      string
	report     uint64 // interchange of the 997; 0 = none yet
	gaveUp     bool
}

// tradeOrder is an order, whatever it was sent in.
type tradeOrder struct {
	entity   history.Name
	at       int64 // when it was first sent; -1 = nobody saw
	ref      Ref
	accepted bool // by a 997
	taken    Ref  // accepted by its addressee
	answer   uint64
	gaveUp   bool
}

// tradeLine is what was ordered, promised and shipped of a line.
type tradeLine struct {
	ordered, promised, shipped int64
	known                      bool // it was seen being ordered
	answered                   bool // or promised
}

// answer is what an interchange with an answer answers.
type answer struct {
	cause, typ uint64
	at         int64
	ref        Ref
}

func newAcknowledgements(h *history.Header) Checker {
	hold := max(h.Bounds.HorizonNano, 2*h.Bounds.AnswerNano)
	c := &acknowledgements{bounds: h.Bounds, sent: newRecent[sentOrder](hold), orders: newRecent[tradeOrder](hold), lines: newRecent[tradeLine](hold),
		seen: newRecent[bool](hold), numbers: newRecent[answer](hold), streams: map[uint64]*controls{}}
	c.sent.keep = func(s sentOrder) bool { return c.pendingReport(&s) }
	c.orders.keep = func(o tradeOrder) bool { return o.pendingAnswer() }
	return c
}

func (c *acknowledgements) See(r *history.Record, out *Result) {
	c.now = max(c.now, r.At)
	if r.Kind != history.KindDocument {
		return
	}
	switch r.Label.Text {
	case history.LabelSent:
		c.send(r)
	case history.LabelReceived:
		c.receive(r, out)
	case history.LabelAccepted:
		c.accept(r, out)
	case history.LabelQuarantined:
		out.Evaluated++
		if r.Reason == "" {
			out.Breach(r, func() string { return fmt.Sprintf("%s of %s was set aside without a reason", r.Type, r.Op) })
		}
	case history.LabelGap:
		c.stream(r.Op.Text).report(r)
	case history.LabelTimedOut:
		c.giveUp(r, out)
	}
}

func (c *acknowledgements) order(r *history.Record) *tradeOrder {
	if o := c.orders.ref(r.Entity.Key); o != nil {
		return o
	}
	return c.orders.add(r.Entity.Key, tradeOrder{entity: r.Entity, at: -1}, r.At)
}

func (c *acknowledgements) line(r *history.Record) *tradeLine {
	key := join(r.Entity.Key, uint64(r.Line))
	if l := c.lines.ref(key); l != nil {
		return l
	}
	return c.lines.add(key, tradeLine{}, r.At)
}

// first reports whether this line of this interchange was not counted before.
func (c *acknowledgements) first(r *history.Record) bool {
	key := join(join(r.Op.Key, r.Entity.Key), join(r.Type.Key, uint64(r.Line)))
	if c.seen.ref(key) != nil {
		return false
	}
	c.seen.add(key, true, r.At)
	return true
}

// send enters what was sent. Only orders and their changes bind who sends them.
func (c *acknowledgements) send(r *history.Record) {
	c.stream(r.Op.Text).use(r)
	switch {
	case r.Line > 0 && (r.Type.Text == docOrder || r.Type.Text == docChange):
		if c.first(r) {
			l := c.line(r)
			l.ordered, l.known = r.Qty, true
		}
	case r.Type.Text == docOrder && !r.Op.IsZero():
		o := c.order(r)
		if o.at < 0 {
			o.at, o.ref = r.At, refer(r)
		}
		key := join(r.Entity.Key, r.Op.Key)
		if c.sent.ref(key) == nil {
			c.sent.add(key, sentOrder{entity: r.Entity, op: r.Op, at: r.At, ref: refer(r), wrong: r.Reason}, r.At)
		}
	}
}

func (c *acknowledgements) receive(r *history.Record, out *Result) {
	if r.Reason != "" {
		out.Evaluated++
		out.Breach(r, func() string { return fmt.Sprintf("%s was received and is %s", r.Type, r.Reason) })
		return
	}
	switch {
	case r.Type.Text == docReport:
		c.reported(r, out)
	case r.Type.Text == docAnswer && r.Line == 0:
		c.unique(r, c.first(r), out)
		c.answered(r, out)
	case r.Type.Text == docNotice && r.Line == 0:
		out.Evaluated++
		c.unique(r, c.first(r), out)
	case r.Line > 0:
		c.count(r, out)
	}
}

// reported takes a 997.
func (c *acknowledgements) reported(r *history.Record, out *Result) {
	s := c.sent.ref(join(r.Entity.Key, r.Cause.Key))
	if s == nil {
		return
	}
	out.Evaluated++
	c.unique(r, c.first(r), out)
	took := r.State.Text == "A" || r.State.Text == "E"
	switch {
	case s.report == 0:
		s.report = r.Op.Key
		c.late(r, s.at, c.bounds.AckNano, s.gaveUp, out, s.ref)
	case s.report != r.Op.Key:
		out.Breach(r, func() string { return fmt.Sprintf("%s of %s was acknowledged twice", s.entity, s.op) }, s.ref)
	}
	if took && s.wrong != "" {
		out.Breach(r, func() string {
			return fmt.Sprintf("%s of %s was acknowledged as good, and is not: %s", s.entity, s.op, s.wrong)
		}, s.ref)
	}
	if took {
		c.order(r).accepted = true
	}
}

// answered takes an 855.
func (c *acknowledgements) answered(r *history.Record, out *Result) {
	out.Evaluated++
	o := c.order(r)
	switch {
	case o.answer == 0:
		o.answer = r.Op.Key | 1
		if o.at >= 0 {
			c.late(r, o.at, c.bounds.AnswerNano, o.gaveUp, out, o.ref)
		}
	case o.answer != r.Op.Key|1:
		out.Breach(r, func() string { return fmt.Sprintf("%s was answered twice (855)", o.entity) }, o.ref, o.taken)
	}
}

// late reports an answer that came after its time, and nobody had given it up.
func (c *acknowledgements) late(r *history.Record, from, bound int64, gaveUp bool, out *Result, ref Ref) {
	if over := r.At - from - bound; over > lateness && !gaveUp {
		out.Breach(r, func() string {
			return fmt.Sprintf("the %s to %s came %v after its time, and nobody gave it up", r.Type, r.Entity, time.Duration(over))
		}, ref)
	}
}

// unique holds a control number to the interchange that it was used for. All that
// an interchange says is received at once; what comes under its number later is the
// same again.
func (c *acknowledgements) unique(r *history.Record, fresh bool, out *Result) {
	a := c.numbers.ref(r.Op.Key)
	if a == nil {
		c.numbers.add(r.Op.Key, answer{cause: r.Cause.Key, typ: r.Type.Key, at: r.At, ref: refer(r)}, r.At)
		return
	}
	if a.cause != r.Cause.Key || a.typ != r.Type.Key || fresh && r.At-a.at > lateness {
		out.Breach(r, func() string { return fmt.Sprintf("control number %s was used for two answers", r.Op) }, a.ref)
	}
}

// accept takes what an addressee decided to act on.
func (c *acknowledgements) accept(r *history.Record, out *Result) {
	switch {
	case r.Line > 0 && r.Type.Text != docOrder:
		c.count(r, out)
	case r.Line > 0 || r.Type.Text != docOrder:
	default:
		out.Evaluated++
		o := c.order(r)
		if s := c.sent.ref(join(r.Entity.Key, r.Op.Key)); s != nil && s.wrong != "" {
			out.Breach(r, func() string { return fmt.Sprintf("%s of %s was accepted, and is wrong: %s", s.entity, s.op, s.wrong) }, s.ref)
		}
		if o.taken != 0 {
			out.Breach(r, func() string { return fmt.Sprintf("%s was taken twice", o.entity) }, o.ref, o.taken)
		}
		o.taken = refer(r)
	}
}

// count adds a line of an 855 or 856.
func (c *acknowledgements) count(r *history.Record, out *Result) {
	fresh := c.first(r)
	if r.Type.Text == docAnswer || r.Type.Text == docNotice {
		c.unique(r, fresh, out)
	}
	if !fresh {
		return
	}
	l := c.line(r)
	switch {
	case r.Type.Text == docAnswer:
		l.answered = true
		if !rejects(r.State.Text) {
			l.promised += r.Qty
		}
		c.atMost(r, l.promised, l.ordered, l.known, "promised", "ordered", out)
	case r.Type.Text == docNotice:
		l.shipped += r.Qty
		c.atMost(r, l.shipped, l.promised, l.answered, "shipped", "promised", out)
	}
}

// rejects reports whether a status of a line (ACK01) promises nothing.
func rejects(status string) bool {
	return status == "IR" || status == "ID" || len(status) == 2 && status[0] == 'R' && status[1] >= '1' && status[1] <= '8'
}

func (c *acknowledgements) atMost(r *history.Record, have, most int64, known bool, did, of string, out *Result) {
	out.Evaluated++
	if have > most {
		out.Breach(r, func() string {
			if !known {
				return fmt.Sprintf("%s line %d: %d %s, and nothing was %s", r.Entity, r.Line, have, did, of)
			}
			return fmt.Sprintf("%s line %d: %d %s, %d %s", r.Entity, r.Line, have, did, most, of)
		})
	}
}

// giveUp takes the word of somebody who waited.
func (c *acknowledgements) giveUp(r *history.Record, out *Result) {
	twice, from, bound := false, int64(-1), c.bounds.AckNano
	if r.Reason == docAnswer {
		o := c.order(r)
		twice, from, bound, o.gaveUp = o.gaveUp, o.at, c.bounds.AnswerNano, true
	} else if s := c.sent.ref(join(r.Entity.Key, r.Op.Key)); s != nil {
		twice, from, s.gaveUp = s.gaveUp, s.at, true
	}
	if from >= 0 || twice {
		out.Evaluated++
	}
	if twice {
		out.Breach(r, func() string { return fmt.Sprintf("the %s to %s was given up twice", r.Reason, r.Entity) })
	}
	// The witness counts by a clock of its own, and was heard of later than it sent.
	if from >= 0 && r.At-from < bound-min(lateness, bound/4) {
		out.Breach(r, func() string {
			return fmt.Sprintf("the %s to %s was given up after %v, before its time", r.Reason, r.Entity, time.Duration(r.At-from))
		})
	}
}

func (c *acknowledgements) pendingReport(s *sentOrder) bool { return s.report == 0 && !s.gaveUp }

func (o *tradeOrder) pendingAnswer() bool { return o.accepted && o.answer == 0 && !o.gaveUp }

// Quiet judges what never came.
func (c *acknowledgements) Quiet(out *Result) {
	var first *sentOrder
	c.sent.each(func(s sentOrder) {
		if c.pendingReport(&s) && c.now-s.at > c.bounds.AckNano+lateness {
			out.Evaluated++
			out.Breaches++
			if first == nil || s.ref < first.ref {
				first = &s
			}
		}
	})
	if first != nil {
		out.Breaches--
		out.Breach(nil, func() string {
			return fmt.Sprintf("%s of %s was never acknowledged (997), and nobody gave it up", first.entity, first.op)
		}, first.ref)
	}
	var open *tradeOrder
	c.orders.each(func(o tradeOrder) {
		if o.pendingAnswer() && o.at >= 0 && c.now-o.at > c.bounds.AnswerNano+lateness {
			out.Evaluated++
			out.Breaches++
			if open == nil || o.ref < open.ref {
				open = &o
			}
		}
	})
	if open != nil {
		out.Breaches--
		out.Breach(nil, func() string { return fmt.Sprintf("%s was never answered (855), and nobody gave it up", open.entity) }, open.ref)
	}
	for _, s := range c.listed {
		s.quiet(out)
	}
}
