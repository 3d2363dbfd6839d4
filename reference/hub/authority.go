package hub

import (
	"encoding/base64"
	"fmt"
	"strconv"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/policy"
	"github.com/seatrial/seatrial/sim"
)

const (
	offerAgain = 2_000_000_000 // until a bundle that a region has not answered goes again
	offersMax  = 16            // publications kept
)

// AuthoritySite is what the policy authority knows from the start.
type AuthoritySite struct {
	Region    string
	Edges     []sim.Addr // who is told, one per region
	PolicyKey []byte     // public key of who signs policy bundles
}

// Authority hands out the policy: it takes signed bundles from the policy office,
// keeps them, and offers each to the edge of every region until that has answered.
// It signs nothing and changes nothing. No region waits for it: without it the
// last good bundle counts on.
type Authority struct {
	site   *AuthoritySite
	opener policy.Opener
	pos    uint64 // of its last entry
	saved  uint64
	first  uint64 // number of offers[0]
	offers []offer
	armed  bool

	bodies   event.Slab[event.Body]
	messages event.Slab[sim.Message]
	ink      event.Ink
	clock    sim.Clock
	out      *sim.Effects
}

// offer is a publication, and which edges have answered it.
type offer struct {
	bundle *event.Bundle
	done   []bool
}

// NewAuthority returns the authority of a site, before its recovery.
func NewAuthority(site *AuthoritySite) *Authority {
	return &Authority{site: site, opener: policy.Opener{Authority: site.PolicyKey}, first: 1}
}

// Step reacts to one input.
func (a *Authority) Step(clock sim.Clock, in *sim.Input, out *sim.Effects) {
	a.clock, a.out = clock, out
	switch in.Kind {
	case sim.InCall:
		a.call(in)
	case sim.InReply:
		a.answered(in)
	case sim.InTimer:
		a.armed = false
		a.distribute()
	case sim.InRecover:
		a.recover(in)
		a.distribute()
	}
	if a.pos-a.saved >= saveEvery {
		a.saved = a.pos
		out.Snapshot(a.pos, a.pack(), a.pos+1)
	}
	a.out = nil
}

// call takes a bundle of the office.
func (a *Authority) call(in *sim.Input) {
	b, err := event.View(in.Msg.View, in.Msg.Body)
	if err == nil {
		err = event.Validate(in.Msg.Head.Type, b)
	}
	if err != nil || in.Msg.Head.Type != event.OfferBundle {
		a.reply(in, event.Refused, event.ReasonInvalid)
		return
	}
	for _, o := range a.offers {
		if o.bundle.Signed == b.Bundle.Signed {
			a.reply(in, event.OK, "")
			return
		}
	}
	bundle, ok := a.open(b.Bundle.Signed)
	if !ok {
		a.reply(in, event.Refused, event.ReasonForged)
		return
	}
	taken := a.bodies.New()
	taken.Bundle = bundle
	a.pos++
	a.out.Append(a.pos, a.message(event.BundleTaken, "authority@"+strconv.FormatUint(a.pos, 10), taken))
	a.keep(bundle)
	a.reply(in, event.OK, "")
	a.offer(len(a.offers) - 1)
}

// open reads a bundle and checks who signed it.
func (a *Authority) open(text string) (*event.Bundle, bool) {
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, false
	}
	signed, err := policy.ParseSigned(raw)
	if err != nil {
		return nil, false
	}
	b, err := a.opener.Open(&signed)
	if err != nil {
		return nil, false
	}
	return &event.Bundle{Name: b.Name, Version: b.Version, Hash: b.Hash, Issued: signed.Issued, Signed: text}, true
}

// keep remembers a publication, in place of an earlier one of the same bundle.
func (a *Authority) keep(b *event.Bundle) {
	for i := range a.offers {
		if a.offers[i].bundle.Version == b.Version {
			for k := range a.offers[i].done {
				a.offers[i].done[k] = true // what is newer says the same
			}
		}
	}
	if len(a.offers) == offersMax {
		a.offers = a.offers[1:]
		a.first++
	}
	a.offers = append(a.offers, offer{bundle: b, done: make([]bool, len(a.site.Edges))})
}

