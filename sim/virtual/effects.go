package virtual

import (
	"fmt"

	"github.com/seatrial/seatrial/sim"
)

// perform does what the step wants done. Output commit: while anything the
// machine has written is not durable, all it says waits behind it.
func (w *World) perform(n *node) {
	list := n.out.List()
	if !w.write(n, list) {
		w.refuse(n)
		return
	}
	barrier := n.ledger.written()
	wait := barrier > n.ledger.durable
	for i := range list {
		e := &list[i]
		w.trace.effect(e)
		switch e.Kind {
		case sim.EffAppend:
		case sim.EffTimer:
			w.setTimer(n, e.ID, e.After)
		case sim.EffCancel:
			n.timers.remove(e.ID)
		case sim.EffReach:
			w.reached.add(e.Name, 1)
		case sim.EffCount:
			w.counted.add(e.Name, e.Count)
		case sim.EffWitness:
			w.testify(n, n.out.Witnessed(e.Record))
		default:
			if wait {
				n.held = append(n.held, held{pos: barrier, effect: *e})
			} else {
				w.do(n, e)
			}
		}
	}
	if wait && !n.ledger.syncing {
		w.sync(n)
	}
}

// write appends the step's entries as one batch. A wrong position refuses all
// of them.
func (w *World) write(n *node, list []sim.Effect) bool {
	wrote := false
	next := n.ledger.next
	for i := range list {
		if list[i].Kind != sim.EffAppend {
			continue
		}
		if list[i].Pos != next {
			return false
		}
		next++
		wrote = true
	}
	if !wrote {
		return true
	}
	n.needLedger()
	for i := range list {
		if list[i].Kind == sim.EffAppend {
			n.ledger.append(list[i].Msg)
		}
	}
	n.ledger.ends = append(n.ledger.ends, n.ledger.written())
	w.moved = w.now
	return true
}

// needLedger panics if the machine has none: its author forgot to say so.
func (n *node) needLedger() {
	if !n.spec.Ledger {
		panic("it has no ledger and wants to write to one")
	}
}

// refuse discards a machine whose append was refused; it recovers at once.
func (w *World) refuse(n *node) {
	if n.in.Kind == sim.InRecover {
		panic("its append was refused right after it recovered, so it would be for ever")
	}
	w.reached.add("append-refused", 1)
	w.crash(n)
	w.start(n)
}

// do carries out one effect that need not wait (any more).
func (w *World) do(n *node, e *sim.Effect) {
	if len(n.turned) > 0 && e.Msg != nil {
		w.obeyed(n, e.Msg)
	}
	switch e.Kind {
	case sim.EffCall:
		w.levers.touchAll(n.told)
		w.call(n, e)
	case sim.EffReply:
		w.send(n, e, evReply)
	case sim.EffPublish:
		w.offer(n, e)
	case sim.EffAck, sim.EffNak, sim.EffTerm:
		w.answer(n, e)
	case sim.EffRead:
		w.flying++
		w.push(int64(w.cfg.Topology.Local.Delay)/2, event{kind: evEntries, dst: uint16(n.addr), life: n.life, arg: e.Pos, aux: uint32(max(e.Count, 0))})
	case sim.EffInspect:
		w.inspect(n, e.Bus)
	case sim.EffSnapshot:
		w.snapshot(n, e)
	case sim.EffPut:
		w.sawPut(n, e)
	}
}

// snapshot stores a snapshot. It waited for the entries it covers.
func (w *World) snapshot(n *node, e *sim.Effect) {
	n.needLedger()
	if e.Pos > n.ledger.written() || e.Pos < n.ledger.snapPos {
		panic(fmt.Sprintf("its snapshot is of position %d, want %d (the last snapshot) to %d (the last entry)",
			e.Pos, n.ledger.snapPos, n.ledger.written()))
	}
	n.ledger.keep(e.Bytes, e.Pos, e.ID)
}

// setTimer replaces a pending timer of the same id.
func (w *World) setTimer(n *node, id uint64, after int64) {
	n.gen++
	n.timers.set(id, uint64(n.gen))
	w.push(after, event{kind: evTimer, dst: uint16(n.addr), life: n.life, arg: id, aux: n.gen})
}

// sync starts one fsync over everything written so far: group commit.
func (w *World) sync(n *node) {
	n.ledger.syncing = true
	cost := int64(w.cfg.Topology.Local.Sync)
	cost += int64(w.draw(sim.StreamDisk, uint64(n.addr)+1, uint64(w.now), uint64(cost/4+1)))
	for _, p := range w.regions[n.region].slow {
		cost += p.amount
		w.levers.touch(p.fault)
	}
	w.push(cost, event{kind: evSync, dst: uint16(n.addr), life: n.life, arg: n.ledger.written()})
}

// synced moves the durable mark when an fsync is done. A machine that stands
// still has its data on the disk and says nothing yet.
func (w *World) synced(e *event) {
	n := &w.nodes[e.dst]
	if e.life != n.life || !n.up() {
		return // its fsync died with it
	}
	n.ledger.syncing = false
	n.ledger.synced(e.arg)
	w.tell(n)
	if n.frozen {
		w.miss(n, e)
		return
	}
	w.release(n, e.life)
}

// release says, in order, what waited for the disk.
func (w *World) release(n *node, life uint32) {
	if n.life != life {
		return
	}
	w.stepping = n
	l := &n.ledger
	for n.first < len(n.held) && n.held[n.first].pos <= l.durable {
		w.do(n, &n.held[n.first].effect)
		n.held[n.first].effect.Msg, n.held[n.first].effect.Bytes = nil, nil
		n.first++
	}
	if n.first == len(n.held) {
		n.held, n.first = n.held[:0], 0
	} else if n.first > 1024 {
		n.held, n.first = n.held[:copy(n.held, n.held[n.first:])], 0
	}
	if l.written() > l.durable && !l.syncing {
		w.sync(n)
	}
	w.stepping = nil
}
