package run

import (
	"sort"
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/sim/history"
)

// agenda carries out a plan and keeps the ledger of its faults.
type agenda struct {
	session Session
	items   []item
	reports []FaultReport
	active  []bool
	ended   []time.Duration // when each was taken back; 0 = not yet
	next    int
}

// item is one instant at which a fault begins or ends.
type item struct {
	at     time.Duration
	revert bool
	fault  int
}

func newAgenda(s Session, plan faults.Plan) *agenda {
	a := &agenda{session: s, reports: make([]FaultReport, len(plan.Faults)), active: make([]bool, len(plan.Faults)),
		ended: make([]time.Duration, len(plan.Faults))}
	for i, f := range plan.Faults {
		a.reports[i] = FaultReport{Fault: f, Requested: true}
		a.items = append(a.items, item{at: f.At, fault: i}, item{at: f.Ends(), fault: i, revert: true})
		a.note(f, "requested")
	}
	sort.SliceStable(a.items, func(i, j int) bool { return a.items[i].at < a.items[j].at })
	return a
}

// due returns the instant of the next item.
func (a *agenda) due() (time.Duration, bool) {
	if a.next == len(a.items) {
		return 0, false
	}
	return a.items[a.next].at, true
}

// upcoming returns the number of the fault that the next item injects, and false
// if it takes one back, or nothing is left.
func (a *agenda) upcoming() (int, bool) {
	if a.next == len(a.items) || a.items[a.next].revert {
		return 0, false
	}
	return a.items[a.next].fault, true
}

// postpone moves everything that has not begun by the same time. What holds
// ends when it would have ended.
func (a *agenda) postpone(by time.Duration) {
	rest := a.items[a.next:]
	for i := range rest {
		if it := &rest[i]; !it.revert || a.waits(it.fault) {
			it.at += by
		}
	}
	for i := range a.reports {
		if a.waits(i) {
			a.reports[i].Fault.At += by
		}
	}
	sort.SliceStable(rest, func(i, j int) bool { return rest[i].at < rest[j].at })
}

// waits reports whether a fault is still to be injected.
func (a *agenda) waits(i int) bool { return !a.active[i] && a.ended[i] == 0 }

// act carries out the next item.
func (a *agenda) act() {
	it := a.items[a.next]
	a.next++
	if it.revert {
		a.revert(it.fault)
	} else {
		a.inject(it.fault)
	}
}

func (a *agenda) inject(i int) {
	r := &a.reports[i]
	a.note(r.Fault, "injected")
	r.Injected = a.session.Now()
	a.active[i] = true
	if spec, ok := faults.Of(r.Fault.Kind); ok {
		spec.Inject(r.Fault, a.session)
	}
}

// revert takes the fault back and says whether it ever touched anything.
func (a *agenda) revert(i int) {
	if !a.active[i] {
		return
	}
	r := &a.reports[i]
	if spec, ok := faults.Of(r.Fault.Kind); ok {
		spec.Revert(r.Fault, a.session)
	}
	a.active[i], a.ended[i] = false, a.session.Now()
	r.Effects = a.session.Effects(r.Fault.ID)
	r.Proved = faults.Proved(r.Fault, a.session)
	if r.Proved {
		a.note(r.Fault, "proved")
	} else {
		r.Why = "it touched nothing: no message, machine, disk or clock met it"
		a.note(r.Fault, "no-effect")
	}
	a.note(r.Fault, "reverted")
}

// revertAll takes every active fault back, last in first out; an interrupted
// run leaves nothing broken behind.
func (a *agenda) revertAll() {
	for i := len(a.active) - 1; i >= 0; i-- {
		a.revert(i)
	}
}

// close checks that no fault touched anything after it was taken back.
func (a *agenda) close() []FaultReport {
	for i := range a.reports {
		r := &a.reports[i]
		r.Reverted = !a.active[i] && a.session.Effects(r.Fault.ID) == r.Effects
		switch {
		case a.waits(i):
			r.Why = "it was never injected: the run ended before its instant"
		case !r.Reverted:
			r.Why = "it still touched something after it was taken back"
		}
	}
	return a.reports
}

func (a *agenda) note(f faults.Fault, reason string) {
	target := f.Target
	if target == "" {
		target = f.Region
	}
	a.session.Note(func(r *history.Record) {
		r.Kind, r.Reason = history.KindFault, reason
		r.Event, r.Type = history.N(f.ID), history.N(string(f.Kind))
		r.Region, r.From, r.To, r.Note = history.N(f.Region), history.N(f.Region), history.N(f.Peer), target
		r.Qty = int64(f.Amount)
	})
}
