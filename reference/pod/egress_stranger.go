package pod

import (
	"slices"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/policy"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// strangersMax is how many decisions on what strangers sent are remembered, so
// that what comes again is not decided on again.
const strangersMax = 256

// strange decides on an event of a ledger that is not the owner's. Whatever the
// policy says, it stays at home; what the policy says, is written down.
func (e *Egress) strange(s slot) {
	h := &s.msg.Head
	key := strangerKey(h.Ledger, event.Verdict{Pos: h.Pos, Event: h.ID})
	switch {
	case h.Pos == 0:
		e.out.Reach("egress-refused")
		e.out.Term(s.token)
		return
	case e.met(key):
		e.out.Term(s.token)
		return
	}
	stance, ok := e.stand()
	if !ok {
		e.out.Nak(s.token, nakAfter)
		return
	}
	e.out.Reach("egress-refused")
	reason := policy.ReasonUnreadable
	if body, err := event.View(s.msg.View, s.msg.Body); err == nil && event.Validate(h.Type, body) == nil {
		reason = e.decide(h.Type, h.Tier, e.outlet.to, e.outlet.purpose).Reason
		if reason == "" {
			reason = reasonStranger
		}
	}
	if reason == policy.ReasonUnknownTier {
		e.out.Reach("tier-unknown")
	}
	e.note(stance, h.Ledger, h.Pos, event.Verdict{Pos: h.Pos, Event: h.ID, Type: h.Type, Tier: h.Tier.String(),
		Digest: e.digester.Of(h.ID, s.msg.Body), Reason: reason}, e.outlet.to, e.outlet.purpose)
	e.remind(key)
	e.setAside(e.site, e.out, e.clock, s.msg)
	e.out.Term(s.token)
}

// reasonStranger is why what policy would let go stays at home all the same.
const reasonStranger = "it is of no ledger whose events may leave"

// subscribed answers who asks for events: what is not agreed on is refused, and
// that is a decision as well.
func (e *Egress) subscribed(in *sim.Input, b *event.Body) {
	key := strangerKey(b.Source, event.Verdict{Event: b.Key})
	if e.met(key) {
		e.reply(in, event.Refused, event.ReasonUnknown)
		return
	}
	stance, ok := e.stand()
	if !ok {
		return // asked again, there is an answer
	}
	reason := ""
	for _, typ := range event.Types() {
		d := e.decide(typ, sim.Public, b.Source, b.Reason)
		if d.Allow {
			e.reply(in, event.Refused, event.ReasonKnown) // they get it, and not because they ask
			return
		}
		reason = d.Reason
	}
	e.out.Reach("subscription-refused")
	e.note(stance, b.Source, 0, event.Verdict{Event: b.Key, Type: event.Subscribe, Tier: sim.Public.String(),
		Digest: e.digester.Of(b.Key, in.Msg.Body), Reason: reason}, b.Source, b.Reason)
	e.remind(key)
	e.reply(in, event.Refused, event.ReasonUnknown)
}

// note appends a decision on one message.
func (e *Egress) note(s stance, source string, pos uint64, v event.Verdict, to, purpose string) {
	b := e.bodies.New()
	b.Source, b.Pos = source, pos
	b.Decision = &event.Decision{To: to, Purpose: purpose, Bundle: s.version, Hash: e.force.Hash, Until: pos, Verdicts: []event.Verdict{v}}
	e.append(event.Decided, b)
}

// strangerKey names what a stranger sent: an event, or what it asked for.
func strangerKey(source string, v event.Verdict) uint64 {
	return history.Hash(source) ^ history.Hash(v.Event) ^ v.Pos*0x9E3779B97F4A7C15
}

func (e *Egress) met(key uint64) bool { return slices.Contains(e.strangers, key) }

func (e *Egress) remind(key uint64) {
	if len(e.strangers) == strangersMax {
		e.strangers = slices.Delete(e.strangers, 0, 1)
	}
	e.strangers = append(e.strangers, key)
}
