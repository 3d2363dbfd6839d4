package virtual

import (
	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/fate"
	"github.com/seatrial/seatrial/sim/history"
)

// rule is a message fault in force on one bus.
type rule struct {
	fault int
	fate.Rule
}

// fate is what the message faults do to one delivery.
func (w *World) fate(b *bus, consumer history.Name, m *sim.Message, attempt uint32) fate.Fate {
	var out fate.Fate
	for i := range b.rules {
		r := &b.rules[i]
		if r.Spec.Kind == faults.SlowConsumer || !r.Hits(w.cfg.Seed, consumer, m, attempt) {
			continue
		}
		w.levers.touch(r.fault)
		r.Shape(w.cfg.Seed, consumer, m, attempt, &out)
	}
	return out
}

// lags puts a delivery that arrived into the lane of a consumer that is slow,
// or that still has others to work off.
func (w *World) lags(e *event) bool {
	f := &w.slab.all[e.arg]
	n := &w.nodes[e.dst]
	if w.buses[f.bus].slow == 0 || !n.up() || e.life != n.life {
		return false
	}
	b, i, _ := w.follower(n, f.bus)
	f.delay = 0
	for k := range b.rules {
		if r := &b.rules[k]; r.Spec.Kind == faults.SlowConsumer && r.Hits(w.cfg.Seed, n.name, f.msg, f.attempt) {
			w.levers.touch(r.fault)
			f.delay += int64(r.Spec.Amount)
		}
	}
	l := &b.followers[i].lane
	if f.delay == 0 && !l.busy {
		return false
	}
	l.put(*e)
	if !l.busy {
		w.serve(l, f.delay, event{kind: evServed, dst: uint16(b.id), arg: uint64(i)})
	}
	return true
}

// served lets a slow consumer handle the delivery in front and takes the next.
func (w *World) served(e *event) {
	l := &w.buses[e.dst].followers[e.arg].lane
	if e.aux != l.gen {
		return
	}
	l.busy = false
	done := l.take()
	if !l.empty() {
		w.serve(l, w.slab.all[l.front().arg].delay, event{kind: evServed, dst: e.dst, arg: e.arg})
	}
	w.arrive(&done)
}

// abandon drops what waits in a lane.
func (w *World) abandon(l *lane) {
	l.stop()
	for !l.empty() {
		e := l.take()
		w.drop(&e)
	}
}

// hasten lets a consumer that is no longer slow handle all it has before it.
func (w *World) hasten(l *lane) {
	l.stop()
	for !l.empty() {
		w.push(0, l.take())
	}
}
