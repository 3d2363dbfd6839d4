package virtual

import (
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/topology"
)

// link is one direction between two regions, and what faults do to it.
type link struct {
	exists bool
	spec   topology.Link
	name   history.Name // "tap tx>hub"
	cut    []pull
	shaped []shaped
	free   int64 // when the last byte sent so far will have left
}

// wire builds the matrix of links.
func (w *World) wire() {
	n := len(w.regions)
	w.links = make([][]link, n)
	for i := range w.links {
		w.links[i] = make([]link, n)
	}
	for _, l := range w.cfg.Topology.Links {
		w.links[w.byName[l.From]][w.byName[l.To]] = link{exists: true, spec: l, name: history.N("tap " + l.From + ">" + l.To)}
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
		d += int64(w.draw(sim.StreamNetwork, m.Digest()^salt, uint64(w.now), uint64(spec.Jitter)))
	}
	return d
}

// idBits is how much of a call's id is the caller's own; above it stands the
// caller's incarnation, so that an answer to an earlier one is dropped, as a
// reply inbox of a dead process is.
const idBits = 48

// send carries a call or reply to another machine, or loses it.
func (w *World) send(n *node, e *sim.Effect, k kind) {
	to := &w.nodes[e.To]
	f := flight{msg: e.Msg, id: e.ID, from: n.addr, counted: true}
	ev := event{kind: k, dst: uint16(e.To)}
	if k == evCall {
		f.id |= uint64(n.life) << idBits
	} else {
		ev.life = uint32(e.ID >> idBits)
		f.id &= 1<<idBits - 1
	}
	if to.region == n.region {
		w.fly(w.local(e.Msg, uint64(e.To)), ev, f)
		return
	}
	if delay, ok := w.cross(n, to, e.Msg); ok {
		w.fly(delay, ev, f)
	}
}

// cross takes a message over a link, past the tap. It returns the delay, or
// false if the message is lost.
func (w *World) cross(n, to *node, m *sim.Message) (int64, bool) {
	l := &w.links[n.region][to.region]
	if !l.exists {
		w.reached.add("no-route", 1)
		return 0, false
	}
	if len(l.cut) > 0 {
		w.levers.touchAll(l.cut)
		return 0, false
	}
	w.sawCrossing(l, n, to, m)
	delay, loss, bandwidth := int64(l.spec.Delay), l.spec.Loss, l.spec.Bandwidth
	for i := range l.shaped {
		s := &l.shaped[i]
		delay += int64(s.shape.Delay)
		loss += s.shape.Loss
		if s.shape.Bandwidth > 0 && (bandwidth == 0 || s.shape.Bandwidth < bandwidth) {
			bandwidth = s.shape.Bandwidth
		}
		if s.shape.Loss == 0 {
			w.levers.touch(s.fault)
		}
	}
	place := m.Digest() ^ l.name.Key
	if loss > 0 && w.draw(sim.StreamNetwork, place, uint64(w.now)*2+1, 1_000_000) < uint64(loss) {
		for i := range l.shaped {
			w.levers.touch(l.shaped[i].fault)
		}
		return 0, false
	}
	if l.spec.Jitter > 0 {
		delay += int64(w.draw(sim.StreamNetwork, place, uint64(w.now)*2, uint64(l.spec.Jitter)))
	}
	if bandwidth > 0 {
		l.free = max(l.free, w.now) + int64(m.Size())*1_000_000_000/bandwidth
		delay += l.free - w.now
	}
	return delay, true
}
