package pod

import (
	"math"
	"strings"

	"github.com/seatrial/seatrial/reference/access"
	"github.com/seatrial/seatrial/reference/credential"
	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// Access is what a pod knows about who may act on it.
type Access struct {
	Rules  *access.Book // until a bundle brings others
	Issuer credential.Public
	Margin int64 // by how much the region's clock may be behind, ns
	Span   int64 // how long lasts what is granted for a time, ns
	// Changes says that policy bundles may bring rules of their own: egress tells the
	// pod which is in force.
	Changes bool
}

// act decides whether somebody may act on the region, records it either way, and
// lets it take effect.
func (p *Pod) act(in *sim.Input, b *event.Body) {
	switch p.keys.look(b.Key, p.clock.Mono) {
	case keyRemembered:
		p.actedBefore(in, b.Key)
		return
	case keyExpired:
		p.reply(in, event.Refused, event.ReasonHorizon)
		return
	case keyInvalid:
		p.reply(in, event.Refused, event.ReasonInvalid)
		return
	}
	if !p.openTo(1) {
		p.reply(in, event.Shed, event.ReasonQueueFull)
		return
	}
	a := p.judge(b.Access)
	body := p.bodies.New()
	body.Access = a
	p.record(&entry{typ: event.AccessDecided, entity: "access/" + p.site.Region, version: p.desk.n + 1, root: history.Hash(b.Key), corr: b.Key,
		tier: sim.Confidential}, body)
	p.actedBefore(in, b.Key)
	if a.Verdict == event.OK {
		p.out.Reach("act-executed")
		p.carryOut(a)
		return
	}
	p.out.Reach("act-refused")
}

// actedBefore answers as was decided.
func (p *Pod) actedBefore(in *sim.Input, key string) {
	a, ok := p.desk.answered(key)
	if !ok {
		p.reply(in, event.Refused, event.ReasonHorizon)
		return
	}
	p.reply(in, a.verdict, a.rules)
}

// judge returns the decision on a wish.
func (p *Pod) judge(wished *event.Access) *event.Access {
	a := *wished
	a.Token, a.Verdict = "", event.Refused
	a.Subject, a.Role, a.Home, a.Expires, a.Requester, a.Approver, a.Until, a.Rules = "", "", "", 0, "", "", 0, ""
	who, err := p.site.Access.Issuer.Read(wished.Token)
	if err != nil {
		a.Rules = event.ReasonForged
		return &a
	}
	a.Subject, a.Role, a.Home, a.Expires = who.Subject, who.Role, who.Region, who.Expires
	r := p.request(&a)
	v := p.rights.book.Decide(r)
	a.Rules = strings.Join(v.Rules, " ")
	switch {
	case v.Allowed:
		a.Verdict = event.OK
	case a.Rules == "":
		a.Rules = event.ReasonDenied
	}
	return &a
}

// request fills in what the pod itself knows: the time, and what was asked for
// and approved before.
func (p *Pod) request(a *event.Access) *access.Request {
	r := &access.Request{Subject: a.Subject, Role: a.Role, Home: a.Home, Expires: a.Expires, Action: a.Action, Resource: a.On,
		Region: p.site.Region, Why: a.Why, Ticket: a.Ticket, Now: p.clock.Wall, Margin: p.site.Access.Margin}
	if w := p.desk.wish(about(a.Action), a.On); w != nil {
		r.Requester = w.requester
		if w.end > p.clock.Mono {
			r.Approver, r.Until = w.approver, w.until
		}
	}
	a.Requester, a.Approver = r.Requester, r.Approver
	switch a.Action {
	case event.ApproveExport, event.ApproveBreakGlass, event.Pause:
		a.Until = p.clock.Wall + p.site.Access.Span
	default:
		a.Until = r.Until
	}
	if p.site.Defects.HonoursExpired() {
		r.Expires = math.MaxInt64
	}
	if p.site.Defects.ApprovesOwn() && a.Action != about(a.Action) && r.Requester != "" {
		r.Requester = "anybody else"
	}
	return r
}

// carryOut does what was decided, as far as it is more than to remember it.
func (p *Pod) carryOut(a *event.Access) {
	switch a.Action {
	case event.Pause:
		p.out.Reach("paused")
	case event.Resume:
		p.waved = false // the timer that is set waits for the end of the pause
		p.armWave()
	case event.Replay:
		p.replayNewest(a.Count)
	case event.BreakGlass:
		p.out.Reach("glass-broken")
	}
}

// isPaused reports whether nothing may be released now.
func (p *Pod) isPaused() bool { return p.desk.paused > p.clock.Mono }
