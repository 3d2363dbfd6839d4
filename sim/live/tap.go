package live

import (
	"bytes"

	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/live/bus"
)

// Protocol is the type of a crossing that is no message of the system: the
// servers' own words to each other. They are scanned like everything else.
var Protocol = history.N("protocol")

// Tap is the witness of one direction of a link: it turns what the wire carried
// into crossings. It may be used concurrently.
type Tap struct {
	log      *Log
	system   sim.Decoder
	name     history.Name
	from, to history.Name
}

// NewTap returns the witness of what goes from one region to another.
func NewTap(log *Log, system sim.Decoder, from, to string) *Tap {
	return &Tap{log: log, system: system, name: history.N("tap " + from + ">" + to), from: history.N(from), to: history.N(to)}
}

// Message shows a message: its header block without the first line, its payload,
// and the subject it went to. First comes the message with all its bytes, then
// one record for each event in it. What is not of the system is shown
// as [Protocol].
func (t *Tap) Message(subject string, header, payload []byte) {
	wire := make([]byte, 0, len(subject)+len(header)+len(payload)+4)
	wire = append(append(append(wire, subject...), "\r\n"...), header...)
	wire = append(wire, payload...)
	m, err := sim.ParseWire(wire[len(subject)+2:])
	if err != nil || m.Head.Type == "" || bytes.Contains(header, passed) {
		t.Words(wire) // what the hub passes on was a message where it left its region
		return
	}
	to := t.to
	if _, region, _, ok := bus.Passing(subject); ok {
		to = history.N(region)
	}
	for i := 0; ; i++ {
		var r history.Record
		if !t.system.Crossing(m, i, &r) && i > 0 {
			return
		}
		if i == 0 {
			r.Body = wire
		}
		t.show(&r, to)
	}
}

// passed marks what the hub passes on.
var passed = []byte(headerPassed + ":")

// Words shows bytes that are no message.
func (t *Tap) Words(b []byte) { t.show(&history.Record{Type: Protocol, Body: b}, t.to) }

func (t *Tap) show(r *history.Record, to history.Name) {
	r.Kind, r.Witness, r.Region, r.From, r.To = history.KindCross, t.name, t.from, t.from, to
	t.log.Note(func(into *history.Record) {
		r.Seq, r.At = into.Seq, into.At
		*into = *r
	})
}
