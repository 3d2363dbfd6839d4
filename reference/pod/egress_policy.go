package pod

import (
	"encoding/base64"
	"errors"
	"math"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/policy"
	"github.com/seatrial/seatrial/sim"
)

// policyAgain is how often egress looks at the clock while a bundle waits for its
// time. Timers do not count on wall clocks, so that it may not wait for one.
const policyAgain = 500_000_000

// rules is the policy by which egress decides: the bundles that came from the
// authority, and which of them is in force.
type rules struct {
	shelf  *policy.Shelf
	signed []publication   // on the shelf, in the order in which they came
	before uint64          // version in force before this one
	force  *event.Bundle   // in force, as the ledger has it; nil = nothing may leave
	query  policy.Query    // of the decision under way
	now    *policy.Decider // that decides it
}

// publication is a bundle that was taken, and when by the clock of here: a bundle
// whose authority has a clock that is fast is no younger than that.
type publication struct {
	*event.Bundle
	came int64 // wall clock, ns
}

// stance is what a decision hangs on besides the event. While it stays the same,
// a decision need not be made again.
type stance struct {
	version uint64
	minds   uint64 // version that waits and restricts it already
	expired bool
}

// stricter reports whether what was decided under another stance has to be
// decided on again.
func (s stance) stricter(old stance) bool {
	return s.version != old.version || s.minds != old.minds || s.expired && !old.expired
}

func newRules(site *Site) rules {
	shelf := policy.NewShelf(policy.Place{Region: site.Region, Regions: site.Regions}, site.TokenKey, site.PolicyKey, site.Skew)
	if site.Defects.LoosensFirst() {
		shelf.LooseFirst()
	}
	return rules{shelf: shelf}
}

// offered takes a policy bundle, or writes down why not. Either is answered when
// it is durable.
func (e *Egress) offered(in *sim.Input, b *event.Body) {
	if e.has(b.Bundle.Signed) {
		e.reply(in, event.OK, "")
		return
	}
	took, err := e.take(b.Bundle.Signed, e.clock.Wall)
	if err != nil {
		e.refuse(in, took, err)
		return
	}
	t := e.bodies.New()
	t.Bundle = took
	e.append(event.BundleTaken, t)
	e.enforce()
	e.reply(in, event.OK, "")
	e.export()
	e.advance()
}

// refuse writes down why a bundle is not taken. Who sent one that is superseded
// need not send it again.
func (e *Egress) refuse(in *sim.Input, what *event.Bundle, err error) {
	e.out.Reach("bundle-refused")
	r := e.bodies.New()
	r.Bundle, r.Reason = what, reasonOf(err)
	e.append(event.BundleRefused, r)
	if errors.Is(err, policy.ErrOld) {
		e.out.Reach("bundle-overtaken")
		e.reply(in, event.OK, event.ReasonKnown)
		return
	}
	e.reply(in, event.Refused, event.ReasonForged)
}

// reasonOf says in a word why a bundle was refused.
func reasonOf(err error) string {
	for _, r := range []struct {
		is   error
		word string
	}{{policy.ErrOld, "superseded"}, {policy.ErrSignature, "signature"}, {policy.ErrForm, "form"}, {policy.ErrTwin, "twin"}, {policy.ErrName, "name"}} {
		if errors.Is(err, r.is) {
			return r.word
		}
	}
	return "cannot be decided by"
}

// has reports whether a publication is on the shelf already.
func (e *Egress) has(signed string) bool {
	for _, b := range e.signed {
		if b.Signed == signed {
			return true
		}
	}
	return false
}

// take puts a bundle that came at an instant of the wall clock onto the shelf, and
// returns what is known of it.
func (e *Egress) take(text string, came int64) (*event.Bundle, error) {
	took := &event.Bundle{}
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return took, policy.ErrForm
	}
	if s, err := policy.ParseSigned(raw); err == nil {
		took.Issued = s.Issued
	}
	b, err := e.shelf.Take(raw, came)
	if b != nil {
		took.Name, took.Version, took.Hash = b.Name, b.Version, b.Hash
	}
	if err != nil {
		return took, err
	}
	took.Signed = text
	e.shelve(publication{Bundle: took, came: came})
	return took, nil
}

// shelve remembers a bundle that was taken, in place of an earlier publication of
// the same, and forgets those that no restart asks for.
func (e *Egress) shelve(took publication) {
	kept := e.signed[:0:0]
	for _, b := range e.signed {
		if b.Version != took.Version && b.Version >= e.before {
			kept = append(kept, b)
		}
	}
	e.signed = append(kept, took)
}

// enforce writes down what is in force from now on, and looks again while a
// bundle waits.
func (e *Egress) enforce() {
	next := e.shelf.Next(e.clock.Wall)
	if v := e.shelf.Version(); v != 0 && (e.force == nil || v != e.force.Version) {
		e.out.Reach("bundle-in-force")
		e.enter(v)
		b := e.bodies.New()
		b.Bundle = &event.Bundle{Name: e.force.Name, Version: v, Hash: e.force.Hash, Issued: e.force.Issued}
		e.append(event.BundleInForce, b)
		e.tell()
	}
	if next != math.MaxInt64 {
		e.out.Timer(timerPolicy, max(1, min(next-e.clock.Wall, policyAgain)))
	}
}

// enter notes which bundle is in force.
func (e *Egress) enter(version uint64) {
	if e.force != nil {
		e.before = e.force.Version
	}
	for _, b := range e.signed {
		if b.Version == version {
			e.force = b.Bundle
		}
	}
}

// stand readies the decider for the decisions of now. False means that nothing
// may be decided: no bundle has come.
func (e *Egress) stand() (stance, bool) {
	e.enforce()
	d, age := e.shelf.In(e.clock.Wall)
	if d == nil {
		return stance{}, false
	}
	if e.site.Defects.NeverExpires() {
		age = 0
	}
	e.now, e.query.Age = d, age
	s := stance{version: e.force.Version, minds: e.shelf.Minds(), expired: d.Expired(age)}
	if s.expired {
		e.out.Reach("policy-expired")
	}
	return s, true
}

// as lets what is decided next be decided as under a stance of the same bundle: what
// seemed out of date then counts as out of date, whatever the clock says now.
func (e *Egress) as(s stance) {
	e.query.Age = 0
	if s.expired {
		e.query.Age = math.MaxInt64
	}
}

// decide asks the policy about a message for a destination and a purpose.
func (e *Egress) decide(typ string, tier sim.Tier, to, purpose string) policy.Decision {
	e.query.Type, e.query.Tier, e.query.To, e.query.Purpose = typ, tier, to, purpose
	return e.now.Decide(&e.query)
}
