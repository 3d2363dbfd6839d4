package pod

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"strconv"

	"github.com/seatrial/seatrial/reference/access"
	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/policy"
	"github.com/seatrial/seatrial/sim"
)

// rights is by which rules a pod decides who may act on its region: those that its
// site starts with, or those of the newest policy bundle that came into force.
type rights struct {
	book   *access.Book
	bundle *event.Bundle // that brought them; nil = they are the site's
	n      uint64        // changes so far
}

// empower takes a bundle that is in force at the region's edge: from now on people
// act by the rules that it brings. It is answered when that is durable.
func (p *Pod) empower(in *sim.Input, b *event.Body) {
	if !p.site.Access.Changes { // nothing of it would outlive a snapshot
		p.reply(in, event.Refused, event.ReasonInvalid)
		return
	}
	came, _, err := p.readRights(b.Bundle.Signed)
	if err != nil {
		p.reply(in, event.Refused, event.ReasonForged)
		return
	}
	if !p.isNews(in, p.rights.bundle == nil || came.Version > p.rights.bundle.Version) {
		return
	}
	p.out.Reach("rights-changed")
	body := p.bodies.New()
	body.Bundle = came
	p.record(&entry{typ: event.RightsInForce, entity: "rights/" + p.site.Region, version: p.rights.n + 1, tier: sim.Internal}, body)
	p.reply(in, event.OK, "")
}

// readRights reads a bundle, checks who signed it and compiles its rules; a bundle
// that brings none brings the default ones.
func (p *Pod) readRights(text string) (*event.Bundle, *access.Book, error) {
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, nil, policy.ErrForm
	}
	signed, err := policy.ParseSigned(raw)
	if err != nil {
		return nil, nil, err
	}
	b, err := signed.Open(p.site.PolicyKey)
	if err != nil {
		return nil, nil, err
	}
	book, err := access.Compile(cmp.Or(b.Access, access.Default))
	return &event.Bundle{Name: b.Name, Version: b.Version, Hash: b.Hash, Issued: signed.Issued, Signed: text}, book, err
}

// absorbRights lets rules count, when they come and when they are replayed.
func (p *Pod) absorbRights(n uint64, b *event.Bundle) {
	_, book, err := p.readRights(b.Signed)
	if err != nil {
		panic(fmt.Sprintf("pod %s cannot read the rights of bundle %d in its own ledger: %v", p.name, b.Version, err))
	}
	p.rights.n, p.rights.bundle = n, b
	if !p.site.Defects.KeepsFirstRights() {
		p.rights.book = book
	}
}

// packRights writes the rules, where bundles may bring any.
func (p *Pod) packRights(k *event.Pack) {
	if !p.site.Access.Changes {
		return
	}
	k.Uint(p.rights.n)
	if p.rights.n > 0 {
		k.Text(p.rights.bundle.Signed)
	}
}

func (p *Pod) unpackRights(u *event.Unpack) {
	if !p.site.Access.Changes {
		return
	}
	n := u.Uint()
	if n == 0 || u.Err != nil {
		return
	}
	text := u.Text()
	came, _, err := p.readRights(text)
	if err != nil {
		panic(fmt.Sprintf("pod %s cannot read the rights in its snapshot: %v", p.name, err))
	}
	p.absorbRights(n, came)
}

const (
	rightsCall  = 1 << 47       // bit of the ids of calls about rights; below it is the version
	rightsAgain = 1_000_000_000 // until the pod is told again
)

func rightsOf(version uint64) uint64 { return rightsCall | version&(rightsCall-1) }

// tell tells the pod which bundle is in force, until it has answered: it decides by
// the rules of that bundle who may act.
func (e *Egress) tell() {
	if !e.site.Access.Changes || e.outlet.mirrors || e.force == nil || e.told == e.force.Version {
		return
	}
	v := e.force.Version
	b := e.bodies.New()
	b.Bundle = &event.Bundle{Signed: e.force.Signed}
	e.out.Call(e.site.Pod, rightsOf(v), e.message(&sim.Head{ID: e.name + "!" + strconv.FormatUint(v, 10), Type: event.OfferBundle, Source: e.name,
		Entity: "policy", Region: e.site.Region, Tier: sim.Internal, Time: e.clock.Wall}, b))
	e.out.Timer(timerRights, rightsAgain)
}

// isTold takes the pod's answer. Rules that it cannot use do not become usable by
// being offered again.
func (e *Egress) isTold(in *sim.Input) {
	b, err := event.View(in.Msg.View, in.Msg.Body)
	if err != nil || event.ValidateReply(b) != nil || b.Status == event.Shed || e.force == nil || in.ID != rightsOf(e.force.Version) {
		return
	}
	e.told = e.force.Version
	e.out.Cancel(timerRights)
}
