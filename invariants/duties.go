package invariants

import (
	"fmt"
	"time"

	"github.com/seatrial/seatrial/sim/history"
)

// SeparationOfDuties is I-35: what needs two people is never done by one, and what
// is granted for a time ends by itself.
//
// ALWAYS (act, executed; request-X, approve-X and X are about the same entity):
// whoever approves is not who asked; an action that the header grants only when
// approved was approved by somebody else before, was asked for within the time
// that the grant lasts, by the declared skew of clocks, and for a stated reason; a
// request for it names a ticket. Answers may overtake each other: of an act that is
// heard of before an approval that is under way it is judged when that is answered.
//
// Evaluations: an approval of something that was asked for, executed or refused
// because both are the same person; a use of what was or had to be approved.
var SeparationOfDuties = Promise{
	ID: "I-35", Name: "separation-of-duties", Mode: Always,
	Title: "What takes two people is never done by one, and emergency access ends by itself.",
	Sees:  history.Of(history.KindAct, history.KindClock, history.KindBundle, history.KindFault),
	Needs: history.Of(history.KindAct),
	New:   newDuties,
}

type duties struct {
	acts  acts
	pairs recent[pairOfHands] // by action and entity

	waiting int // acts that hang on an approval without an answer
}

// pairOfHands is who asked for something and who approved it.
type pairOfHands struct {
	requester, approver history.Name
	asked, approved     Ref
	at                  int64 // when the approval was answered

	asks, approves history.Name // whose request, and whose approval, is under way
	early          []use        // heard of before the approval
}

// use is an act that somebody else has to have approved.
type use struct {
	who history.Name
	ref Ref
}

func newDuties(h *history.Header) Checker {
	return &duties{acts: newActs(h), pairs: newRecent[pairOfHands](h.Bounds.HorizonNano)}
}

func (c *duties) See(r *history.Record, out *Result) {
	answered := c.acts.see(r)
	if r.Kind != history.KindAct {
		return
	}
	step, of := stepOf(r.Type.Text)
	key := join(history.Hash(of), r.Entity.Key)
	executed := r.Label.Text == actExecuted
	hands := c.pairs.ref(key)
	if hands == nil {
		hands = c.pairs.add(key, pairOfHands{}, r.At)
	}
	if !answered {
		hands.begin(step, r.Consumer)
		return
	}
	if step == "approve" && hands.requester.IsZero() {
		hands.requester = hands.asks
	}
	switch {
	case step == "request" && executed:
		c.request(r, hands, out)
	case step == "approve" && !hands.requester.IsZero():
		c.approve(r, hands, executed, out)
	case step == "":
		c.use(r, hands, executed, out)
	}
}

// begin notes that somebody asks, or wants to approve, and has no answer yet.
func (h *pairOfHands) begin(step string, who history.Name) {
	switch step {
	case "request":
		h.asks = who
	case "approve":
		h.approves = who
	}
}

func (c *duties) request(r *history.Record, hands *pairOfHands, out *Result) {
	if hands.requester.IsZero() {
		hands.requester, hands.asked = r.Consumer, refer(r)
	}
	if r.Note == "" {
		out.Evaluated++
		out.Breach(r, func() string { return fmt.Sprintf("%s: %s on %s without a ticket", r.Consumer, r.Type, r.Entity) })
	}
}

func (c *duties) approve(r *history.Record, hands *pairOfHands, executed bool, out *Result) {
	hands.approves = history.Name{}
	c.overtaken(r, hands, executed, out)
	same := r.Consumer.Key == hands.requester.Key
	if executed || same {
		out.Evaluated++
	}
	if !executed {
		return
	}
	if same {
		out.Breach(r, func() string {
			return fmt.Sprintf("%s approved what they had asked for themselves: %s on %s", r.Consumer, r.Type, r.Entity)
		}, hands.asked)
	}
	hands.approver, hands.approved, hands.at = r.Consumer, refer(r), r.At
}

// overtaken judges what was heard of before the approval that is answered now.
func (c *duties) overtaken(r *history.Record, hands *pairOfHands, executed bool, out *Result) {
	for _, u := range hands.early {
		out.Evaluated++
		if !executed || u.who.Key == r.Consumer.Key {
			out.Breach(r, func() string { return fmt.Sprintf("%s: %s, which nobody else approved", u.who, r.Entity) }, u.ref)
		}
	}
	c.waiting -= len(hands.early)
	hands.early = nil
}

// use judges something that may only be done once it is approved.
func (c *duties) use(r *history.Record, hands *pairOfHands, executed bool, out *Result) {
	g := c.acts.grant(r)
	if g == nil || !g.Approved {
		return
	}
	over := c.acts.since(r) - hands.at - g.ForNano
	late := g.ForNano > 0 && over > c.acts.skew && c.acts.timed(r)
	switch {
	case hands.approver.IsZero() && executed && !hands.approves.IsZero() && hands.approves.Key != r.Consumer.Key:
		hands.early = append(hands.early, use{r.Consumer, refer(r)})
		c.waiting++
		c.reasoned(r, hands, out)
	case hands.approver.IsZero() || hands.approver.Key == r.Consumer.Key:
		out.Evaluated++
		if executed {
			out.Breach(r, func() string {
				return fmt.Sprintf("%s: %s on %s, which nobody else approved", r.Consumer, r.Type, r.Entity)
			}, hands.asked)
		}
	case late:
		out.Evaluated++
		if executed {
			out.Breach(r, func() string {
				return fmt.Sprintf("%s: %s on %s asked for %v after the approval had ended", r.Consumer, r.Type, r.Entity, time.Duration(over))
			}, hands.approved)
		}
	case executed:
		out.Evaluated++
		c.reasoned(r, hands, out)
	}
}

// reasoned judges that somebody says why they act.
func (c *duties) reasoned(r *history.Record, hands *pairOfHands, out *Result) {
	if r.Purpose.IsZero() {
		out.Breach(r, func() string { return fmt.Sprintf("%s: %s on %s without a reason", r.Consumer, r.Type, r.Entity) }, hands.approved)
	}
}

// Quiet implements [Checker]. What hangs on an approval that was never answered has no
// verdict.
func (c *duties) Quiet(out *Result) {
	if c.waiting > 0 {
		out.Missing = fmt.Sprintf("%d acts were carried out before an approval that was never answered", c.waiting)
	}
}
