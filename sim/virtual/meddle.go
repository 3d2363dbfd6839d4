package virtual

import (
	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/fate"
	"github.com/seatrial/seatrial/sim/history"
)

// meddling is a fault in force on the calls of a machine.
type meddling struct {
	fault int
	fate.Call
	held fate.Holdup[sim.Effect]
}

// Calls implements [faults.Target].
func (w *World) Calls(id string, r faults.CallRule, on bool) {
	n, fault := w.machine(r.From), w.levers.number(id)
	if n == nil {
		return
	}
	for i, m := range n.meddled {
		if m.fault != fault {
			continue
		}
		n.meddled = append(n.meddled[:i:i], n.meddled[i+1:]...)
		for _, e := range m.held.Release() {
			w.say(n, &e)
		}
		break
	}
	if on {
		n.meddled = append(n.meddled, &meddling{fault: fault, Call: fate.Call{ID: history.N(id), Spec: r}})
	}
}

// call carries a call to another machine, past the faults that meddle with it.
func (w *World) call(n *node, e *sim.Effect) {
	if len(n.meddled) > 0 {
		w.meddle(n, e)
		return
	}
	w.send(n, e, evCall)
}

// meddle lets the faults do what they do to a call, and sends what is left of it.
func (w *World) meddle(n *node, e *sim.Effect) {
	sent, late := *e, int64(0)
	var after []sim.Effect
	for _, m := range n.meddled {
		if !m.Hits(w.regions[w.nodes[e.To].region].name.Text) {
			continue
		}
		switch m.Spec.Kind {
		case faults.BundleLost:
			w.levers.touch(m.fault)
			return
		case faults.BundleLate:
			w.levers.touch(m.fault)
			late += int64(m.Spec.Amount)
		case faults.BundleCorrupt:
			w.levers.touch(m.fault)
			sent.Msg = m.Garble(w.cfg.Seed, sent.Msg)
		case faults.BundleSuperseded:
			overtaken, held := m.held.Meet(e.Msg.Head.ID, *e)
			if held {
				return
			}
			w.levers.touch(m.fault)
			after = append(after, overtaken...)
		}
	}
	if late == 0 {
		w.say(n, &sent)
	} else {
		w.fly(late, event{kind: evLate, dst: uint16(n.addr)}, &flight{msg: sent.Msg, id: sent.ID, pos: uint64(sent.To), counted: true})
	}
	for i := range after {
		w.say(n, &after[i])
	}
}

// overdue sends a call that was held back.
func (w *World) overdue(e *event) {
	f := w.land(e)
	sent := sim.Effect{Kind: sim.EffCall, To: sim.Addr(f.pos), ID: f.id, Msg: f.msg}
	f.msg = nil
	w.say(&w.nodes[e.dst], &sent)
}

// say sends a call that a fault had in its hands. Its author may be gone, and
// the answer then finds nobody.
func (w *World) say(n *node, e *sim.Effect) {
	was := w.stepping
	w.stepping = n
	w.send(n, e, evCall)
	w.stepping = was
}

// Turn implements [faults.Target]. The party gets its order as it would get that
// of an operator.
func (w *World) Turn(id, machine, order, region string, on bool) {
	n := w.machine(machine)
	if n == nil {
		return
	}
	n.turned = set(n.turned, w.levers.number(id), 0, on)
	if !on {
		order = faults.OrderDesist
	}
	m := &sim.Message{Head: sim.Head{ID: id, Type: order, Entity: region, Region: w.cfg.Topology.Hub.Name, Tier: sim.Internal}}
	w.fly(0, event{kind: evOrder, dst: uint16(n.addr)}, &flight{msg: m, from: sim.Nowhere, counted: true})
}

// obeyed counts what a party sends on the order of a fault.
func (w *World) obeyed(n *node, m *sim.Message) {
	for _, p := range n.turned {
		if w.levers.ids[p.fault] == m.Head.Corr {
			w.levers.touch(p.fault)
		}
	}
}
