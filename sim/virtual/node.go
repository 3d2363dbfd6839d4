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
	region  int         // where it stands
	serves  int         // whose business it is in
	machine sim.Machine // nil while it is down
	life    uint32      // incarnation, from 1; what was meant for an older one is dropped on arrival
	down    []pull      // faults that hold it down
	paused  []pull      // faults that make it stand still
	silent  []pull      // faults that make an outside party swallow calls
	turned  []pull      // faults that make an outside party misbehave
	meddled []*meddling // faults that meddle with what it calls
	told    []pull      // faults that tell an outside party what to do
	frozen  bool        // up, and standing still
	missed  []event     // what arrived while it stood still
	follows []follow    // its consumers
	ledger  ledger
	held    []held // effects behind the output barrier, oldest first
	first   int    // of held
	timers  table  // generation of each pending timer, by id
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

// follow is the place of a machine's consumer.
type follow struct {
	bus   sim.Bus
	index int
}

func newNode(addr sim.Addr, spec sim.Spec, region, buses int) node {
	return node{addr: addr, spec: spec, name: history.N(spec.Name), region: region, serves: region,
		ledger: newLedger(), sent: make([]int64, buses)}
}

func (n *node) up() bool { return n.machine != nil }

// revive starts a machine that nothing holds any more, and says so.
func (w *World) revive(n *node) {
	if n.up() || len(n.down) > 0 || len(n.paused) > 0 {
		return
	}
	if n.life > 0 {
		w.sawState(n, history.KindUp, "", n.life+1)
	}
	w.start(n)
}

// start makes a new incarnation of the machine from what is on its disk.
func (w *World) start(n *node) {
	n.life++
	n.machine = n.spec.New()
	w.moved = w.now
	n.in = sim.Input{Kind: sim.InStart, From: sim.Nowhere}
	if n.spec.Ledger {
		w.remember(n)
	}
	w.step(n)
	for _, f := range n.follows {
		w.attend(&w.buses[f.bus], f.index)
	}
}

// remember syncs what is on the disk and hands it to the machine.
func (w *World) remember(n *node) {
	l := &n.ledger
	l.synced(l.written())
	w.tell(n)
	_, tail := l.slice(l.snapPos+1, len(l.entries))
	n.in = sim.Input{Kind: sim.InRecover, From: sim.Nowhere, Snapshot: l.snapshot, Tail: tail, Pos: l.written()}
}

// crash ends the incarnation: memory, timers, unsaid effects and what it had
// received but not handled are gone.
func (w *World) crash(n *node) {
	n.machine, n.frozen = nil, false
	w.moved = w.now
	n.timers.reset()
	clear(n.held)
	n.held, n.first = n.held[:0], 0
	for i := range n.missed {
		w.drop(&n.missed[i])
	}
	n.missed = n.missed[:0]
	for _, f := range n.follows {
		w.abandon(&w.buses[f.bus].followers[f.index].lane)
	}
	n.ledger.syncing = false
}

// drop takes an event that nobody will handle out of the books.
func (w *World) drop(e *event) {
	switch e.kind {
	case evTimer, evSync:
	case evEntries:
		w.flying--
	default:
		w.land(e).msg = nil
	}
}

// inputOf is the input that an event with a flight brings.
var inputOf = [...]sim.InputKind{
	evCall: sim.InCall, evReply: sim.InReply, evStored: sim.InStored, evRefused: sim.InRefused,
	evDeliver: sim.InDeliver, evInfo: sim.InInfo, evOrder: sim.InOperator,
	evFile: sim.InFile,
}

// arrive hands an event to the machine it is meant for.
func (w *World) arrive(e *event) {
	n := &w.nodes[e.dst]
	if n.frozen {
		w.miss(n, e)
		return
	}
	if e.kind == evEntries {
		w.entries(n, e)
		return
	}
	f := w.land(e)
	m := f.msg
	f.msg = nil // or a message would last as long as its place is free
	switch {
	case !n.up():
		w.levers.touchAll(n.down)
		w.levers.touchAll(n.paused)
		return
	case e.life != 0 && (e.life^n.life)&lifeMask != 0:
		return // meant for an earlier incarnation
	case e.kind == evCall && len(n.silent) > 0:
		w.levers.touchAll(n.silent)
		return
	}
	in := &n.in
	in.Kind, in.From, in.Bus, in.ID, in.Token = inputOf[e.kind], f.from, f.bus, f.id, f.token
	in.Attempt, in.Pos, in.OK, in.Msg = f.attempt, f.pos, f.how == 0, m
	in.Snapshot, in.Tail = nil, nil
	if e.kind == evDeliver {
		w.sawDelivery(n)
	}
	w.step(n)
}

// miss keeps an event until the machine goes on.
func (w *World) miss(n *node, e *event) {
	w.levers.touchAll(n.paused)
	n.missed = append(n.missed, *e)
}

// unfreeze lets a machine go on: it handles in order what it missed. One that
// was killed meanwhile is started.
func (w *World) unfreeze(n *node) {
	switch {
	case len(n.paused) > 0:
		return
	case !n.frozen:
		w.revive(n)
		return
	}
	n.frozen = false
	w.sawState(n, history.KindUp, "", n.life)
	missed := n.missed
	n.missed = nil
	for i := range missed {
		switch e := &missed[i]; e.kind {
		case evTimer:
			w.timer(e)
		case evSync:
			w.release(n, e.life)
		default:
			w.arrive(e)
		}
	}
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
	if e.life != n.life || n.timers.get(e.arg) != uint64(e.aux) {
		return
	}
	if n.frozen {
		w.miss(n, e)
		return
	}
	n.timers.remove(e.arg)
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
	w.stepping = n
	n.machine.Step(sim.Clock{Mono: w.now, Wall: w.epoch + w.now + r.skew}, &n.in, &n.out)
	if w.cfg.Watch != nil && w.trace.steps >= w.cfg.From && w.trace.steps <= w.cfg.To {
		w.watch(n)
	}
	w.perform(n)
	w.stepping = nil
}