// distribute offers everything that is not answered.
func (a *Authority) distribute() {
	for i := range a.offers {
		a.offer(i)
	}
}

// offer tells every edge that has not answered. It is asked again in a while.
func (a *Authority) offer(i int) {
	o := &a.offers[i]
	b := a.bodies.New()
	b.Bundle = &event.Bundle{Signed: o.bundle.Signed}
	id := "bundle/" + strconv.FormatUint(o.bundle.Version, 10) + "/" + strconv.FormatInt(o.bundle.Issued, 10)
	var m *sim.Message
	for edge, done := range o.done {
		if done {
			continue
		}
		if m == nil {
			m = a.message(event.OfferBundle, id, b)
		}
		a.out.Call(a.site.Edges[edge], (a.first+uint64(i))<<8|uint64(edge), m)
	}
	if m != nil && !a.armed {
		a.armed = true
		a.out.Timer(1, offerAgain)
	}
}

// answered notes that an edge has a bundle. One that refused it may have got it
// garbled: it is offered again.
func (a *Authority) answered(in *sim.Input) {
	b, err := event.View(in.Msg.View, in.Msg.Body)
	n, edge := in.ID>>8, int(in.ID&0xFF)
	if err != nil || b.Status != event.OK || n < a.first || n >= a.first+uint64(len(a.offers)) || edge >= len(a.site.Edges) {
		a.out.Reach("bundle-not-taken")
		return
	}
	a.offers[n-a.first].done[edge] = true
}

func (a *Authority) message(typ, id string, b *event.Body) *sim.Message {
	m := a.messages.New()
	m.Head = sim.Head{ID: id, Type: typ, Source: "authority", Entity: "policy", Region: a.site.Region, Tier: sim.Internal,
		Time: a.clock.Wall, Purpose: event.Governance}
	if typ == event.BundleTaken {
		m.Head.Ledger, m.Head.Pos, m.Head.Purpose = "authority", a.pos, ""
	}
	m.Body, m.View = a.ink.Body(b), b
	return m
}

func (a *Authority) reply(in *sim.Input, status, reason string) {
	h := &in.Msg.Head
	m := a.messages.New()
	m.Head = sim.Head{ID: h.ID, Type: h.Type, Source: "authority", Entity: h.Entity, Region: a.site.Region, Tier: sim.Internal, Corr: h.Corr, Time: a.clock.Wall}
	m.View, m.Body = event.Reply(&a.ink, status, reason)
	a.out.Reply(in.From, in.ID, m)
}

// recover rebuilds what was published. Who has answered is not written down, so
// everybody is asked once more.
func (a *Authority) recover(in *sim.Input) {
	if in.Snapshot != nil {
		a.out.Reach("snapshot-recovered")
		a.unpack(in.Snapshot)
	}
	for i, m := range in.Tail {
		if in.Pos-uint64(len(in.Tail)-1-i) <= a.pos {
			continue
		}
		b, err := event.View(m.View, m.Body)
		if err != nil {
			panic(fmt.Sprintf("authority cannot read its own ledger: %v", err))
		}
		a.keep(b.Bundle)
	}
	a.pos = in.Pos
}

func (a *Authority) pack() []byte {
	k := &event.Pack{}
	k.Uint(a.pos)
	k.Uint(a.first)
	k.Uint(uint64(len(a.offers)))
	for _, o := range a.offers {
		k.Text(o.bundle.Signed)
	}
	return k.Bytes
}

func (a *Authority) unpack(snapshot []byte) {
	u := event.NewUnpack(snapshot)
	a.pos, a.first = u.Uint(), u.Uint()
	a.saved = a.pos
	for range u.Len() {
		if b, ok := a.open(u.Text()); ok {
			a.keep(b)
		}
	}
	if u.Err != nil {
		panic(fmt.Sprintf("authority: %v", u.Err))
	}
}
