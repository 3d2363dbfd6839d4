package virtual

import (
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/fate"
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
	key   uint64 // of the fault's id, for its own draws
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

// set adds or removes a fault from the list that holds a lever. A fault holds a
// lever once, however often it pulls.
func set(list []pull, fault int, amount int64, on bool) []pull {
	for i := range list {
		if list[i].fault != fault {
			continue
		}
		if on {
			list[i].amount = amount
			return list
		}
		return append(list[:i], list[i+1:]...)
	}
	if on {
		list = append(list, pull{fault: fault, amount: amount})
	}
	return list
}

// Effects implements [faults.Target].
func (w *World) Effects(id string) int64 { return w.levers.effects[w.levers.number(id)] }

// link returns the link between two regions, or nil.
func (w *World) link(from, to string) *link {
	a, known := w.byName[from]
	b, too := w.byName[to]
	if !known || !too || !w.links[a][b].exists {
		return nil
	}
	return &w.links[a][b]
}

// Cut implements [faults.Target].
func (w *World) Cut(id, from, to string, on bool) {
	if l := w.link(from, to); l != nil {
		l.cut = set(l.cut, w.levers.number(id), 0, on)
	}
}

// Shape implements [faults.Target].
func (w *World) Shape(id, from, to string, s faults.Shape, on bool) {
	l, fault := w.link(from, to), w.levers.number(id)
	if l == nil {
		return
	}
	kept := l.shaped[:0]
	for _, known := range l.shaped {
		if known.fault != fault {
			kept = append(kept, known)
		}
	}
	l.shaped = kept
	if on {
		l.shaped = append(l.shaped, shaped{fault: fault, key: history.Hash(id), shape: s})
	}
	w.rupture(l, fault, s, on)
	w.reshape(l)
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
	} else {
		w.hold(n, fault, "kill", on)
	}
}

// hold takes a machine down, or lets go of it; it starts when nothing holds it.
func (w *World) hold(n *node, fault int, why string, on bool) {
	n.down = set(n.down, fault, 0, on)
	switch {
	case on && n.up():
		w.levers.touch(fault)
		w.crash(n)
		w.sawState(n, history.KindDown, why, n.life)
	case !on:
		w.push(0, event{kind: evStart, dst: uint16(n.addr)})
	}
}

// pause makes a machine stand still, or lets go of it; it goes on when nothing
// makes it stand still.
func (w *World) pause(n *node, fault int, on bool) {
	n.paused = set(n.paused, fault, 0, on)
	switch {
	case !on:
		w.push(0, event{kind: evResume, dst: uint16(n.addr)})
	case n.up():
		w.levers.touch(fault)
		if !n.frozen {
			n.frozen = true
			w.sawState(n, history.KindDown, "pause", n.life)
		}
	}
}

// Node implements [faults.Target]. The bus keeps what it stored; while it is down
// or stands still it takes nothing and delivers nothing.
func (w *World) Node(id, name string, how faults.StopKind, on bool) {
	r, known := w.byName[name]
	if !known {
		return
	}
	fault := w.levers.number(id)
	for i := range w.buses {
		if w.buses[i].region == r {
			w.setBus(&w.buses[i], fault, false, on)
		}
	}
	for i := range w.nodes {
		n := &w.nodes[i]
		switch {
		case n.region != r || n.spec.Outside:
		case how == faults.StopPause:
			w.pause(n, fault, on)
		default:
			w.hold(n, fault, "kill", on)
		}
	}
}

// Power implements [faults.Target]. Outside parties are not in the data centre.
func (w *World) Power(id, name string, on bool) {
	r, known := w.byName[name]
	if !known {
		return
	}
	fault := w.levers.number(id)
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
		if on {
			w.tear(n, fault)
		}
		w.hold(n, fault, "power-loss", on)
	}
}

