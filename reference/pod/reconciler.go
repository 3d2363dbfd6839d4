package pod

import (
	"fmt"
	"strconv"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/kpi"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// Timers of a reconciler.
const (
	timerRun   = iota + 1 // the next run is due
	timerRetry            // a call was not answered, or the copy has not come far enough
	timerTell             // the monitor has not confirmed what it was told
)

const (
	recallAfter = 1_000_000_000 // until a call that nobody answered is made again
	behindAfter = 100_000_000   // until a copy that is behind is asked again
	restAfterN  = 2             // runs in which nothing was found and nothing had moved, until it comes less often
	restFactor  = 16            // and how much less often
)

// Reconciler compares the register of a region with the pod, which owns what is in
// it. A run goes through all rows, a page at a time: it asks the owner for a page,
// which is as of a position of the owner's ledger, and then the register, until
// that has applied as much. What differs then, in a row that no later event has
// touched, differs for good: each such row gets one repair, which goes to the
// register and never to the owner. What is on its way is no discrepancy. About rows
// that are missing the owner is asked a second time, as what the register lacks may
// have come to its end between the two answers.
//
// Each run and each repair stands in its ledger before anything is done about it.
// A run is never taken up again: after a restart the next one begins anew.
type Reconciler struct {
	site     *Site
	rules    *history.Reconcile
	register sim.Addr
	monitor  sim.Addr // Nowhere = the region is not watched
	name     string
	copy     string // name of the register
	scribe
	clock sim.Clock
	out   *sim.Effects

	pos   uint64 // of the last entry
	saved uint64
	runs  uint64 // so far
	run   *pass  // nil = none is under way
	next  uint64 // first row of the next run; 0 = all of them
	calls uint64 // made in this life; the last one is open
	still int    // runs on end that found nothing new
	ended uint64 // position of the owner at the end of the last run

	figure  kpi.Figure // of the last run
	unheard bool       // the monitor has not confirmed it
}

// telling marks a call to the monitor.
const telling = 1 << 47

// pass is a run.
type pass struct {
	id               string
	from             uint64 // first row of the page under way
	whole            bool   // it began with the first row
	pages, rows      int64
	found, unproven  int64
	as               uint64 // position of the owner that the page is as of
	until            uint64 // last row of the page
	owner            []event.Item
	seen             bool     // the owner has answered
	again            bool     // the page is looked at a second time, after repairs
	unsure           []repair // some rows seem to be missing, and the owner is asked again
	repairs, waiting []repair
}

// repair is what a row is to be, and why.
type repair struct {
	key  string
	kind string
	as   uint64
	item event.Item
	was  event.Item // what the copy has
}

// NewReconciler returns the reconciler of a site, before its recovery.
func NewReconciler(site *Site, rules *history.Reconcile, register, monitor sim.Addr) *Reconciler {
	return &Reconciler{site: site, rules: rules, register: register, monitor: monitor, name: "recon/" + site.Region, copy: "register/" + site.Region}
}

// Step reacts to one input.
func (r *Reconciler) Step(clock sim.Clock, in *sim.Input, out *sim.Effects) {
	r.clock, r.out = clock, out
	switch in.Kind {
	case sim.InRecover:
		r.recover(in)
		out.Timer(timerRun, r.rules.EveryNano)
	case sim.InTimer:
		switch {
		case in.ID == timerRun:
			r.begin()
		case in.ID == timerTell:
			r.tell()
		case r.run != nil:
			r.ask()
		}
	case sim.InReply:
		switch {
		case in.ID == telling|r.runs:
			r.unheard = false
			out.Cancel(timerTell)
		case r.run != nil && in.ID == r.calls:
			r.answered(in)
		}
	}
	r.save()
	r.out = nil
}

// recover counts the runs that there were.
func (r *Reconciler) recover(in *sim.Input) {
	if in.Snapshot != nil {
		r.out.Reach("snapshot-recovered")
		u := event.NewUnpack(in.Snapshot)
		r.pos, r.runs, r.figure = u.Uint(), u.Uint(), unpackFigure(u)
		if u.Err != nil {
			panic(fmt.Sprintf("%s: %v", r.name, u.Err))
		}
	}
	r.saved = r.pos
	for i, m := range in.Tail {
		pos := in.Pos - uint64(len(in.Tail)-1-i)
		if pos <= r.pos {
			continue
		}
		b, err := event.View(m.View, m.Body)
		if err != nil {
			panic(fmt.Sprintf("%s cannot read its own ledger at %d: %v", r.name, pos, err))
		}
		switch m.Head.Type {
		case event.RunBegun:
			r.runs++
		case event.RunEnded:
			r.figure = kpi.Reconciled(uint64(b.Batch.Items[0].Qty), uint64(b.Qty))
			r.unheard = true
		}
	}
	r.pos = in.Pos
	r.tell()
}

// tell tells the monitor the figure of the last run, until it is reported.
func (r *Reconciler) tell() {
	if !r.unheard || r.monitor == sim.Nowhere {
		return
	}
	it := event.Item{Type: kpi.Reconciliation, Version: r.figure.Of, Qty: r.figure.Value}
	if !r.figure.Known {
		it.Reason = history.LabelNotApplicable
	}
	b := r.bodies.New()
	b.Source, b.Batch = "pod/"+r.site.Region, &event.Batch{Items: []event.Item{it}}
	r.out.Call(r.monitor, telling|r.runs, r.message(&sim.Head{ID: fmt.Sprintf("%s/%d!", r.name, r.runs), Type: event.ReportFigures, Source: r.name,
		Entity: "monitor/" + r.site.Region, Region: r.site.Region, Tier: sim.Internal, Time: r.clock.Wall}, b))
	r.out.Timer(timerTell, recallAfter)
}

func (r *Reconciler) save() {
	if r.pos-r.saved < saveEvery || r.run != nil {
		return
	}
	k := &event.Pack{}
	k.Uint(r.pos)
	k.Uint(r.runs)
	packFigure(k, &r.figure)
	r.saved = r.pos
	r.out.Count("snapshots", 1)
	r.out.Snapshot(r.pos, k.Bytes, r.pos+1)
}

// begin begins a run where the last one had to stop.
func (r *Reconciler) begin() {
	r.runs++
	r.run = &pass{id: r.name + "/" + strconv.FormatUint(r.runs, 10), from: max(r.next, 1), whole: r.next == 0}
	r.next = 0
	b := r.bodies.New()
	b.Key = r.run.id
	r.write(event.RunBegun, r.name, b)
	r.ask()
}

// write appends an entry about an entity.
func (r *Reconciler) write(typ, entity string, b *event.Body) {
	r.pos++
	b.Source = r.copy
	r.out.Append(r.pos, r.message(&sim.Head{ID: fmt.Sprintf("%s!%d", r.name, r.pos), Type: typ, Source: r.name, Entity: entity, Region: r.site.Region,
		Tier: sim.Confidential, Corr: b.Key, Cause: r.run.id, Time: r.clock.Wall, Ledger: r.name, Pos: r.pos}, b))
}

// ask makes the call that the run waits for, perhaps again.
func (r *Reconciler) ask() {
	p, b, to := r.run, r.bodies.New(), r.site.Pod
	typ := event.ReadRows
	switch {
	case len(p.waiting) > 0:
		r.order(&p.waiting[0])
		return
	case (!p.seen || len(p.unsure) > 0) && p.pages >= r.rules.PagesMax:
		r.end(true)
		return
	case len(p.unsure) > 0:
		b.Pos, b.Qty, b.Batch = p.from, r.rules.PageRows, &event.Batch{Until: p.until}
	case p.seen:
		to, b.Pos, b.Qty, b.Batch = r.register, p.from, 4*r.rules.PageRows, &event.Batch{Until: p.until}
	case p.again:
		b.Pos, b.Qty, b.Batch = p.from, r.rules.PageRows, &event.Batch{Until: p.until}
	default:
		b.Pos, b.Qty = p.from, r.rules.PageRows
	}
	r.call(to, typ, r.name, b)
}

// call makes a call, and again if nobody answers.
func (r *Reconciler) call(to sim.Addr, typ, entity string, b *event.Body) {
	r.calls++
	r.out.Call(to, r.calls, r.message(&sim.Head{ID: fmt.Sprintf("%s#%d", r.run.id, r.calls), Type: typ, Source: r.name, Entity: entity,
		Region: r.site.Region, Tier: sim.Confidential, Corr: b.Key, Time: r.clock.Wall}, b))
	r.out.Timer(timerRetry, recallAfter)
}

// answered takes the answer that the run waits for.
func (r *Reconciler) answered(in *sim.Input) {
	b, err := event.View(in.Msg.View, in.Msg.Body)
	if err != nil || event.ValidateReply(b) != nil {
		return
	}
	p := r.run
	switch {
	case len(p.waiting) > 0:
		r.repaired(b)
	case b.Status != event.OK || b.Batch == nil:
	case len(p.unsure) > 0:
		p.pages++
		p.rows += int64(len(b.Batch.Items))
		sure := confirmed(p.unsure, b.Batch.Items)
		p.unsure = nil
		r.repair(sure)
	case !p.seen:
		p.seen, p.as, p.owner = true, b.Pos, b.Batch.Items
		p.until = b.Batch.Until
		p.pages++
		p.rows += int64(len(p.owner))
		r.ask()
	case b.Pos < p.as && !r.site.Defects.RepairsInFlight():
		r.out.Reach("copy-behind")
		r.out.Timer(timerRetry, behindAfter)
	default:
		r.compared(b)
	}
}

// compared acts on what differs in a page.
func (r *Reconciler) compared(b *event.Body) {
	p := r.run
	p.until = min(p.until, b.Batch.Until)
	c := comparison{site: r.site, as: p.as, forgot: uint64(b.Qty), until: p.until}
	differ := c.of(p.owner, b.Batch.Items)
	if c.moved {
		r.out.Reach("row-moved-on")
	}
	if !p.again && missing(differ) {
		p.unsure = differ
		r.ask()
		return
	}
	r.repair(differ)
}

// repair orders the repairs of a page, and turns the page if there are none.
func (r *Reconciler) repair(differ []repair) {
	p := r.run
	p.seen = false
	if p.again {
		p.unproven += unproven(p.repairs, differ)
		p.again, differ = false, nil
	}
	p.repairs = differ
	p.found += int64(len(differ))
	for i := range differ {
		d := &differ[i]
		b := r.bodies.New()
		d.key = r.name + "/" + strconv.FormatUint(r.pos+1, 10)
		b.Key, b.Pos, b.Batch = d.key, d.as, &event.Batch{Label: d.kind, Items: []event.Item{d.item}}
		r.write(event.RepairOrdered, d.item.Entity, b)
	}
	p.waiting = differ
	if len(differ) == 0 {
		r.turn()
		return
	}
	r.ask()
}

// order tells the register what a row is to be.
func (r *Reconciler) order(d *repair) {
	b := r.bodies.New()
	b.Key, b.Pos, b.Batch = d.key, d.as, &event.Batch{Label: d.kind, Items: []event.Item{d.item}}
	if r.site.Defects.OverwritesOwner() && d.item.SKU != "" && d.was.OnHand != d.item.OnHand {
		b := r.bodies.New()
		b.Key, b.SKU, b.Qty, b.Reason = d.key, d.item.SKU, d.was.OnHand-d.item.OnHand, event.ReasonSurplus
		r.call(r.site.Pod, event.AdjustStock, d.item.Entity, b)
		return
	}
	r.call(r.register, event.RepairRow, d.item.Entity, b)
}

// repaired takes the answer to a repair. When all are answered the page is looked
// at again, to see whether they worked.
func (r *Reconciler) repaired(b *event.Body) {
	p := r.run
	if b.Status == event.Shed {
		r.out.Timer(timerRetry, behindAfter) // it has not come as far
		return
	}
	p.waiting = p.waiting[1:]
	if len(p.waiting) == 0 {
		p.again = true
		p.seen = false
	}
	r.ask()
}

// turn turns the page.
func (r *Reconciler) turn() {
	p := r.run
	if p.until >= lastRow {
		r.end(false)
		return
	}
	p.from = p.until + 1
	r.ask()
}

// end ends a run, if need be before it has seen every row.
func (r *Reconciler) end(cut bool) {
	p := r.run
	b := r.bodies.New()
	b.Key, b.Pos, b.Qty = p.id, p.as, p.found
	b.Batch = &event.Batch{Until: uint64(p.pages), Items: []event.Item{{Version: uint64(p.rows), Qty: p.found - p.unproven}}}
	if p.again {
		p.unproven += int64(len(p.repairs)) // nobody has looked at them again
		b.Batch.Items[0].Qty = p.found - p.unproven
	}
	if cut || !p.whole {
		b.Reason = runPartial
	}
	if cut {
		r.next = p.from
	}
	r.write(event.RunEnded, r.name, b)
	r.figure = kpi.Reconciled(uint64(b.Batch.Items[0].Qty), uint64(p.found))
	r.unheard = true
	r.tell()
	if p.found == 0 && !cut {
		r.out.Reach("run-clean")
	}
	r.rest(cut)
	r.run = nil
}

// runPartial is the reason of a run that has not seen every row.
const runPartial = "partial"

// rest sets the timer of the next run. While nothing is found and nothing moves at
// the owner's it comes seldom.
func (r *Reconciler) rest(cut bool) {
	p := r.run
	if p.found > 0 || cut || p.as != r.ended {
		r.still = 0
	} else {
		r.still++
	}
	r.ended = p.as
	after := r.rules.EveryNano
	if r.still >= restAfterN {
		after *= restFactor
	}
	r.out.Cancel(timerRetry)
	r.out.Timer(timerRun, after)
}
