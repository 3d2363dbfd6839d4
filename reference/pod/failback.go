package pod

import (
	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
)

// fetch asks the standby for the commands that are next, and the pod for the first of
// them, again in a while.
func (w *Warden) fetch() {
	if w.away == 0 || w.done {
		return
	}
	for n := w.next; n < w.next+pullsOpen; n++ {
		if w.fetched[n%pullsOpen] == nil && (w.last == 0 || n <= w.last) {
			w.pull(n)
		}
	}
	w.submit()
	w.out.Timer(timerPull, pullAgain)
}

// pull asks for the command of a number, and says up to where all is handed back.
func (w *Warden) pull(n uint64) {
	b := w.bodies.New()
	b.Pos, b.Lease = n, &event.Lease{Term: w.away, Pos: w.next, Back: true}
	w.out.Call(w.site.Standby, callPull|n, w.ask(event.PullIntake, event.Continuity, b))
}

// pulled takes a command, or that there is none.
func (w *Warden) pulled(n uint64, b *event.Body) {
	if w.away == 0 || w.done || n < w.next || n >= w.next+pullsOpen || b.Pos != n {
		return
	}
	switch at := &w.fetched[n%pullsOpen]; {
	case b.Lease.Done && b.Lease.Term == w.away:
		if w.last == 0 || n-1 < w.last {
			w.last = n - 1
		}
		w.finish()
	case b.Order != "" && *at == nil:
		*at = b
		if n == w.next {
			w.submit()
		}
	}
}

// submit lets the pod do the next command, under the key that its client gave it.
func (w *Warden) submit() {
	b := w.fetched[w.next%pullsOpen]
	if b == nil {
		return
	}
	if b.Lease.Back {
		w.settle(event.IntakeReturned, "")
		return
	}
	if w.site.Defects.MergesByClock() && b.Qty < w.up {
		w.fetched[w.next%pullsOpen] = nil
		w.passed()
		return
	}
	c := w.bodies.New()
	c.Key, c.Order, c.Purchase = b.Key, b.Order, b.Purchase
	tier := sim.Confidential
	if c.Purchase != nil {
		tier = sim.Restricted
	}
	w.out.Call(w.site.Pod, callSubmit|w.next, w.message(&sim.Head{ID: b.Key, Type: b.Reason, Source: w.name, Entity: b.Order, Region: w.site.Region,
		Tier: tier, Corr: b.Key, Time: w.clock.Wall, Purpose: event.Continuity}, c))
	w.out.Timer(timerPull, pullAgain)
}

// submitted writes down what became of a command, and goes on with the next one. What
// the pod puts off is asked for again in a while.
func (w *Warden) submitted(n uint64, b *event.Body) {
	if w.away == 0 || n != w.next || b.Status == event.Shed {
		return
	}
	switch {
	case w.fetched[n%pullsOpen] == nil:
	case b.Status == event.OK:
		w.settle(event.IntakeReturned, "")
	default:
		w.out.Reach("intake-listed")
		w.out.Count("commands_listed", 1)
		w.settle(event.IntakeListed, b.Reason)
	}
}

// settle writes down what became of the next command, and goes on.
func (w *Warden) settle(typ, why string) {
	at := &w.fetched[w.next%pullsOpen]
	e := w.bodies.New()
	e.Key, e.Order, e.Pos, e.Lease = (*at).Key, (*at).Order, w.next, &event.Lease{Term: w.away, Holder: w.owner}
	e.Batch, e.Reason = &event.Batch{Label: (*at).Reason}, why
	w.append(typ, e)
	*at = nil
	w.passed()
}

// passed goes on with the next command.
func (w *Warden) passed() {
	w.next++
	if w.last != 0 && w.next > w.last {
		w.finish()
		return
	}
	w.pull(w.next + pullsOpen - 1)
	w.submit()
}

// finish writes down that nothing of the standby's term is left, and asks for the
// lease.
func (w *Warden) finish() {
	if w.done || w.next <= w.last {
		return
	}
	w.out.Reach("intake-handed")
	w.done = true
	b := w.bodies.New()
	b.Lease = &event.Lease{Term: w.away, Holder: w.owner}
	w.append(event.IntakeHanded, b)
	w.renew()
}
