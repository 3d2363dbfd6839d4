package pod

import (
	"fmt"
	"strconv"

	"github.com/seatrial/seatrial/reference/defect"
	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// WardenSite is what the warden of a region knows from the start.
type WardenSite struct {
	Region  string
	Pod     sim.Addr
	Mirror  sim.Addr
	Standby sim.Addr
	Leases  sim.Addr
	Terms   history.Failover
	Defects defect.Set
}

// Timers of a warden.
const (
	timerRenew = iota + 1 // the lease is asked for again
	timerPull             // what nobody answered is asked for again
)

// Calls of a warden, in the upper bits of their ids.
const (
	callRenew = (iota + 1) << 40
	callStanding
	callPull
	callSubmit
	callMask = 0xFF << 40
)

const (
	pullAgain = 500_000_000 // until an unanswered question for a command, or an unanswered command, goes again
	pullsOpen = 16          // questions for commands that may be open

	questionsOpen = 32  // questions for the lease that may be open: a link may be longer than the time between two
	wardenSave    = 128 // entries between two snapshots
)

// Warden asks the hub for the lease of its region, on behalf of the pod, which calls
// nobody abroad. Where the standby has taken over it hands back first: it fetches, in
// their order, the commands that the standby took, lets the pod do each under its own
// key, and writes down what became of it. What the pod cannot do is listed, for
// somebody to look at. When the standby takes no more and nothing is left, the hub
// gives the region its commands again.
type Warden struct {
	site    *WardenSite
	name    string
	owner   string
	pos     uint64
	saved   uint64
	term    uint64 // in which the pod may take commands; 0 = it may not
	until   int64  // for how long, monotonic clock
	away    uint64 // term in which the standby has them; 0 = it has not
	done    bool   // all of that term is handed back
	next    uint64 // number of the first command that is not handed back
	fetched [pullsOpen]*event.Body
	last    uint64 // number of the last command of the standby, if it is known; next-1 = nothing is left
	podPos  uint64 // how far the pod is, by its word; 0 = it has not said so
	podAt   int64  // when it said so
	due     bool   // the hub is to be asked as soon as the pod says how far it is
	stand   event.Lease
	asked   [questionsOpen]int64 // when each of the last questions for the lease was asked, by its number
	heard   uint64               // the highest term that the hub has told of
	up      int64                // since when it runs, wall clock
	round   uint64
	waits   *sim.Input // the pod's question, while nothing is known
	news    teller     // of when the pod took commands again
	scribe
	clock sim.Clock
	out   *sim.Effects
}

// NewWarden returns the warden of a site, before its recovery.
func NewWarden(site *WardenSite) *Warden {
	return &Warden{site: site, name: "warden/" + site.Region, owner: "pod/" + site.Region, next: 1, news: newTeller(site.Pod, sim.Nowhere)}
}

// Step reacts to one input.
func (w *Warden) Step(clock sim.Clock, in *sim.Input, out *sim.Effects) {
	w.clock, w.out = clock, out
	switch in.Kind {
	case sim.InCall:
		w.call(in)
	case sim.InReply:
		w.answered(in)
	case sim.InTimer:
		if in.ID == timerRenew {
			w.renew()
		} else {
			w.fetch()
		}
	case sim.InRecover:
		w.up = clock.Wall
		w.recover(in)
		w.renew()
	}
	w.save()
	w.out = nil
}

// call takes the pod's question for how long it may take commands. As long as the hub
// has not said anything in this life it waits.
func (w *Warden) call(in *sim.Input) {
	b, err := event.View(in.Msg.View, in.Msg.Body)
	if err != nil || in.Msg.Head.Type != event.AskLease || event.Validate(event.AskLease, b) != nil {
		w.say(in, event.Refused, event.ReasonInvalid, nil)
		return
	}
	w.podPos, w.podAt = b.Lease.Pos, w.clock.Mono
	if w.due {
		w.renew()
	}
	if w.term == 0 && w.away == 0 {
		kept := *in
		w.waits = &kept
		return
	}
	w.tell(in)
}

// tell says for how long the pod may take commands.
func (w *Warden) tell(in *sim.Input) {
	l := &event.Lease{Term: w.term}
	if w.term != 0 {
		l.Left = max(w.until-w.clock.Mono, 0)
	}
	w.say(in, event.OK, "", l)
}

func (w *Warden) say(in *sim.Input, status, reason string, l *event.Lease) {
	r := w.bodies.New()
	r.Status, r.Reason, r.Lease = status, reason, l
	m := w.answer(in, w.name, w.site.Region, sim.Internal, w.clock.Wall, r)
	m.Head.Purpose = sim.Heartbeat
	w.out.Reply(in.From, in.ID, m)
}

// renew asks the mirror by which policy it copies, and the hub for the lease. What it
// says of the pod is half a renewal old at most; where the pod has not said anything
// since, it may be dead, and is waited for.
func (w *Warden) renew() {
	w.out.Timer(timerRenew, w.site.Terms.RenewNano)
	w.tellNews()
	q := w.bodies.New()
	q.Lease = &event.Lease{}
	w.out.Call(w.site.Mirror, callStanding, w.ask(event.AskStanding, sim.Heartbeat, q))
	w.due = w.podPos == 0 || w.clock.Mono-w.podAt > w.site.Terms.RenewNano/2
	if w.due {
		return
	}
	w.round++
	w.asked[w.round%questionsOpen] = w.clock.Mono
	b := w.bodies.New()
	l := w.stand
	l.Holder, l.Term, l.Pos, l.Done = w.owner, w.away, w.podPos, w.done
	b.Lease = &l
	w.out.Call(w.site.Leases, callRenew|w.round, w.ask(event.RenewLease, sim.Heartbeat, b))
}

func (w *Warden) ask(typ, purpose string, b *event.Body) *sim.Message {
	id := w.name + "?" + strconv.FormatInt(w.clock.Mono, 10)
	return w.message(&sim.Head{ID: id, Corr: id, Type: typ, Source: w.name, Entity: w.owner,
		Region: w.site.Region, Tier: sim.Internal, Time: w.clock.Wall, Purpose: purpose}, b)
}

func (w *Warden) answered(in *sim.Input) {
	b, err := event.View(in.Msg.View, in.Msg.Body)
	if err != nil || event.ValidateReply(b) != nil {
		return
	}
	switch n := in.ID &^ callMask; {
	case in.ID&tellCall != 0:
		w.told(in.ID, b)
	case in.ID&callMask == callSubmit:
		w.submitted(n, b)
	case b.Lease == nil:
	case in.ID&callMask == callRenew:
		if n <= w.round && w.round-n < questionsOpen && b.Lease.Term >= w.heard {
			w.heard = b.Lease.Term
			w.leased(b, w.asked[n%questionsOpen])
		}
	case in.ID&callMask == callStanding:
		w.stand = *b.Lease
	case in.ID&callMask == callPull:
		w.pulled(n, b)
	}
}

// leased takes the hub's word. The lease counts from the instant of the question, so
// that it never lasts longer here than at the hub.
func (w *Warden) leased(b *event.Body, asked int64) {
	switch {
	case b.Status == event.OK && b.Lease.Holder == w.owner:
		if w.away != 0 {
			w.reopen(b.Lease.Term)
		}
		w.term, w.until = b.Lease.Term, max(w.until, asked+b.Lease.Left)
	case b.Reason == event.ReasonElsewhere && b.Lease.Term != w.away:
		w.out.Reach("failback-begun")
		w.term, w.away, w.done, w.last = 0, b.Lease.Term, false, 0
		w.fetched = [pullsOpen]*event.Body{}
		if w.site.Defects.OpensUndrained() {
			w.done = true
			w.renew()
			return
		}
		w.fetch()
	}
	if w.waits != nil {
		w.tell(w.waits)
		w.waits = nil
	}
}

// reopen writes down that the pod takes commands again.
func (w *Warden) reopen(term uint64) {
	w.out.Reach("failback-ended")
	w.away, w.done = 0, false
	b := w.bodies.New()
	b.Lease, b.Pos = &event.Lease{Term: term, Holder: w.owner}, w.news.n+1
	w.append(event.CommandsReopened, b)
	w.news.add(handsOf(event.CommandsReopened, b))
	w.tellNews()
}

func (w *Warden) append(typ string, b *event.Body) {
	w.pos++
	b.Source = w.owner
	w.out.Append(w.pos, w.message(&sim.Head{ID: w.name + "@" + strconv.FormatUint(w.pos, 10), Type: typ, Source: w.name, Entity: w.owner, Region: w.site.Region,
		Tier: sim.Confidential, Corr: b.Key, Time: w.clock.Wall, Ledger: w.name, Pos: w.pos}, b))
}

// recover reads how far the handing back is. The pod may take nothing until the hub
// has been asked.
func (w *Warden) recover(in *sim.Input) {
	if in.Snapshot != nil {
		w.out.Reach("snapshot-recovered")
		u := event.NewUnpack(in.Snapshot)
		w.pos, w.next, w.away, w.done, w.news.n = u.Uint(), u.Uint(), u.Uint(), u.Uint() == 1, u.Uint()
		w.news.forget()
		if u.Err != nil {
			panic(fmt.Sprintf("%s: %v", w.name, u.Err))
		}
	}
	w.saved = w.pos
	for i, m := range in.Tail {
		if in.Pos-uint64(len(in.Tail)-1-i) <= w.pos {
			continue
		}
		b, err := event.View(m.View, m.Body)
		if err != nil || b.Lease == nil {
			panic(fmt.Sprintf("%s cannot read its own ledger: %v", w.name, err))
		}
		switch m.Head.Type {
		case event.IntakeReturned, event.IntakeListed:
			w.next, w.away = b.Pos+1, b.Lease.Term
		case event.IntakeHanded:
			w.away, w.done = b.Lease.Term, true
		case event.CommandsReopened:
			w.away, w.done = 0, false
			w.news.add(handsOf(event.CommandsReopened, b))
		}
	}
	w.pos = in.Pos
	w.news.again()
	if w.away != 0 && !w.done {
		w.fetch()
	}
}

func (w *Warden) save() {
	if w.pos-w.saved < wardenSave || !w.news.done() {
		return
	}
	w.saved = w.pos
	w.news.forget()
	k := &event.Pack{}
	k.Uint(w.pos)
	k.Uint(w.next)
	k.Uint(w.away)
	k.Uint(flag(w.done))
	k.Uint(w.news.n)
	w.out.Count("snapshots", 1)
	w.out.Snapshot(w.pos, k.Bytes, w.pos+1)
}
