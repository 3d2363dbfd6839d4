package live

import (
	"strconv"
	"strings"

	"github.com/nats-io/nats.go"
	"github.com/seatrial/seatrial/sim"
)

// Headers of the world's own, beside those of CloudEvents.
const (
	headerFrom  = "Sea-From"  // address of the calling machine
	headerReply = "Sea-Reply" // where a call that rested in a stream is answered
)

// headersMax is how many headers a message has at most: those of CloudEvents, and
// three of the bus and the world.
const headersMax = 20

// envelope is memory for one message at a time: a message is on its way as soon as
// it was handed to the bus.
type envelope struct {
	msg    nats.Msg
	values [headersMax]string
	used   int
}

// pack returns a message as it travels: the ce- headers of CloudEvents' binary
// mode and the body as payload. It is good until the next one is packed.
func (v *envelope) pack(m *sim.Message, subject string) *nats.Msg {
	if v.msg.Header == nil {
		v.msg.Header = make(nats.Header, headersMax)
	}
	clear(v.msg.Header)
	v.used = 0
	v.msg.Subject, v.msg.Reply, v.msg.Data = subject, "", m.Body
	m.Head.Headers(v.set)
	return &v.msg
}

// set adds a header.
func (v *envelope) set(name, value string) {
	v.values[v.used] = value
	v.msg.Header[name] = v.values[v.used : v.used+1 : v.used+1]
	v.used++
}

// Pack returns a message as machines send it, for those who are none.
func Pack(m *sim.Message, subject string) *nats.Msg { return new(envelope).pack(m, subject) }

// unpack reads what pack made. What cannot be read is an error that names the
// header.
func unpack(msg *nats.Msg) (*sim.Message, error) { return assemble(msg.Header, msg.Data) }

func assemble(header map[string][]string, body []byte) (*sim.Message, error) {
	m := &sim.Message{Body: body}
	for name, values := range header {
		if len(values) == 0 || !strings.HasPrefix(name, "ce-") {
			continue
		}
		if err := m.Head.SetHeader(name, values[0]); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// caller returns the address in a message, or nowhere.
func caller(header nats.Header, machines int) sim.Addr {
	n, err := strconv.ParseUint(header.Get(headerFrom), 10, 16)
	if err != nil || int(n) >= machines {
		return sim.Nowhere
	}
	return sim.Addr(n)
}

// last returns the number behind the last dot of a subject.
func last(subject string) (uint64, bool) {
	n, err := strconv.ParseUint(subject[strings.LastIndexByte(subject, '.')+1:], 10, 64)
	return n, err == nil
}
