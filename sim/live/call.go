package live

import (
	"strconv"
	"sync"

	"github.com/nats-io/nats.go"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/live/bus"
)

// idBits is how much of a call's id is the caller's own, as in every world.
const idBits = 48

// carry sends a call to another machine. It may be lost.
func (m *machine) carry(e *sim.Effect) {
	if e.ID>>idBits != 0 {
		panic("its call has an id of 2^48 or more")
	}
	to := m.host.machines[e.To]
	m.moved(e.Msg)
	if to.spec.HTTP {
		m.post(e, to)
		return
	}
	from, region := m.spec.Region, to.spec.Region
	reply := bus.ReplySubject(region, from, m.spec.Name, uint64(m.life)) + "." + strconv.FormatUint(e.ID, 10)
	msg := m.envelope.pack(e.Msg, bus.CallSubject(from, region, to.spec.Name))
	m.envelope.set(headerFrom, m.from)
	msg.Reply = reply
	if from == region {
		m.send(m.line.tx, msg)
		return
	}
	m.mayCross(to)
	if !m.host.linked(from, region) {
		m.passOn(e, to, msg)
		return
	}
	if to.fromStream() {
		m.envelope.set(headerReply, reply)
		msg.Reply = ""
	}
	m.send(m.line.export, msg)
}

// passOn sends a call to another region than the hub by way of the hub.
func (m *machine) passOn(e *sim.Effect, to *machine, msg *nats.Msg) {
	from, region := m.spec.Region, to.spec.Region
	if _, known := m.host.cfg.Topology.Link(from, region); !known {
		m.host.Reach("no-route")
		return
	}
	msg.Subject = bus.PassSubject(from, region, to.spec.Name)
	msg.Reply = bus.PassReply(region, from, m.spec.Name, uint64(m.life)) + "." + strconv.FormatUint(e.ID, 10)
	m.send(m.line.export, msg)
}

// moved notes that something moved, unless it is a heartbeat.
func (m *machine) moved(msg *sim.Message) {
	if msg == nil || !msg.Head.Beats() {
		m.host.cfg.Log.move()
	}
}

// mayCross panics if one of the two has no way across the boundary.
func (m *machine) mayCross(to *machine) {
	if !m.spec.Edge || !to.spec.Edge {
		panic("it may not reach " + to.spec.Name + " in another region: both ends of a crossing must be at the edge")
	}
}

// send hands a message to the bus; while the bus is down it is lost.
func (m *machine) send(nc *nats.Conn, msg *nats.Msg) {
	if err := nc.PublishMsg(msg); err != nil {
		m.host.counted.add("messages_not_sent", 1)
	}
}

// answer answers a call.
func (m *machine) answer(e *sim.Effect) {
	r, open := m.routes.take(e.ID)
	if !open {
		return
	}
	m.moved(e.Msg)
	if r.door != nil {
		r.door <- e.Msg
		return
	}
	msg := m.envelope.pack(e.Msg, r.subject)
	m.envelope.set(headerFrom, m.from)
	m.send(r.nc, msg)
}

// route is where a call is answered.
type route struct {
	nc      *nats.Conn
	subject string
	door    chan *sim.Message // of a call over HTTP; else nil
}

// routes are the calls that a machine has not answered, by the number it knows
// them by. The zero value is empty.
type routes struct {
	mu   sync.Mutex
	next uint64
	open map[uint64]route
}

// routesMax bounds what is remembered of calls that are never answered.
const routesMax = 1 << 14

func (r *routes) add(to route) uint64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.open == nil {
		r.open = map[uint64]route{}
	}
	r.next++
	r.open[r.next] = to
	delete(r.open, r.next-min(r.next, routesMax))
	return r.next
}

func (r *routes) take(id uint64) (route, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	to, ok := r.open[id]
	delete(r.open, id)
	return to, ok
}
