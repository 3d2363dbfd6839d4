package outside

import (
	"strconv"

	"github.com/seatrial/seatrial/reference/credential"
	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

const (
	intrudeEvery = 700_000_000     // between two attempts
	staleSince   = 30_000_000_000  // so long ago the credential that was found expired
	stillGood    = 300_000_000_000 // so long is the one that was stolen good
)

// Intruder acts on a region without a right, while a fault tells it to: with a
// credential that was stolen in another region, or with one that has expired. Its
// ledger says what it tried, and what became of it.
type Intruder struct {
	party
	stolen, expired bool
	armed           bool
	epoch           int64 // wall clock at the instant 0 of the monotonic one
	n               uint64
	open            event.Index[attempt]
}

// attempt is an act that is not answered.
type attempt struct {
	key, action, role, home string
	expires                 int64 // monotonic clock
}

// NewIntruder returns the intruder of a site.
func NewIntruder(s *Site) *Intruder { return &Intruder{party: newParty("intruder", s)} }

// Step reacts to one input. An order says with its OK whether it begins or ends.
func (x *Intruder) Step(clock sim.Clock, in *sim.Input, out *sim.Effects) {
	x.begin(clock, out)
	defer x.end()
	switch in.Kind {
	case sim.InStart:
		x.epoch = clock.Wall - clock.Mono
	case sim.InOperator:
		switch in.Msg.Head.Type {
		case event.UseStolen:
			x.stolen = in.OK
		case event.UseExpired:
			x.expired = in.OK
		default:
			return
		}
		x.arm(0)
	case sim.InTimer:
		x.armed = false
		x.try()
		x.arm(intrudeEvery)
	case sim.InReply:
		x.answered(in)
	}
}

func (x *Intruder) arm(after int64) {
	if !x.armed && (x.stolen || x.expired) {
		x.armed = true
		x.out.Timer(1, after)
	}
}

// try acts once with each credential that it has.
func (x *Intruder) try() {
	if x.stolen {
		x.act(attempt{home: x.site.Elsewhere, expires: x.clock.Mono + stillGood})
	}
	if x.expired {
		x.act(attempt{home: x.site.Region, expires: x.clock.Mono - staleSince})
	}
}

// act reads and replays by turns.
func (x *Intruder) act(a attempt) {
	x.n++
	a.key, a.action, a.role = x.name+"/"+strconv.FormatUint(x.n, 10), event.Read, "auditor"
	if x.n%2 == 0 {
		a.action, a.role = event.Replay, "replay-engineer"
	}
	b := x.bodies.New()
	b.Key = a.key
	b.Access = &event.Access{Action: a.action, On: "pod/" + x.site.Region, Why: "found it", Count: 1,
		Token: x.site.Issuer.Sign(credential.Credential{Subject: "mallory", Role: a.role, Region: a.home, Expires: x.epoch + a.expires})}
	x.open.Set(x.n, a)
	x.witness(&a, actRequested)
	x.out.Call(x.site.Pod, x.n, x.message(event.Act, b.Access.On, sim.Confidential, b))
}

// answered takes what became of an attempt. One without an answer is left alone.
func (x *Intruder) answered(in *sim.Input) {
	a, ok := x.open.Get(in.ID)
	if !ok {
		return
	}
	switch status, reason := x.status(in); status {
	case event.OK:
		x.witness(&a, actExecuted)
	case event.Refused:
		x.witness(&a, actRefused).Reason = reason
	}
	x.open.Remove(in.ID)
}

func (x *Intruder) witness(a *attempt, label string) *history.Record {
	r := x.out.Witness(history.KindAct)
	r.Op, r.Type, r.Entity, r.Label = history.N(a.key), history.N(a.action), history.N("pod/"+x.site.Region), history.N(label)
	r.Consumer, r.State, r.From, r.AsOf = history.N("mallory"), history.N(a.role), history.N(a.home), a.expires
	return r
}
