package ceiling

import (
	"errors"
	"fmt"

	"github.com/seatrial/seatrial/sim"
)

// Shape is what travels: messages as a system sent them, to be sent again with the
// same headers and as many bytes.
type Shape struct {
	Commands []Command // taken in turn: of k, command n is the one at n modulo k
	Batch    Batch
	Decided  Entry // of the egress's ledger, one for a batch
	Audited  Entry // of the audit log's
}

// Command is one call, its answer and the events it comes to.
type Command struct {
	Call, Answer *sim.Message
	Events       []*sim.Message
	Stock        []bool // of each event: the second read model follows it too
}

// Batch is what goes to the hub: one message for many events.
type Batch struct {
	Call, Answer *sim.Message // the bodies are not used
	Base         int          // bytes of its body without events
	PerEvent     int          // bytes more for each event, on average
	AnswerSize   int          // bytes of the answer's body
}

// Entry is an entry of a ledger about many events.
type Entry struct {
	Head     sim.Head
	Base     int // bytes of its body without events
	PerEvent int // bytes more for each event, on average
}

// of returns an entry about n events.
func (e *Entry) of(n int) *sim.Message {
	return &sim.Message{Head: e.Head, Body: make([]byte, e.Base+n*e.PerEvent)}
}

// numberSize is how many bytes of a body carry the number of its command.
const numberSize = 8

// check refuses what cannot be sent.
func (s *Shape) check() error {
	if len(s.Commands) == 0 || s.Batch.Call == nil || s.Batch.Answer == nil {
		return errors.New("the shape has no command or no batch")
	}
	for i, c := range s.Commands {
		if c.Call == nil || c.Answer == nil || len(c.Events) == 0 || len(c.Events) != len(c.Stock) {
			return fmt.Errorf("command %d of the shape is not complete", i)
		}
		for _, m := range append([]*sim.Message{c.Call}, c.Events...) {
			if len(m.Body) < numberSize {
				return fmt.Errorf("command %d of the shape has a body of %d bytes, want %d or more", i, len(m.Body), numberSize)
			}
		}
	}
	return nil
}

// at returns what command n is like.
func (s *Shape) at(n uint64) *Command { return &s.Commands[n%uint64(len(s.Commands))] }

// EventsPer returns how many events a command comes to, on average.
func (s *Shape) EventsPer() float64 {
	sum := 0
	for _, c := range s.Commands {
		sum += len(c.Events)
	}
	return float64(sum) / float64(len(s.Commands))
}
