package virtual

import (
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/sim/history"
)

// pull is one fault that holds a lever.
type pull struct {
	fault  int
	amount int64
}

// shaped is one fault that shapes a link.
type shaped struct {
	fault int
	shape faults.Shape
}

// levers numbers the faults and counts what each really touched.
type levers struct {
	ids     []string
	effects []int64
}

func (l *levers) number(id string) int {
	for i, known := range l.ids {
		if known == id {
			return i
		}
	}
	l.ids = append(l.ids, id)
	l.effects = append(l.effects, 0)
	return len(l.ids) - 1
}

func (l *levers) touch(fault int) { l.effects[fault]++ }

func (l *levers) touchAll(pulls []pull) {
	for i := range pulls {
		l.effects[pulls[i].fault]++
	}
}

// set adds or removes a fault from the list that holds a lever.
func set(list []pull, fault int, amount int64, on bool) []pull {
	if on {
		return append(list, pull{fault: fault, amount: amount})
	}
	for i := range list {
		if list[i].fault == fault {
			return append(list[:i:i], list[i+1:]...)
		}
	}
	return list
}

// Effects implements [faults.Target].
func (w *World) Effects(id string) int64 { return w.levers.effects[w.levers.number(id)] }

// Cut implements [faults.Target].
func (w *World) Cut(id, from, to string, on bool) {
	l := &w.links[w.byName[from]][w.byName[to]]
	l.cut = set(l.cut, w.levers.number(id), 0, on)
}

// Shape implements [faults.Target].
func (w *World) Shape(id, from, to string, s faults.Shape, on bool) {
	l := &w.links[w.byName[from]][w.byName[to]]
	n := w.levers.number(id)
	if on {
		l.shaped = append(l.shaped, shaped{fault: n, shape: s})
		return
	}
	for i := range l.shaped {
		if l.shaped[i].fault == n {
			l.shaped = append(l.shaped[:i:i], l.shaped[i+1:]...)
			return
		}
	}
}

// Stop implements [faults.Target].
func (w *World) Stop(id, machine string, how faults.StopKind, on bool) {
	n := w.machine(machine)
	if n == nil {
		return
	}
	fault := w.levers.number(id)
	if how == faults.StopPause {
		w.pause(n, fault, on)
		return
	}
	n.down = set(n.down, fault, 0, on)
	if on {
		w.fell(n, fault, "kill")
	} else {
		w.rise(n)
	}
}

// fell ends a machine that is up and says so.
func (w *World) fell(n *node, fault int, why string) {
	if !n.up() {
		return
	}
	w.levers.touch(fault)
	w.crash(n)
	w.sawState(n, history.KindDown, why)
}

// rise starts a machine that nothing holds down.
func (w *World) rise(n *node) {
	if n.up() || len(n.down) > 0 {
		return
	}
	w.sawState(n, history.KindUp, "")
	w.start(n)
}

// pause makes a machine stand still; what arrived meanwhile is handled in
// order when it goes on.
func (w *World) pause(n *node, fault int, on bool) {
	n.paused = set(n.paused, fault, 0, on)
	if on {
		w.levers.touch(fault)
		w.sawState(n, history.KindDown, "pause")
		return
	}
	if len(n.paused) > 0 {
		return
	}
	w.sawState(n, history.KindUp, "")
	missed := n.missed
	n.missed = nil
	for i := range missed {
		if missed[i].kind == evTimer {
			w.timer(&missed[i])
		} else {
			w.arrive(&missed[i])
		}
	}
}

// Power implements [faults.Target]. Outside parties are not in the data centre.
func (w *World) Power(id, name string, on bool) {
	r, fault := w.byName[name], w.levers.number(id)
	for i := range w.buses {
		if w.buses[i].region == r {
			w.setBus(&w.buses[i], fault, true, on)
		}
	}
	for i := range w.nodes {
		n := &w.nodes[i]
		if n.region != r || n.spec.Outside {
			continue
		}
		n.down = set(n.down, fault, 0, on)
		if on {
			w.tear(n)
			w.fell(n, fault, "power-loss")
		} else {
			w.rise(n)
		}
	}
}

// tear loses what a ledger had not synced: of the open batches a prefix may
// have reached the disk, and the next one may be torn, which its checksum shows.
func (w *World) tear(n *node) {
	l := &n.ledger
	if !n.spec.Ledger || len(l.ends) == 0 {
		return
	}
	kept := w.chance
	kept.Entity = uint64(n.addr) + 0x7ea2
	k := kept.Below(uint64(w.now), uint64(len(l.ends)+1))
	end := l.durable
	if k > 0 {
		end = l.ends[k-1]
	}
	w.counted.add("ledger_entries_lost", int64(l.written()-end))
	if int(k) < len(l.ends) && kept.Draw(uint64(w.now)+1)&1 == 1 {
		w.counted.add("ledger_records_torn", 1)
	}
	l.cut(end)
}

// Bus implements [faults.Target].
func (w *World) Bus(id, name string, lossy, on bool) {
	r := w.byName[name]
	for i := range w.buses {
		if w.buses[i].region == r {
			w.setBus(&w.buses[i], w.levers.number(id), lossy, on)
		}
	}
}

func (w *World) setBus(b *bus, fault int, lossy, on bool) {
	b.down = set(b.down, fault, 0, on)
	switch {
	case on:
		w.levers.touch(fault)
		if lossy {
			w.lose(b)
		}
	case len(b.down) == 0:
		w.resume(b)
	}
}

// Clock implements [faults.Target].
func (w *World) Clock(id, name string, amount time.Duration, on bool) {
	r := &w.regions[w.byName[name]]
	r.skewed = set(r.skewed, w.levers.number(id), int64(amount), on)
	r.skew = 0
	for _, p := range r.skewed {
		r.skew += p.amount
	}
	w.sawClock(r)
}

// Messages implements [faults.Target].
func (w *World) Messages(id string, spec faults.Rule, on bool) {
	r, fault := w.byName[spec.Region], w.levers.number(id)
	for i := range w.buses {
		b := &w.buses[i]
		if b.region != r {
			continue
		}
		if on {
			b.rules = append(b.rules, rule{fault: fault, id: history.N(id), spec: spec})
			continue
		}
		kept := b.rules[:0]
		for _, known := range b.rules {
			if known.fault != fault {
				kept = append(kept, known)
			}
		}
		b.rules = kept
	}
}

// Disk implements [faults.Target].
func (w *World) Disk(id, name string, slower time.Duration, on bool) {
	r := &w.regions[w.byName[name]]
	r.slow = set(r.slow, w.levers.number(id), int64(slower), on)
}

// Silence implements [faults.Target].
func (w *World) Silence(id, machine string, on bool) {
	if n := w.machine(machine); n != nil {
		n.silent = set(n.silent, w.levers.number(id), 0, on)
	}
}

func (w *World) machine(name string) *node {
	for i := range w.nodes {
		if w.nodes[i].spec.Name == name {
			return &w.nodes[i]
		}
	}
	return nil
}
