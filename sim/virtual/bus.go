package virtual

import (
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// bus models a file-backed JetStream stream and its durable pull consumers. An
// acknowledged message is written, not synced: a process kill keeps it, a power
// loss takes all that arrived since the last sync, and the consumers' floors
// with it.
type bus struct {
	id        sim.Bus
	spec      sim.BusSpec
	name      history.Name
	region    int
	down      []pull
	rules     []rule
	slow      int // rules that make a consumer slow
	messages  []*sim.Message
	base      uint64 // sequence of messages[0]
	next      uint64 // sequence of the next message
	synced    uint64 // last durable sequence
	life      uint8  // counts how often it lost something; an answer to an earlier one settles nothing
	window    window // ids that are not stored again
	followers []follower
}

func newBus(id sim.Bus, spec sim.BusSpec, region int) bus {
	return bus{id: id, spec: spec, name: history.N(spec.Name), region: region, base: 1, next: 1}
}

// written is the last sequence written.
func (b *bus) written() uint64 { return b.next - 1 }

// offer carries a publish to the bus, in the order of the publisher.
func (w *World) offer(n *node, e *sim.Effect) {
	b := w.near(n, e.Bus)
	at := max(w.now+w.local(e.Msg, b.name.Key), n.sent[e.Bus])
	n.sent[e.Bus] = at
	f := flight{msg: e.Msg, id: e.ID, from: n.addr, bus: e.Bus, counted: true}
	if e.Name != "" {
		f.alias = history.Hash(e.Name)
	}
	w.fly(at-w.now, event{kind: evPublish, dst: uint16(e.Bus), life: n.life}, &f)
}

// near returns a bus of the machine's own region. There is no other way across
// a boundary than a call, which the tap sees.
func (w *World) near(n *node, id sim.Bus) *bus {
	b := &w.buses[id]
	if b.region != n.region {
		panic("it may not reach " + b.spec.Name + ", a bus of another region")
	}
	return b
}

// publish stores a message, unless its id is in the duplicate window, and
// answers with its sequence.
func (w *World) publish(e *event) {
	b := &w.buses[e.dst]
	f := *w.land(e)
	back := event{kind: evStored, dst: uint16(f.from), life: e.life}
	if len(b.down) > 0 {
		w.levers.touchAll(b.down)
		back.kind = evRefused
		w.fly(publishTimeout, back, &flight{id: f.id, from: sim.Nowhere, bus: b.id, counted: true})
		return
	}
	b.window.expire(w.now)
	id := f.msg.Keys().ID
	if f.alias != 0 {
		id = f.alias
	}
	seq := b.window.get(id)
	if seq == 0 {
		seq = b.next
		w.store(b, f.msg, id)
	}
	w.fly(w.local(f.msg, 1), back, &flight{id: f.id, from: sim.Nowhere, bus: b.id, pos: seq, counted: true})
}

// publishTimeout is how long a publisher waits for a bus that does not answer.
const publishTimeout = 250_000_000

// store adds a message. One without an id is never a duplicate.
func (w *World) store(b *bus, m *sim.Message, id uint64) {
	b.messages = append(b.messages, m)
	seq := b.next
	b.next++
	if b.spec.Duplicate > 0 && id != 0 {
		b.window.add(remembered{id: id, seq: seq, until: w.now + b.spec.Duplicate})
	}
	if b.spec.SyncEvery == 0 {
		b.flush()
	}
	w.sawStore(b, m, seq)
	for i := range b.followers {
		w.pull(b, i)
	}
}

// at returns the message at a sequence, or nil if it is gone.
func (b *bus) at(seq uint64) *sim.Message {
	if seq < b.base || seq >= b.next {
		return nil
	}
	return b.messages[seq-b.base]
}

// inspect answers with the last message of a bus; of one that is down nothing
// is known.
func (w *World) inspect(n *node, id sim.Bus) {
	b := w.near(n, id)
	f := &flight{bus: id, from: sim.Nowhere}
	if len(b.down) > 0 {
		w.levers.touchAll(b.down)
		f.how = sim.EffNak
	} else {
		f.pos, f.msg = b.written(), b.at(b.written())
	}
	w.fly(int64(w.cfg.Topology.Local.Delay)*2, event{kind: evInfo, dst: uint16(n.addr), life: n.life}, f)
}

// armSync starts the periodic sync of a bus.
func (w *World) armSync(b *bus) {
	if b.spec.SyncEvery > 0 {
		w.push(b.spec.SyncEvery, event{kind: evBusSync, dst: uint16(b.id)})
	}
}

func (w *World) syncBus(b *bus) {
	if len(b.down) == 0 {
		b.flush()
	}
	w.armSync(b)
}

// flush makes everything durable and lets go of what every consumer has
// settled durably. The last message stays, for whoever inspects the bus.
func (b *bus) flush() {
	b.synced = b.written()
	floor := b.synced - min(b.synced, 1)
	for i := range b.followers {
		f := &b.followers[i]
		f.durable = f.floor
		floor = min(floor, f.durable)
	}
	if floor < b.base {
		return
	}
	n := int(floor + 1 - b.base)
	if n <= len(b.messages)/2 {
		return // not worth moving yet
	}
	rest := copy(b.messages, b.messages[n:])
	clear(b.messages[rest:])
	b.messages = b.messages[:rest]
	b.base += uint64(n)
}

// lose takes what was not synced, messages, their ids and the consumers' floors:
// the power loss of a region.
func (w *World) lose(b *bus) {
	if lost := b.written() - b.synced; lost > 0 {
		w.counted.add("bus_messages_lost", int64(lost))
	}
	keep := int(b.synced + 1 - b.base)
	clear(b.messages[keep:])
	b.messages = b.messages[:keep]
	b.next = b.synced + 1
	b.life++
	b.window.cut(b.synced)
	for i := range b.followers {
		b.followers[i].rollBack()
	}
}

// resume lets every follower of a bus that came back go on.
func (w *World) resume(b *bus) {
	for i := range b.followers {
		w.attend(b, i)
	}
}
