package virtual

import (
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/topology"
)

// link is one direction between two regions, and what faults do to it.
type link struct {
	exists bool
	from   int
	to     int
	spec   topology.Link
	name   history.Name // "tap tx>hub"
	cut    []pull
	shaped []shaped
	lane   lane // what waits for bandwidth
	// refused lists the faults that refuse its connections; ruptures tells when
	// connections broke.
	refused  []pull
	ruptures []rupture
}

// wire builds the matrix of links.
func (w *World) wire() {
	n := len(w.regions)
	w.links = make([][]link, n)
	for i := range w.links {
		w.links[i] = make([]link, n)
	}
	for _, l := range w.cfg.Topology.Links {
		from, to := w.byName[l.From], w.byName[l.To]
		w.links[from][to] = link{exists: true, from: from, to: to, spec: l, name: history.N("tap " + l.From + ">" + l.To)}
	}
}

// draw returns a number in [0, limit) that depends on nothing but its place.
func (w *World) draw(stream sim.Stream, entity, n, limit uint64) uint64 {
	c := sim.Chance{Seed: w.cfg.Seed, Stream: stream, Entity: entity}
	return c.Below(n, limit)
}

// local is the cost of a message inside a region, different for each.
func (w *World) local(m *sim.Message, salt uint64) int64 {
	spec := &w.cfg.Topology.Local
	d := int64(spec.Delay)
	if spec.Jitter > 0 {
		d += int64(w.draw(sim.StreamNetwork, place(m)^salt, uint64(w.now), uint64(spec.Jitter)))
	}
	return d
}

// place is what a message's draws hang on: its id, not its bytes, or a clock
// that is off would change a label and with it the weather (I-46).
func place(m *sim.Message) uint64 { return m.Keys().ID }

// idBits is how much of a call's id is the caller's own; above it stands the
// caller's incarnation, so that an answer to an earlier one is dropped, as the
// reply inbox of a dead process is.
const idBits = 48

// lifeMask is how much of an incarnation fits above a call's id.
const lifeMask = 1<<(64-idBits) - 1

// send carries a call or reply to another machine, or loses it. A call is meant
// for whatever incarnation is up when it arrives.
func (w *World) send(n *node, e *sim.Effect, k kind) {
	to := &w.nodes[e.To]
	f := &flight{msg: e.Msg, id: e.ID, from: n.addr, counted: !e.Msg.Head.Beats()}
	ev := event{kind: k, dst: uint16(e.To)}
	if k == evCall {
		if e.ID>>idBits != 0 {
			panic("its call has an id of 2^48 or more")
		}
		f.id |= uint64(n.life) << idBits
	} else {
		ev.life = uint32(e.ID >> idBits)
		f.id &= 1<<idBits - 1
	}
	if to.region == n.region {
		w.fly(w.local(e.Msg, uint64(e.To)), ev, f)
		return
	}
	w.cross(n, to, ev, f)
}

// cross sends a message over a link, past the tap.
func (w *World) cross(n, to *node, e event, f *flight) {
	if !n.spec.Edge || !to.spec.Edge {
		panic("it may not reach " + to.spec.Name + " in another region: both ends of a crossing must be at the edge")
	}
	l := &w.links[n.region][to.region]
	if !l.exists {
		w.reached.add("no-route", 1)
		return
	}
	if w.closed(l) {
		return
	}
	w.sawCrossing(l, n, to, f.msg)
	place := place(f.msg) ^ l.name.Key
	if w.loses(l, place) {
		return
	}
	f.sent = w.now
	delay := w.delay(l, place)
	if l.bandwidth() == 0 && !l.lane.busy {
		w.fly(delay, e, f)
		return
	}
	f.delay = delay
	e.arg = w.load(f)
	l.lane.put(e)
	if !l.lane.busy {
		w.transmit(l)
	}
}

// loses draws once for the link and once for each fault, so that taking one
// fault away changes nothing about the others.
func (w *World) loses(l *link, place uint64) bool {
	lost := l.spec.Loss > 0 && w.draw(sim.StreamNetwork, place, uint64(w.now)*2+1, 1_000_000) < uint64(l.spec.Loss)
	for i := range l.shaped {
		s := &l.shaped[i]
		if s.shape.Loss > 0 && w.draw(sim.StreamFaults, place^s.key, uint64(w.now), 1_000_000) < uint64(s.shape.Loss) {
			w.levers.touch(s.fault)
			lost = true
		}
	}
	return lost
}

// delay is the time on the way, without waiting for bandwidth.
func (w *World) delay(l *link, place uint64) int64 {
	d := int64(l.spec.Delay)
	if l.spec.Jitter > 0 {
		d += int64(w.draw(sim.StreamNetwork, place, uint64(w.now)*2, uint64(l.spec.Jitter)))
	}
	for i := range l.shaped {
		if s := &l.shaped[i]; s.shape.Delay > 0 {
			d += int64(s.shape.Delay)
			w.levers.touch(s.fault)
		}
	}
	return d
}

// bandwidth returns the bytes per second that the link carries, 0 = unlimited.
func (l *link) bandwidth() int64 {
	b := l.spec.Bandwidth
	for i := range l.shaped {
		if s := l.shaped[i].shape.Bandwidth; s > 0 && (b == 0 || s < b) {
			b = s
		}
	}
	return b
}

// transmit puts the message in front of a link's lane onto the wire, byte after
// byte.
func (w *World) transmit(l *link) {
	b := l.bandwidth()
	for i := range l.shaped {
		if s := &l.shaped[i]; s.shape.Bandwidth > 0 && (l.spec.Bandwidth == 0 || s.shape.Bandwidth < l.spec.Bandwidth) {
			w.levers.touch(s.fault)
		}
	}
	size := int64(w.slab.all[l.lane.front().arg].msg.Size())
	w.serve(&l.lane, size*1_000_000_000/b, event{kind: evLink, dst: uint16(l.from), arg: uint64(l.to)})
}

// transmitted lets the message in front go on its way and takes the next.
func (w *World) transmitted(e *event) {
	l := &w.links[e.dst][e.arg]
	if e.aux != l.lane.gen {
		return
	}
	l.lane.busy = false
	w.depart(l, l.lane.take())
	for w.breaks && !l.lane.empty() && w.severed(l.lane.front()) {
		l.lane.take() // it takes no time on the line
	}
	if !l.lane.empty() {
		w.transmit(l)
	}
}

// depart sends a message that waited for bandwidth; a link that was cut, or
// whose connections broke meanwhile, loses it.
func (w *World) depart(l *link, e event) {
	if w.breaks && w.severed(&e) {
		return
	}
	if w.closed(l) {
		w.land(&e).msg = nil
		return
	}
	w.push(w.slab.all[e.arg].delay, e)
}

// reshape lets everything go that waits for bandwidth the link no longer lacks.
func (w *World) reshape(l *link) {
	if !l.lane.busy || l.bandwidth() > 0 {
		return
	}
	l.lane.stop()
	for !l.lane.empty() {
		w.depart(l, l.lane.take())
	}
}
