package virtual

import (
	"github.com/seatrial/seatrial/sim"
)

// follower is one durable pull consumer of a bus: explicit acks, ack wait,
// redelivery, at most so many unacknowledged deliveries, at most so many
// attempts. It delivers only while its machine is up, since nobody else asks.
type follower struct {
	node     sim.Addr
	spec     sim.Follow
	floor    uint64    // everything up to it is settled
	durable  uint64    // the floor that survives a power loss
	next     uint64    // first sequence not yet delivered
	open     int       // delivered, not settled
	pending  []pending // floor+1 .. next-1, from head on
	head     int
	dues     []due // in order of time; some are stale
	firstDue int
	wake     int64  // instant of the scheduled due event; 0 = none
	gen      uint32 // of the scheduled due event; older ones are ignored
	last     int64  // arrival of the last delivery that no fault touched, so that they stay in order
	lane     lane   // what a slow consumer has before it
}

// pending is one message between floor and next.
type pending struct {
	due     int64 // when it is repeated, unless settled
	attempt uint32
	settled bool
}

// follow adds a consumer to a bus. What its spec leaves out is as in JetStream.
func (b *bus) follow(n *node, f sim.Follow) {
	if f.MaxAckPending <= 0 {
		f.MaxAckPending = 1000
	}
	if f.AckWait <= 0 {
		f.AckWait = 30_000_000_000
	}
	n.follows = append(n.follows, follow{bus: b.id, index: len(b.followers)})
	b.followers = append(b.followers, follower{node: n.addr, spec: f, next: 1})
}

// follower returns a machine's consumer of a bus, or nil.
func (w *World) follower(n *node, id sim.Bus) (*bus, int, bool) {
	for _, f := range n.follows {
		if f.bus == id {
			return &w.buses[id], f.index, true
		}
	}
	return nil, 0, false
}

// at returns the state of a message, or nil if it is settled or not delivered.
func (f *follower) at(seq uint64) *pending {
	if seq <= f.floor || seq >= f.next {
		return nil
	}
	if p := &f.pending[f.head+int(seq-f.floor-1)]; !p.settled {
		return p
	}
	return nil
}

// advance moves the floor over settled messages.
func (f *follower) advance() {
	for f.head < len(f.pending) && f.pending[f.head].settled {
		f.head++
		f.floor++
	}
	switch {
	case f.head == len(f.pending):
		f.pending, f.head = f.pending[:0], 0
	case f.head > 256 && f.head > len(f.pending)/2:
		f.pending, f.head = f.pending[:copy(f.pending, f.pending[f.head:])], 0
	}
}

// close settles a message for good.
func (f *follower) close(p *pending) {
	p.settled = true
	f.open--
	f.advance()
}

// rollBack forgets everything behind the durable floor; redelivery follows.
func (f *follower) rollBack() {
	f.floor, f.next, f.open = f.durable, f.durable+1, 0
	f.pending, f.head = f.pending[:0], 0
	f.dues, f.firstDue, f.wake = f.dues[:0], 0, 0
	f.gen++
}

// attend lets a follower go on whose bus or machine came back: first what is
// overdue, then what is new.
func (w *World) attend(b *bus, i int) {
	f := &b.followers[i]
	if w.idle(b, f) {
		return // it goes on when the other is back, too
	}
	f.wake = 0
	for d := f.fresh(); d != nil && d.at <= w.now; d = f.fresh() {
		seq := d.seq
		f.firstDue++
		w.repeat(b, i, seq)
	}
	w.pull(b, i)
	w.arm(b, i)
}

// idle reports whether nothing can be delivered now.
func (w *World) idle(b *bus, f *follower) bool {
	return len(b.down) > 0 || !w.nodes[f.node].up()
}

// pull delivers as many new messages as the follower may have open.
func (w *World) pull(b *bus, i int) {
	f := &b.followers[i]
	if f.next >= b.next || w.idle(b, f) {
		return
	}
	for f.next < b.next && f.open < f.spec.MaxAckPending {
		m, seq := b.at(f.next), f.next
		f.next++
		if m == nil || !f.spec.Wants(m.Head.Entity) {
			f.pending = append(f.pending, pending{settled: true})
			f.advance()
			continue
		}
		f.pending = append(f.pending, pending{})
		f.open++
		w.deliver(b, i, seq)
	}
}

// deliver sends one attempt, through the message faults, and starts its ack wait.
func (w *World) deliver(b *bus, i int, seq uint64) {
	f := &b.followers[i]
	n := &w.nodes[f.node]
	p := f.at(seq)
	p.attempt++
	p.due = w.now + f.spec.AckWait
	m, attempt := b.at(seq), p.attempt
	w.later(b, i, due{at: p.due, seq: seq})
	fate := w.fate(b, n.name, m, attempt)
	ev := event{kind: evDeliver, dst: uint16(f.node), life: n.life}
	fl := flight{msg: m, bus: b.id, token: token(b, attempt, seq), attempt: attempt, pos: seq, from: sim.Nowhere, counted: true}
	if !fate.Lost {
		at := max(w.now+w.local(m, uint64(f.node)), f.last)
		if fate.Delay == 0 {
			f.last = at
		}
		w.fly(at-w.now+fate.Delay, ev, &fl)
	}
	for c := range fate.Copies {
		// A bus repeats what it takes for lost: the attempt counts on.
		fl.attempt++
		w.fly(w.local(m, uint64(f.node))+int64(c+1)*1_000_000, ev, &fl)
	}
}

// token names a delivery: 8 bits of bus, 16 of attempt, 8 of the bus's life, 32 of
// sequence.
func token(b *bus, attempt uint32, seq uint64) uint64 {
	return uint64(b.id)<<56 | uint64(attempt&0xFFFF)<<40 | uint64(b.life)<<32 | seq
}

// answer carries an ack, nak or term to the bus.
func (w *World) answer(n *node, e *sim.Effect) {
	delay := int64(w.cfg.Topology.Local.Delay)
	w.fly(delay, event{kind: evSettle, dst: uint16(e.ID >> 56)}, &flight{from: n.addr, token: e.ID, delay: e.After, how: e.Kind, counted: true})
}

// settle takes an answer: any attempt settles the message. A bus that lost
// something gives sequences out again; the connection over which the delivery had
// come is gone with it, so an answer from before it says nothing about what has
// that sequence now.
func (w *World) settle(e *event) {
	fl := *w.land(e)
	b, i, ok := w.follower(&w.nodes[fl.from], sim.Bus(e.dst))
	if !ok {
		return
	}
	if len(b.down) > 0 {
		w.levers.touchAll(b.down)
		return
	}
	f := &b.followers[i]
	seq := fl.token & (1<<32 - 1)
	p := f.at(seq)
	switch {
	case p == nil || uint8(fl.token>>32) != b.life:
	case fl.how != sim.EffNak:
		f.close(p)
		w.pull(b, i)
	case uint32(fl.token>>40)&0xFFFF == p.attempt&0xFFFF:
		// A nak takes the place of the ack wait.
		p.due = w.now + fl.delay
		w.later(b, i, due{at: p.due, seq: seq})
	}
}
