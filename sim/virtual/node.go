package virtual

import (
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// node is one machine with its disk, its timers and what it may not say yet.
type node struct {
	addr    sim.Addr
	spec    sim.Spec
	name    history.Name
	region  int
	machine sim.Machine
	life    uint32  // incarnation; events of an older one are dropped on arrival
	down    []pull  // faults that hold it down
	paused  []pull  // faults that make it stand still
	silent  []pull  // faults that make an outside party swallow calls
	missed  []event // what arrived while it stood still
	ledger  ledger
	held    []held // effects behind the output barrier, oldest first
	first   int    // of held
	timers  map[uint64]uint32
	gen     uint32
	out     sim.Effects
	in      sim.Input
	sent    []int64 // by bus: arrival of the last publish, so that they stay in order
}

// held is an effect that waits until the ledger is durable up to pos.
type held struct {
	pos    uint64
	effect sim.Effect
}

func newNode(addr sim.Addr, spec sim.Spec, region int) node {
	return node{addr: addr, spec: spec, name: history.N(spec.Name), region: region,
		ledger: newLedger(), timers: map[uint64]uint32{}}
}

func (n *node) up() bool { return n.machine != nil }

// start makes a new incarnation of the machine from what is on its disk.
func (w *World) start(n *node) {
	n.life++
	n.machine = n.spec.New()
	clear(n.timers)
	n.held, n.first = n.held[:0], 0
	n.in = sim.Input{Kind: sim.InStart, From: sim.Nowhere}
	if n.spec.Ledger {
		w.remember(n)
	}
	w.step(n)
}

// remember syncs what is on the disk and hands it to the machine.
func (w *World) remember(n *node) {
	l := &n.ledger
	l.syncing = false
	l.synced(l.written())
	w.tell(n)
	_, tail := l.slice(l.snapPos+1, len(l.entries))
	n.in = sim.Input{Kind: sim.InRecover, From: sim.Nowhere, Snapshot: l.snapshot, Tail: tail, Pos: l.written()}
}

// crash ends the incarnation: memory, timers and unsaid effects are gone.
func (w *World) crash(n *node) {
	n.machine = nil
	n.life++
	clear(n.timers)
	clear(n.held)
	n.held, n.first = n.held[:0], 0
	for i := range n.missed {
		w.drop(&n.missed[i])
	}
	n.missed = n.missed[:0]
	n.ledger.syncing = false
}

// drop takes an event that nobody will handle out of the books.
func (w *World) drop(e *event) {
	switch e.kind {
	case evTimer:
	case evEntries:
		w.flying--
	default:
		w.land(e)
	}
}

// arrive hands an event to the machine it is meant for.
func (w *World) arrive(e *event) {
	n := &w.nodes[e.dst]
	if len(n.paused) > 0 && n.up() {
		w.levers.touchAll(n.paused)
		n.missed = append(n.missed, *e)
		return
	}
	if e.kind == evEntries {
		w.entries(n, e)
		return
	}
	f := w.land(e)
	if !n.up() {
		w.levers.touchAll(n.down)
		return
	}
	if e.life != 0 && e.life != n.life&(1<<(64-idBits)-1) {
		return // an answer to an earlier incarnation
	}
	in := &n.in
	*in = sim.Input{From: f.from, Bus: f.bus, ID: f.id, Token: f.token, Attempt: f.attempt, Pos: f.pos, Msg: f.msg, OK: f.how == 0}
	switch e.kind {
	case evCall:
		if len(n.silent) > 0 {
			w.levers.touchAll(n.silent)
			return
		}
		in.Kind = sim.InCall
	case evReply:
		in.Kind = sim.InReply
	case evStored:
		in.Kind = sim.InStored
	case evRefused:
		in.Kind = sim.InRefused
	case evInfo:
		in.Kind = sim.InInfo
	case evDeliver:
		in.Kind = sim.InDeliver
		w.sawDelivery(n, &f)
	}
	w.step(n)
}

// entries reads the machine's own ledger for it.
func (w *World) entries(n *node, e *event) {
	w.flying--
	if !n.up() || e.life != n.life {
		return
	}
	first, tail := n.ledger.slice(e.arg, int(e.aux))
	n.in = sim.Input{Kind: sim.InEntries, From: sim.Nowhere, Pos: first, Tail: tail, OK: first == e.arg}
	w.step(n)
}

// timer fires a timer that was neither cancelled nor replaced.
func (w *World) timer(e *event) {
	n := &w.nodes[e.dst]
	if e.life != n.life || n.timers[e.arg] != e.aux || !n.up() {
		return
	}
	if len(n.paused) > 0 {
		w.levers.touchAll(n.paused)
		n.missed = append(n.missed, *e)
		return
	}
	delete(n.timers, e.arg)
	n.in = sim.Input{Kind: sim.InTimer, From: sim.Nowhere, ID: e.arg}
	w.step(n)
}

// step lets the machine react to n.in and does what it wants done.
func (w *World) step(n *node) {
	n.out.Reset()
	r := &w.regions[n.region]
	if len(r.skewed) > 0 {
		w.levers.touchAll(r.skewed)
	}
	w.trace.input(w.now, n.addr, &n.in)
	n.machine.Step(sim.Clock{Mono: w.now, Wall: w.epoch + w.now + r.skew}, &n.in, &n.out)
	if w.cfg.Watch != nil && w.trace.steps >= w.cfg.From && w.trace.steps <= w.cfg.To {
		w.watch(n)
	}
	w.perform(n)
}
