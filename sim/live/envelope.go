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

// pack returns a message as it travels: the ce- headers of CloudEvents' binary
// mode and the body as payload.
func pack(m *sim.Message, subject string) *nats.Msg {
	out := &nats.Msg{Subject: subject, Header: nats.Header{}, Data: m.Body}
	m.Head.Headers(func(name, value string) { out.Header[name] = []string{value} })
	return out
}

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
