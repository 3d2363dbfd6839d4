package outside

import (
	"strconv"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// Publication is a policy bundle that the office is to publish.
type Publication struct {
	Name      string
	Version   uint64
	At        int64 // ns since the start of the run
	Effective int64 // likewise; 0 = at once
	TTL       int64 // ns
	// Sign returns the bundle with its effective instant and when it is issued, both
	// by the office's wall clock, signed and in base64; and its hash.
	Sign func(effective, issued int64) (signed, hash string)
}

// OfficeSite is what the policy office knows from the start.
type OfficeSite struct {
	Authority    sim.Addr
	Publications []Publication
}

// Timers of the office.
const (
	timerConfirm = iota + 1
	timerOffer
	timerPublish // + place of the publication
)

// offerAgain is when a bundle that the authority has not answered goes again.
const offerAgain = 1_000_000_000

// Office is who is responsible for the policy: people, with a key of their own. It
// publishes bundles at their instants and witnesses that it did, and as long as a
// bundle is meant to count it confirms it in time, by signing it again.
type Office struct {
	party
	offices *OfficeSite
	start   int64 // wall clock at the start of the run
	newest  int   // place of what was published last; -1 = nothing yet
	open    []*sim.Message
}

// NewOffice returns the policy office.
func NewOffice(s *Site, o *OfficeSite) *Office {
	f := &Office{party: newParty("policy-office", s), offices: o, newest: -1}
	f.name = "policy-office"
	return f
}

// Step reacts to one input.
func (o *Office) Step(clock sim.Clock, in *sim.Input, out *sim.Effects) {
	o.begin(clock, out)
	defer o.end()
	switch in.Kind {
	case sim.InStart:
		o.start = clock.Wall - clock.Mono
		for i, p := range o.offices.Publications {
			out.Timer(timerPublish+uint64(i), max(0, p.At-clock.Mono))
		}
	case sim.InTimer:
		o.timer(in.ID)
	case sim.InReply:
		if status, _ := o.status(in); status != "" && len(o.open) > 0 && in.Msg.Head.ID == o.open[0].Head.ID {
			o.open = o.open[1:]
			o.offer()
		}
	}
}

func (o *Office) timer(id uint64) {
	switch id {
	case timerConfirm:
		if o.newest >= 0 {
			o.publish(o.newest)
		}
	case timerOffer:
		o.offer()
	default:
		o.newest = int(id - timerPublish)
		o.publish(o.newest)
	}
}

// publish signs a bundle now, witnesses it, and gives it to the authority.
func (o *Office) publish(i int) {
	p := &o.offices.Publications[i]
	effective := int64(0)
	if p.Effective > 0 {
		effective = o.start + p.Effective
	}
	issued := o.clock.Wall
	signed, hash := p.Sign(effective, issued)
	w := o.out.Witness(history.KindBundle)
	w.Stream, w.Version, w.Label, w.Reason = history.N(p.Name), p.Version, history.N(hash), "published"
	w.AsOf, w.Qty, w.Op = p.Effective, p.TTL, history.N(strconv.FormatInt(issued, 10))

	b := o.bodies.New()
	b.Bundle = &event.Bundle{Signed: signed}
	m := o.message(event.OfferBundle, "policy", sim.Internal, b)
	m.Head.ID = "office/" + strconv.FormatUint(p.Version, 10) + "/" + strconv.FormatInt(issued, 10)
	o.open = append(o.open, m)
	if len(o.open) == 1 {
		o.offer()
	}
	o.out.Timer(timerConfirm, max(1, p.TTL/3))
}

// offer gives the authority the oldest bundle that it has not answered.
func (o *Office) offer() {
	if len(o.open) == 0 {
		o.out.Cancel(timerOffer)
		return
	}
	o.out.Call(o.offices.Authority, 1, o.open[0])
	o.out.Timer(timerOffer, offerAgain)
}
