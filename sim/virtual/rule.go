package virtual

import (
	"strings"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// rule is a message fault in force on one bus.
type rule struct {
	fault int
	id    history.Name
	spec  faults.Rule
}

// hits draws by (fault, event, consumer, attempt), so that the same plan picks
// the same first deliveries in every world.
func (r *rule) hits(seed uint64, consumer history.Name, m *sim.Message, attempt uint32) bool {
	if !named(r.spec.Consumer, consumer.Text) {
		return false
	}
	return r.chance(seed, consumer, m).Hit(uint64(attempt)*4, r.spec.Chance)
}

func (r *rule) chance(seed uint64, consumer history.Name, m *sim.Message) sim.Chance {
	return sim.Chance{Seed: seed, Stream: sim.StreamFaults, Entity: r.id.Key ^ m.Keys().ID ^ consumer.Key<<1}
}

// named reports whether a consumer is meant by its name, by the part of it
// before the slash, or because nobody in particular is.
func named(want, consumer string) bool {
	rest, ok := strings.CutPrefix(consumer, want)
	return want == "" || ok && (rest == "" || rest[0] == '/')
}

// fate is what the message faults do to one delivery.
type fate struct {
	lost   bool
	delay  int64
	copies int
}

func (w *World) fate(b *bus, consumer history.Name, m *sim.Message, attempt uint32) fate {
	var out fate
	for i := range b.rules {
		r := &b.rules[i]
		if r.spec.Kind == faults.SlowConsumer || !r.hits(w.cfg.Seed, consumer, m, attempt) {
			continue
		}
		w.levers.touch(r.fault)
		r.shape(r.chance(w.cfg.Seed, consumer, m), attempt, &out)
	}
	return out
}

// shape adds what the rule does to a delivery it hit.
func (r *rule) shape(c sim.Chance, attempt uint32, out *fate) {
	amount := int64(r.spec.Amount)
	switch r.spec.Kind {
	case faults.Drop:
		out.lost = true
	case faults.Duplicate:
		out.copies += 1 + int(c.Below(uint64(attempt)*4+1, uint64(max(r.spec.Copies, 1))))
	case faults.Delay:
		out.delay += amount
	case faults.Reorder:
		out.delay += 1 + int64(c.Below(uint64(attempt)*4+2, uint64(max(amount, 1))))
	}
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
		if r := &b.rules[k]; r.spec.Kind == faults.SlowConsumer && r.hits(w.cfg.Seed, n.name, f.msg, f.attempt) {
			w.levers.touch(r.fault)
			f.delay += int64(r.spec.Amount)
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
