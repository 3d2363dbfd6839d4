package link

import (
	"slices"

	"github.com/seatrial/seatrial/sim"
)

// Unknown is the operation of a frame that the tap could not read. Its Line is
// the raw bytes, with whatever ends them.
const Unknown = "?"

// Frame is one unit of the NATS protocol as a tap saw it. The slices are good
// until the function that was given the frame returns.
type Frame struct {
	Op   string // LMSG, HMSG, MSG, PUB, HPUB, LS+, LS-, SUB, UNSUB, INFO, CONNECT, PING, PONG, +OK, -ERR, or [Unknown]
	Line []byte // the whole control line without its line end

	// Of messages alone:

	Subject string
	Reply   string // empty = none
	Status  string // what stands behind NATS/1.0, as "503"; mostly nothing
	Header  []byte // the header lines and the empty line that ends them; nil = the form without headers
	Payload []byte
}

// IsMessage reports whether the frame carries a message.
func (f *Frame) IsMessage() bool { return f.Subject != "" }

// Parse reads the message as one of the harness. The error wraps [sim.ErrWire].
func (f *Frame) Parse() (*sim.Message, error) {
	return sim.ParseWire(slices.Concat(f.Header, f.Payload))
}
