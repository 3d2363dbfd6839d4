package virtual

import (
	"strings"

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
	messages  []*sim.Message
	base      uint64 // sequence of messages[0]
	next      uint64 // sequence of the next message
	synced    uint64 // last durable sequence
	window    map[uint64]uint64
	recent    []remembered // of the window, oldest first
	oldest    int
	followers []follower
}

// remembered is one message id of the duplicate window.
type remembered struct {
	id    uint64
	until int64
}

func newBus(id sim.Bus, spec sim.BusSpec, region int) bus {
	return bus{id: id, spec: spec, name: history.N(spec.Name), region: region, base: 1, next: 1, window: map[uint64]uint64{}}
}

func (b *bus) follow(addr sim.Addr, f sim.Follow) {
	if f.MaxAckPending <= 0 {
		f.MaxAckPending = 1000
	}
	if f.AckWait <= 0 {
		f.AckWait = 30_000_000_000
	}
	b.followers = append(b.followers, follower{node: addr, spec: f, next: 1})
}

// offer carries a publish to the bus, in the order of the publisher.
func (w *World) offer(n *node, e *sim.Effect) {
	b := &w.buses[e.Bus]
	for len(n.sent) <= int(e.Bus) {
		n.sent = append(n.sent, 0)
	}
	at := max(w.now+w.local(e.Msg, uint64(b.name.Key)), n.sent[e.Bus])
	n.sent[e.Bus] = at
	w.fly(at-w.now, event{kind: evPublish, dst: uint16(e.Bus), life: n.life}, flight{msg: e.Msg, id: e.ID, from: n.addr, bus: e.Bus, counted: true})
}

// publish stores a message, unless its id is in the duplicate window, and
// answers with its sequence.
func (w *World) publish(e *event) {
	b := &w.buses[e.dst]
	f := w.land(e)
	back := event{kind: evStored, dst: uint16(f.from), life: e.life}
	if len(b.down) > 0 {
		w.levers.touchAll(b.down)
		back.kind = evRefused
		w.fly(publishTimeout, back, flight{id: f.id, bus: b.id, counted: true})
		return
	}
	w.forget(b)
	id := history.Hash(f.msg.Head.ID)
	seq, known := b.window[id]
	if !known {
		seq = b.next
		w.store(b, f.msg, id)
	}
	w.fly(w.local(f.msg, 1), back, flight{id: f.id, bus: b.id, pos: seq, counted: true})
}

// publishTimeout is how long a publisher waits for a bus that does not answer.
const publishTimeout = 250_000_000

func (w *World) store(b *bus, m *sim.Message, id uint64) {
	b.messages = append(b.messages, m)
	seq := b.next
	b.next++
	if b.spec.Duplicate > 0 {
		b.window[id] = seq
		b.recent = append(b.recent, remembered{id: id, until: w.now + b.spec.Duplicate})
	}
	if b.spec.SyncEvery == 0 {
		w.flush(b)
	}
	w.sawStore(b, m, seq)
	for i := range b.followers {
		w.pull(b, i)
	}
}

// forget drops message ids that left the duplicate window.
func (w *World) forget(b *bus) {
	for b.oldest < len(b.recent) && b.recent[b.oldest].until <= w.now {
		delete(b.window, b.recent[b.oldest].id)
		b.oldest++
	}
	if b.oldest > 1024 && b.oldest > len(b.recent)/2 {
		b.recent, b.oldest = b.recent[:copy(b.recent, b.recent[b.oldest:])], 0
	}
}

// at returns the message at a sequence, or nil if it is gone.
func (b *bus) at(seq uint64) *sim.Message {
	if seq < b.base || seq >= b.next {
		return nil
	}
	return b.messages[seq-b.base]
}

// inspect answers with the last message of a bus.
func (w *World) inspect(n *node, id sim.Bus) {
	b := &w.buses[id]
	f := flight{bus: id, pos: b.next - 1, from: sim.Nowhere}
	if len(b.down) > 0 {
		f.how = sim.EffNak
	} else {
		f.msg = b.at(b.next - 1)
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
		w.flush(b)
	}
	w.armSync(b)
}

// flush makes everything durable and lets go of what every consumer has
// settled durably.
func (w *World) flush(b *bus) {
	b.synced = b.next - 1
	floor := b.synced
	for i := range b.followers {
		f := &b.followers[i]
		f.durable = f.floor
		floor = min(floor, f.durable)
	}
	// The last message stays, for whoever inspects the bus.
	if n := int(min(floor, b.synced-min(b.synced, 1)) + 1 - b.base); floor >= b.base && n > len(b.messages)/2 {
		b.messages = append(make([]*sim.Message, 0, len(b.messages)-n+64), b.messages[n:]...)
		b.base += uint64(n)
	}
}

// lose takes what was not synced: the correlated power loss of a region.
func (w *World) lose(b *bus) {
	lost := b.next - 1 - b.synced
	if lost > 0 {
		w.counted.add("bus_messages_lost", int64(lost))
	}
	keep := int(b.synced + 1 - b.base)
	clear(b.messages[keep:])
	b.messages = b.messages[:keep]
	b.next = b.synced + 1
	clear(b.window)
	b.recent, b.oldest = b.recent[:0], 0
	for i := range b.followers {
		b.followers[i].rollBack()
	}
}

// resume lets every follower of a bus that came back go on.
func (w *World) resume(b *bus) {
	for i := range b.followers {
		b.followers[i].armed = false
		w.arm(b, i)
		w.pull(b, i)
	}
}

// wants reports whether a follower subscribes to an entity.
func wants(f *sim.Follow, entity string) bool {
	if len(f.Prefixes) == 0 {
		return true
	}
	for _, p := range f.Prefixes {
		if strings.HasPrefix(entity, p) {
			return true
		}
	}
	return false
}
