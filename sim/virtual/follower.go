package virtual

import (
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// follower is one durable pull consumer of a bus: explicit acks, ack wait,
// redelivery, at most so many unacknowledged deliveries.
type follower struct {
	node     sim.Addr
	spec     sim.Follow
	floor    uint64    // everything up to it is settled
	durable  uint64    // the floor that survives a power loss
	next     uint64    // first sequence not yet delivered
	open     int       // delivered, not settled
	pending  []pending // floor+1 .. next-1
	dues     []due     // ack waits, in order of time
	firstDue int
	armed    bool
	gen      uint32 // of the scheduled due event; older ones are ignored
	last     int64  // arrival of the last first delivery, so that they stay in order
}

// pending is one message between floor and next.
type pending struct {
	attempt uint32
	settled bool
}

// due is an instant at which an unsettled attempt is repeated.
type due struct {
	at      int64
	seq     uint64
	attempt uint32
}

func (f *follower) at(seq uint64) *pending {
	if seq <= f.floor || seq >= f.next {
		return nil
	}
	return &f.pending[seq-f.floor-1]
}

// rollBack forgets everything behind the durable floor; redelivery follows.
func (f *follower) rollBack() {
	f.floor, f.next, f.open = f.durable, f.durable+1, 0
	f.pending, f.dues, f.firstDue, f.armed = f.pending[:0], f.dues[:0], 0, false
}

// pull delivers as many new messages as the follower may have open.
func (w *World) pull(b *bus, i int) {
	f := &b.followers[i]
	for len(b.down) == 0 && f.next < b.next && f.open < f.spec.MaxAckPending {
		m := b.at(f.next)
		seq := f.next
		f.next++
		if m == nil || !wants(&f.spec, m.Head.Entity) {
			f.pending = append(f.pending, pending{settled: true})
			f.advance()
			continue
		}
		f.pending = append(f.pending, pending{})
		f.open++
		w.deliver(b, i, seq)
	}
}

// advance moves the floor over settled messages.
func (f *follower) advance() {
	n := 0
	for n < len(f.pending) && f.pending[n].settled {
		n++
	}
	if n == 0 || (n < len(f.pending) && n < 32) {
		return
	}
	f.floor += uint64(n)
	f.pending = f.pending[:copy(f.pending, f.pending[n:])]
}

// deliver sends one attempt, through the message faults, and starts its ack wait.
func (w *World) deliver(b *bus, i int, seq uint64) {
	f := &b.followers[i]
	p := f.at(seq)
	p.attempt++
	m := b.at(seq)
	w.later(b, i, due{at: w.now + f.spec.AckWait, seq: seq, attempt: p.attempt})
	fate := w.fate(b, w.nodes[f.node].name, m, p.attempt)
	fl := flight{msg: m, bus: b.id, token: token(b.id, p.attempt, seq), attempt: p.attempt, pos: seq, from: sim.Nowhere, counted: true}
	if !fate.lost {
		at := max(w.now+w.local(m, uint64(f.node)), f.last)
		if fate.delay == 0 {
			f.last = at
		}
		w.fly(at-w.now+fate.delay, event{kind: evDeliver, dst: uint16(f.node)}, fl)
	}
	for c := 0; c < fate.copies; c++ {
		// A bus repeats what it takes for lost: the attempt counts on.
		fl.attempt++
		w.fly(w.local(m, uint64(f.node))+int64(c+1)*1_000_000, event{kind: evDeliver, dst: uint16(f.node)}, fl)
	}
}

// later queues an ack wait. They come in order of time, except those of naks.
func (w *World) later(b *bus, i int, d due) {
	f := &b.followers[i]
	f.dues = append(f.dues, d)
	for k := len(f.dues) - 1; k > f.firstDue && f.dues[k-1].at > d.at; k-- {
		f.dues[k], f.dues[k-1] = f.dues[k-1], f.dues[k]
	}
	if f.dues[f.firstDue].seq == d.seq && f.dues[f.firstDue].attempt == d.attempt {
		f.armed = false // it is the earliest now
	}
	w.arm(b, i)
}

// arm schedules the earliest ack wait of a follower.
func (w *World) arm(b *bus, i int) {
	f := &b.followers[i]
	if f.armed || f.firstDue >= len(f.dues) {
		return
	}
	f.armed = true
	f.gen++
	w.push(f.dues[f.firstDue].at-w.now, event{kind: evDue, dst: uint16(b.id), arg: uint64(i), aux: f.gen})
}

// due repeats what was not settled in time.
func (w *World) due(e *event) {
	b, i := &w.buses[e.dst], int(e.arg)
	f := &b.followers[i]
	if e.aux != f.gen || len(b.down) > 0 {
		return // replaced, or armed again by resume
	}
	f.armed = false
	for f.firstDue < len(f.dues) && f.dues[f.firstDue].at <= w.now {
		d := f.dues[f.firstDue]
		f.firstDue++
		if p := f.at(d.seq); p != nil && !p.settled && p.attempt == d.attempt {
			w.deliver(b, i, d.seq)
		}
	}
	if f.firstDue > 256 || f.firstDue == len(f.dues) {
		f.dues, f.firstDue = f.dues[:copy(f.dues, f.dues[f.firstDue:])], 0
	}
	w.arm(b, i)
}

// token names a delivery: 8 bits of bus, 16 of attempt, 40 of sequence.
func token(b sim.Bus, attempt uint32, seq uint64) uint64 {
	return uint64(b)<<56 | uint64(attempt&0xFFFF)<<40 | seq
}

// answer carries an ack, nak or term to the bus.
func (w *World) answer(n *node, e *sim.Effect) {
	delay := int64(w.cfg.Topology.Local.Delay)
	w.fly(delay, event{kind: evSettle, dst: uint16(e.ID >> 56)}, flight{from: n.addr, token: e.ID, delay: e.After, how: e.Kind, counted: true})
}

// settle takes an answer: any attempt settles the message.
func (w *World) settle(e *event) {
	b := &w.buses[e.dst]
	fl := w.land(e)
	if len(b.down) > 0 {
		w.levers.touchAll(b.down)
		return
	}
	for i := range b.followers {
		if b.followers[i].node == fl.from {
			w.settleFor(b, i, &fl)
			return
		}
	}
}

func (w *World) settleFor(b *bus, i int, fl *flight) {
	f := &b.followers[i]
	seq := fl.token & (1<<40 - 1)
	p := f.at(seq)
	if p == nil || p.settled {
		return
	}
	if fl.how == sim.EffNak {
		if uint32(fl.token>>40)&0xFFFF == p.attempt&0xFFFF {
			w.later(b, i, due{at: w.now + fl.delay, seq: seq, attempt: p.attempt})
		}
		return
	}
	p.settled = true
	f.open--
	f.advance()
	w.pull(b, i)
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
		if !r.hits(w.cfg.Seed, consumer, m, attempt) {
			continue
		}
		w.levers.touch(r.fault)
		r.shape(w.cfg.Seed, m, attempt, &out)
	}
	return out
}
