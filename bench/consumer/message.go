package consumer

import "context"

// Handler is a consumer within this process. It lets an event take effect, tells
// of the effect, and returns nil: then the kit acknowledges. On an error the
// message comes again.
//
// It is called for one message at a time. A crash is tried, too: then
// [Message.Tell] does not return, deferred calls run, ctx has ended, and the
// message comes again. What the handler keeps is taken to have survived.
type Handler func(ctx context.Context, m *Message) error

// Message is a message as a handler gets it. [ParseEvent] reads it.
type Message struct {
	Subject string
	Header  map[string][]string
	Data    []byte
	Seq     uint64 // in the stream
	Attempt uint32 // from 1

	tell func(Effect) error
	ack  func() error
}

// Tell says what became of an event: this one, or one that was parked. Call it
// when the effect is durable. The error says what is wrong with the effect.
func (m *Message) Tell(e Effect) error { return m.tell(e) }

// Ack acknowledges before the handler returns. Most handlers leave it to the kit.
func (m *Message) Ack() error { return m.ack() }
