package pod

import (
	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

const (
	helloCall  = 1 << 46       // bit of the ids of calls that carry no event, where regions have stages
	probeAgain = 1_000_000_000 // between two of them while nothing else may go
)

// probe is the call that asks the hub where to go on, and whether it answers at all.
type probe struct {
	n     uint64 // calls that were answered
	asked int64  // when the one that is not was made first; 0 = all were
}

// id is that of the open call.
func (p *probe) id(site *Site) uint64 {
	if !site.Staged {
		return 0
	}
	return helloCall | p.n
}

// answered takes an answer; that to an earlier call says nothing of now.
func (p *probe) answered(id uint64, site *Site) {
	if id == p.id(site) {
		p.asked = 0
		p.n++
	}
}

// frozen reports whether nothing but a probe may go to the hub.
func (e *Egress) frozen() bool {
	if e.outlet.mirrors {
		return false // what keeps the region in business elsewhere is no analytics
	}
	if e.site.Defects.GoesOnFrozen() && e.sure {
		return false
	}
	return e.holds(e.site, history.StageFreeze)
}

// looked answers a look with how long the oldest export has had no answer.
func (e *Egress) looked(in *sim.Input, b *event.Body) {
	was := e.frozen()
	e.learn(b)
	switch now := e.frozen(); {
	case now && !was:
		e.out.Reach("analytics-frozen")
		e.out.Timer(timerExport, exportAgain)
	case was && !now:
		e.thaw()
	}
	r := reading{figure: history.FigureExport, value: e.age(), pos: max(e.base, 1) - 1, idle: e.known && e.sent.Len() == 0 && e.ready <= e.next}
	e.out.Reply(in.From, in.ID, e.scribe.answer(in, e.name, e.site.Region, sim.Internal, e.clock.Wall, r.body(e.bodies.New())))
}

// thaw goes on with what was kept meanwhile: what had no answer first.
func (e *Egress) thaw() {
	if !e.known {
		return
	}
	e.out.Reach("analytics-resumed")
	e.probe.asked = 0
	for i := range e.sent.Len() {
		e.sent.At(i).first = e.clock.Mono
	}
	if e.sent.Len() > 0 {
		e.out.Timer(timerExport, exportAgain)
	}
	e.repeat()
	e.export()
	e.advance()
}

// age is how long the oldest call to the hub has had no answer.
func (e *Egress) age() int64 {
	switch {
	case e.probe.asked > 0:
		return e.clock.Mono - e.probe.asked
	case e.frozen() || e.sent.Len() == 0 || e.sent.Front().first == 0:
		return 0
	}
	return e.clock.Mono - e.sent.Front().first
}

// ask asks the hub whether it is there, and comes again.
func (e *Egress) ask() {
	if !e.sure {
		e.stirred()
	}
	e.hello()
	e.out.Timer(timerExport, probeAgain)
}

// stirred says that something moves here.
func (e *Egress) stirred() { e.stir(e.site, &e.scribe, e.name, e.clock, e.out) }
