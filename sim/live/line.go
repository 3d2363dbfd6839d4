package live

import (
	"fmt"
	"strings"

	"github.com/nats-io/nats.go"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/live/bus"
)

// line is what connects one incarnation with the others.
type line struct {
	tx     *nats.Conn
	export *nats.Conn // of machines at the edge; else nil
	inbox  string     // subjects of answers from the region begin with it
}

func (l *line) close() {
	for _, nc := range [...]*nats.Conn{l.tx, l.export} {
		if nc != nil {
			nc.Close()
		}
	}
	*l = line{}
}

// dial opens the line and subscribes to calls and answers.
func (m *machine) dial() (err error) {
	region, name, life := m.spec.Region, m.spec.Name, uint64(m.life)
	m.line.inbox = bus.ReplySubject(region, region, name, life) + "."
	if m.line.tx, err = m.region.port.Connect(bus.TX, name); err != nil {
		return fmt.Errorf("connect %s: %w", name, err)
	}
	if !m.spec.HTTP {
		if err := m.listen(m.line.tx, bus.CallSubject(region, region, name), m.called); err != nil {
			return err
		}
	}
	if err := m.listen(m.line.tx, bus.ReplyInbox(region, region, name, life), m.replied); err != nil {
		return err
	}
	if m.spec.Edge {
		return m.dialOut()
	}
	return nil
}

// dialOut opens the way across the boundary.
func (m *machine) dialOut() (err error) {
	region, name, life := m.spec.Region, m.spec.Name, uint64(m.life)
	if m.line.export, err = m.region.port.Connect(bus.EXPORT, name); err != nil {
		return fmt.Errorf("connect %s: %w", name, err)
	}
	if !m.fromStream() {
		if err := m.listen(m.line.export, bus.CallsTo(region, name), m.called); err != nil {
			return err
		}
	}
	for _, l := range m.host.cfg.Topology.Links {
		if l.To != region || !m.host.linked(l.From, region) {
			continue
		}
		if err := m.listen(m.line.export, bus.ReplyInbox(l.From, region, name, life), m.replied); err != nil {
			return err
		}
	}
	return nil
}

// linked reports whether two regions have a leaf link between them: every link
// has the hub at one end.
func (h *Host) linked(a, b string) bool {
	_, known := h.cfg.Topology.Link(a, b)
	return known && a != b && (a == h.cfg.Topology.Hub.Name || b == h.cfg.Topology.Hub.Name)
}

// fromStream reports whether calls from the regions reach the machine out of a
// stream.
func (m *machine) fromStream() bool {
	return m.host.cfg.Transport != bus.Forwarder && m.spec.Region == m.host.cfg.Topology.Hub.Name
}

// listen subscribes to a subject for the life of the connection.
func (m *machine) listen(nc *nats.Conn, subject string, hear func(life uint32, nc *nats.Conn, msg *nats.Msg)) error {
	life := m.life
	if _, err := nc.Subscribe(subject, func(msg *nats.Msg) { hear(life, nc, msg) }); err != nil {
		return fmt.Errorf("subscribe %s to %s: %w", m.spec.Name, subject, err)
	}
	return nil
}

// called takes a call that another machine makes.
func (m *machine) called(life uint32, nc *nats.Conn, msg *nats.Msg) {
	in, err := unpack(msg)
	if err != nil {
		m.host.Reach("message-unreadable")
		return
	}
	reply := msg.Reply
	if r := msg.Header.Get(headerReply); r != "" {
		reply = r
	}
	id := m.routes.add(route{nc: nc, subject: reply})
	m.box.put(arrival{life: life, in: sim.Input{Kind: sim.InCall, From: caller(msg.Header, len(m.host.machines)), ID: id, Msg: in, OK: true}})
}

// replied takes what comes back: an answer to a call, a bus's word about a
// publish, or what a look at the bus showed.
func (m *machine) replied(life uint32, _ *nats.Conn, msg *nats.Msg) {
	id, ok := last(msg.Subject)
	question := msg.Subject[:strings.LastIndexByte(msg.Subject, '.')+1]
	switch {
	case !ok:
	case strings.HasSuffix(question, "."+asksToStore+"."):
		m.acked(life, id, msg)
	case strings.HasSuffix(question, "."+asksToLook+"."):
		m.informed(life, id, msg)
	default:
		in, err := unpack(msg)
		if err != nil || isStatus(msg) {
			return // nobody is there to answer: as good as lost
		}
		m.box.put(arrival{life: life, in: sim.Input{Kind: sim.InReply, From: caller(msg.Header, len(m.host.machines)), ID: id, Msg: in, OK: true}})
	}
}

// isStatus reports whether the server itself answered: no responders.
func isStatus(msg *nats.Msg) bool { return len(msg.Data) == 0 && msg.Header.Get("Status") != "" }
