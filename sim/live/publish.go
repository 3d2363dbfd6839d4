package live

import (
	"bytes"
	"cmp"
	"encoding/json"
	"strconv"

	"github.com/nats-io/nats.go"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/live/bus"
)

// publish offers a message to the stream of a bus, in the order of the
// publisher; the message id makes the stream ignore what it has.
func (m *machine) publish(e *sim.Effect) {
	m.near(e.Bus)
	m.host.cfg.Log.move()
	n := m.pending.ask(ticket{at: m.now(), id: e.ID, bus: e.Bus, msg: e.Msg})
	msg := m.envelope.pack(e.Msg, bus.BusSubject(m.spec.Region, e.Msg.Head.Entity))
	if id := cmp.Or(e.Name, e.Msg.Head.ID); id != "" {
		m.envelope.set(nats.MsgIdHdr, id)
	}
	msg.Reply = m.inboxOf(asksToStore, n)
	m.send(m.line.tx, msg)
}

// What is asked of a bus, as the subjects of the answers say it.
const (
	asksToStore = "pub"
	asksToLook  = "info"
)

// inboxOf returns the subject on which the answer to a question comes back.
func (m *machine) inboxOf(kind string, n uint64) string {
	var b [96]byte
	subject := append(append(append(b[:0], m.line.inbox...), kind...), '.')
	return string(strconv.AppendUint(subject, n, 10))
}

// near panics if a bus is not of the machine's own region: there is no other way
// across a boundary than a call, which the tap sees.
func (m *machine) near(b sim.Bus) {
	if spec := m.host.cfg.System.Buses()[b]; spec.Region != m.spec.Region {
		panic("it may not reach " + spec.Name + ", a bus of another region")
	}
}

// acknowledgement is a stream's answer to a publish.
type acknowledgement struct {
	Seq   uint64 `json:"seq"`
	Error *struct {
		Code int `json:"code"`
	} `json:"error"`
}

// acked takes a stream's answer. No responders means that the bus is down.
func (m *machine) acked(life uint32, n uint64, msg *nats.Msg) {
	in := sim.Input{Kind: sim.InRefused, From: sim.Nowhere}
	if seq := storedAt(msg); seq > 0 {
		in.Kind, in.Pos = sim.InStored, seq
	}
	m.box.put(arrival{life: life, ticket: n, in: in})
}

// storedAt returns the sequence that a stream gave a message, or 0 if it was not
// stored.
func storedAt(msg *nats.Msg) uint64 {
	if isStatus(msg) {
		return 0
	}
	if seq, ok := plainSequence(msg.Data); ok {
		return seq
	}
	var ack acknowledgement
	if json.Unmarshal(msg.Data, &ack) != nil || ack.Error != nil {
		return 0
	}
	return ack.Seq
}

// plainSequence reads the answer in the form that nats-server gives it when all is
// well, {"stream":"BUS","domain":"tx","seq":17} with more members behind;
// reflection took longer than all else about an answer. What has another form is
// for [json.Unmarshal].
func plainSequence(answer []byte) (seq uint64, ok bool) {
	const before = `{"stream":"` + bus.BusStream + `",`
	if !bytes.HasPrefix(answer, []byte(before)) || bytes.Contains(answer, []byte(`"error"`)) {
		return 0, false
	}
	_, rest, _ := bytes.Cut(answer, []byte(`,"seq":`))
	digits := 0
	for digits < len(rest) && digits < 19 && '0' <= rest[digits] && rest[digits] <= '9' {
		seq = seq*10 + uint64(rest[digits]-'0')
		digits++
	}
	ended := digits < len(rest) && (rest[digits] == ',' || rest[digits] == '}')
	return seq, digits > 0 && ended
}

// inspect asks the stream of a bus for its last message.
func (m *machine) inspect(b sim.Bus) {
	m.near(b)
	n := m.pending.ask(ticket{at: m.now(), look: true, bus: b})
	subject := bus.BusSubject(m.spec.Region, "")
	all := subject[:len(subject)-1] + ">"
	m.send(m.line.tx, &nats.Msg{Subject: "$JS.API.STREAM.MSG.GET." + bus.BusStream, Reply: m.inboxOf(asksToLook, n),
		Data: []byte(`{"last_by_subj":"` + all + `"}`)})
}

// lookup is a stream's answer to a look at its last message.
type lookup struct {
	Message *struct {
		Seq    uint64 `json:"seq"`
		Header []byte `json:"hdrs"`
		Data   []byte `json:"data"`
	} `json:"message"`
	Error *struct {
		Code int `json:"err_code"`
	} `json:"error"`
}

// noMessage is JetStream's code for a stream without the message asked for.
const noMessage = 10037

// informed takes the answer to a look at the bus.
func (m *machine) informed(life uint32, n uint64, msg *nats.Msg) {
	in := sim.Input{Kind: sim.InInfo, From: sim.Nowhere}
	var found lookup
	switch {
	case isStatus(msg) || json.Unmarshal(msg.Data, &found) != nil:
	case found.Error != nil && found.Error.Code == noMessage:
		in.OK = true
	case found.Error == nil && found.Message != nil:
		header, err := nats.DecodeHeadersMsg(found.Message.Header)
		if err != nil {
			break
		}
		in.OK, in.Pos = true, found.Message.Seq
		if in.Msg, err = assemble(header, found.Message.Data); err != nil {
			in.Msg = nil
		}
	}
	m.box.put(arrival{life: life, ticket: n, in: in})
}