// tear loses what a ledger had not synced: of the open batches a prefix may
// have reached the disk, and the next one may be torn, which its checksum shows.
func (w *World) tear(n *node, fault int) {
	l := &n.ledger
	if len(l.ends) == 0 {
		return
	}
	disk := sim.Chance{Seed: w.cfg.Seed, Stream: sim.StreamDisk, Entity: n.name.Key}
	kept := int(disk.Below(uint64(w.now), uint64(len(l.ends)+1)))
	if kept == len(l.ends) {
		return // all of it had reached the disk
	}
	end := l.durable
	if kept > 0 {
		end = l.ends[kept-1]
	}
	w.levers.touch(fault)
	w.counted.add("ledger_entries_lost", int64(l.written()-end))
	if disk.Draw(uint64(w.now)+1)&1 == 1 {
		w.counted.add("ledger_records_torn", 1)
	}
	l.cut(end)
}

// Bus implements [faults.Target].
func (w *World) Bus(id, name string, lossy, on bool) {
	r, known := w.byName[name]
	if !known {
		return
	}
	for i := range w.buses {
		if w.buses[i].region == r {
			w.setBus(&w.buses[i], w.levers.number(id), lossy, on)
		}
	}
}

// setBus takes a bus down, or lets go of it. One that is down already may still
// lose what it had not synced.
func (w *World) setBus(b *bus, fault int, lossy, on bool) {
	if on && (len(b.down) == 0 || lossy && b.synced < b.written()) {
		w.levers.touch(fault)
	}
	b.down = set(b.down, fault, 0, on)
	switch {
	case on && lossy:
		w.lose(b)
	case !on && len(b.down) == 0:
		w.resume(b)
	}
}

// Clock implements [faults.Target].
func (w *World) Clock(id, name string, amount time.Duration, on bool) {
	i, known := w.byName[name]
	if !known {
		return
	}
	r := &w.regions[i]
	r.skewed = set(r.skewed, w.levers.number(id), int64(amount), on)
	r.skew = 0
	for _, p := range r.skewed {
		r.skew += p.amount
	}
	w.sawClock(i)
}

// Messages implements [faults.Target].
func (w *World) Messages(id string, spec faults.Rule, on bool) {
	r, known := w.byName[spec.Region]
	if !known {
		return
	}
	added := rule{w.levers.number(id), fate.Rule{ID: history.N(id), Spec: spec}}
	for i := range w.buses {
		if b := &w.buses[i]; b.region == r {
			w.setRule(b, added, on)
		}
	}
}

// setRule puts a rule into force on a bus, in place of what the fault had there.
func (w *World) setRule(b *bus, r rule, on bool) {
	kept := b.rules[:0]
	for _, known := range b.rules {
		if known.fault != r.fault {
			kept = append(kept, known)
		}
	}
	if on {
		kept = append(kept, r)
	}
	b.rules, b.slow = kept, 0
	for i := range kept {
		if kept[i].Spec.Kind == faults.SlowConsumer {
			b.slow++
		}
	}
	if b.slow > 0 {
		return
	}
	for i := range b.followers {
		w.hasten(&b.followers[i].lane)
	}
}

// Disk implements [faults.Target].
func (w *World) Disk(id, name string, slower time.Duration, on bool) {
	if i, known := w.byName[name]; known {
		r := &w.regions[i]
		r.slow = set(r.slow, w.levers.number(id), int64(slower), on)
	}
}

// Silence implements [faults.Target].
func (w *World) Silence(id, machine string, on bool) {
	if n := w.machine(machine); n != nil {
		n.silent = set(n.silent, w.levers.number(id), 0, on)
	}
}

// Tell implements [faults.Target].
func (w *World) Tell(id, machine, word string, on bool) {
	n := w.machine(machine)
	if n == nil || !n.spec.Outside {
		return
	}
	n.told = set(n.told, w.levers.number(id), 0, on)
	f := &flight{msg: &sim.Message{Head: sim.Head{ID: word, Type: word, Region: n.spec.Region, Tier: sim.Internal}}, from: sim.Nowhere, counted: true}
	if !on {
		f.how = sim.EffNak
	}
	w.fly(0, event{kind: evOrder, dst: uint16(n.addr)}, f)
}

func (w *World) machine(name string) *node {
	for i := range w.nodes {
		if w.nodes[i].spec.Name == name {
			return &w.nodes[i]
		}
	}
	return nil
}
