package outside

import (
	"strconv"

	"github.com/seatrial/seatrial/reference/credential"
	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/topology"
)

// Labels of an act, from asking to what became of it.
const (
	actRequested = "requested"
	actExecuted  = "executed"
	actRefused   = "refused"
)

const (
	actAgain = 1_000_000_000 // an act without an answer is asked for again after this
	triesMax = 60

	neverGood = -3600_000_000_000 // when a credential that nobody issued expired: long before the run
)

// Operator is everybody who acts on a region: it asks for what the script says
// and with the credentials that the script gives, good, foreign, expired or
// forged. Its ledger says who really asked, when, and what became of it.
type Operator struct {
	party
	acts     []topology.Act // of the region, in the order of the script
	open     []*wish        // by number; nil = not asked yet, or settled
	approved map[string]string
	epoch    int64 // wall clock at the instant 0 of the monotonic one, read while no clock was wrong
}

// wish is an act that was asked for and not answered.
type wish struct {
	msg     *sim.Message
	expires int64 // monotonic clock
	tries   int
}

// NewOperator returns the operator of a site.
func NewOperator(s *Site) *Operator {
	o := &Operator{party: newParty("operator", s), approved: map[string]string{}}
	for _, a := range s.Workload.Acts {
		if a.Region == s.Region {
			o.acts = append(o.acts, a)
		}
	}
	o.open = make([]*wish, len(o.acts))
	return o
}

// Step reacts to one input. The timer of an act has its number.
func (o *Operator) Step(clock sim.Clock, in *sim.Input, out *sim.Effects) {
	o.begin(clock, out)
	defer o.end()
	switch in.Kind {
	case sim.InStart:
		o.epoch = clock.Wall - clock.Mono
		for i := range o.acts {
			o.out.Timer(uint64(i), max(int64(o.acts[i].At)-clock.Mono, 0))
		}
	case sim.InTimer:
		o.ask(int(in.ID))
	case sim.InReply:
		o.answered(in)
	}
}

// ask asks for an act, or asks again.
func (o *Operator) ask(i int) {
	w := o.open[i]
	switch {
	case w == nil:
		w = o.wish(i)
		o.open[i] = w
		o.witness(i, w, actRequested)
	case w.msg == nil:
		return // it was answered
	}
	if w.tries++; w.tries <= triesMax {
		o.out.Call(o.site.Pod, uint64(i), w.msg)
		o.out.Timer(uint64(i), actAgain)
	}
}

// wish writes what is asked for, with a credential of its own.
func (o *Operator) wish(i int) *wish {
	a := &o.acts[i]
	w := &wish{expires: o.clock.Mono + int64(a.TTL-a.Age)}
	issuer := o.site.Issuer
	if a.Forged {
		issuer, w.expires = credential.NewKey(o.site.Seed, "nobody"), neverGood
	}
	b := o.bodies.New()
	b.Key = o.name + "/" + strconv.Itoa(i+1)
	b.Access = &event.Access{Action: a.Action, On: a.On, Why: a.Why, Ticket: a.Ticket, Count: a.Count,
		Token: issuer.Sign(credential.Credential{Subject: a.Who, Role: a.Role, Region: a.Belongs(), Expires: o.epoch + o.clock.Mono + int64(a.TTL-a.Age)})}
	w.msg = o.message(event.Act, a.On, sim.Confidential, b)
	return w
}

// answered takes what became of an act.
func (o *Operator) answered(in *sim.Input) {
	i := int(in.ID)
	if i >= len(o.open) || o.open[i] == nil || o.open[i].msg == nil {
		return
	}
	w := o.open[i]
	switch status, reason := o.status(in); status {
	case event.OK:
		o.witness(i, w, actExecuted)
		o.note(&o.acts[i])
	case event.Refused:
		o.witness(i, w, actRefused).Reason = reason
	default:
		return // it is asked for again
	}
	o.out.Cancel(uint64(i))
	w.msg = nil
}

// note remembers who approved what.
func (o *Operator) note(a *topology.Act) {
	if a.Action == event.ApproveExport || a.Action == event.ApproveBreakGlass {
		o.approved[a.On] = a.Who
	}
}

func (o *Operator) witness(i int, w *wish, label string) *history.Record {
	a := &o.acts[i]
	r := o.out.Witness(history.KindAct)
	r.Op, r.Type, r.Entity, r.Label = history.N(w.msg.Head.ID), history.N(a.Action), history.N(a.On), history.N(label)
	r.Consumer, r.State, r.From = history.N(a.Who), history.N(a.Role), history.N(a.Belongs())
	r.AsOf, r.Purpose, r.Note, r.Cause = w.expires, history.N(a.Why), a.Ticket, history.N(o.approved[a.On])
	return r
}
