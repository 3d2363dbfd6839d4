package broker

import (
	"context"
	"errors"
	"fmt"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// Message is one message for the stream.
type Message struct {
	Subject string
	Header  map[string][]string
	Data    []byte
}

func (m Message) wire() *nats.Msg {
	return &nats.Msg{Subject: m.Subject, Header: m.Header, Data: m.Data}
}

// Publish stores a message and returns its sequence.
func (b *Broker) Publish(ctx context.Context, m Message) (uint64, error) {
	ack, err := b.js.PublishMsg(ctx, m.wire())
	if err != nil {
		return 0, fmt.Errorf("publish to %s: %w", m.Subject, err)
	}
	return ack.Sequence, nil
}

// PublishAsync sends a message and does not wait until it is stored.
func (b *Broker) PublishAsync(m Message) error {
	if _, err := b.js.PublishMsgAsync(m.wire()); err != nil {
		return fmt.Errorf("publish to %s: %w", m.Subject, err)
	}
	return nil
}

// Terminate answers a delivery in the place of the consumer: never again.
func (b *Broker) Terminate(reply string) error { return b.nc.Publish(reply, []byte("+TERM")) }

// Effects calls tell for every message on the subject of effects, one at a time,
// whichever way the consumer is connected, until the broker is closed.
func (b *Broker) Effects(tell func(data []byte)) error {
	if _, err := b.nc.Subscribe(b.cfg.EffectsSubject, func(m *nats.Msg) { tell(m.Data) }); err != nil {
		return fmt.Errorf("listen for effects: %w", err)
	}
	return b.nc.Flush()
}

// State is what the server says of the durable consumer.
type State struct {
	Pending      uint64 `json:"pending"`       // messages that were not handed out yet
	AckPending   int    `json:"ack_pending"`   // handed out and not acknowledged
	Redelivered  int    `json:"redelivered"`   // of those, handed out more than once
	Waiting      int    `json:"waiting_pulls"` // pull requests that wait for a message
	Delivered    uint64 `json:"delivered_seq"` // newest sequence that was handed out
	AckFloor     uint64 `json:"ack_floor_seq"` // everything up to it is acknowledged
	AckPendMax   int    `json:"max_ack_pending"`
	LastSequence uint64 `json:"last_seq"` // of the stream
}

// State asks the server.
func (b *Broker) State(ctx context.Context) (State, error) {
	c, err := b.js.Consumer(ctx, b.cfg.Stream, b.cfg.Consumer)
	if err != nil {
		return State{}, fmt.Errorf("ask for consumer %s: %w", b.cfg.Consumer, err)
	}
	info := c.CachedInfo()
	return State{Pending: info.NumPending, AckPending: info.NumAckPending, Redelivered: info.NumRedelivered, Waiting: info.NumWaiting,
		Delivered: info.Delivered.Stream, AckFloor: info.AckFloor.Stream, AckPendMax: info.Config.MaxAckPending,
		LastSequence: info.Delivered.Stream + info.NumPending}, nil
}

// Pull takes messages as a consumer within this process does. Handle is called
// for one message at a time, on a goroutine of the call, until the context ends.
func (b *Broker) Pull(ctx context.Context, handle func(*Delivery)) error {
	c, err := b.js.Consumer(ctx, b.cfg.Stream, b.cfg.Consumer)
	if err != nil {
		return fmt.Errorf("ask for consumer %s: %w", b.cfg.Consumer, err)
	}
	it, err := c.Messages(jetstream.PullMaxMessages(max(1, min(b.cfg.MaxAckPending, 64))))
	if err != nil {
		return fmt.Errorf("pull from %s: %w", b.cfg.Consumer, err)
	}
	stop := context.AfterFunc(ctx, it.Drain) // what was handed out already is handled
	defer stop()
	defer it.Stop()
	for {
		m, err := it.Next()
		if err != nil {
			if errors.Is(err, jetstream.ErrMsgIteratorClosed) && ctx.Err() != nil {
				return nil
			}
			return fmt.Errorf("pull from %s: %w", b.cfg.Consumer, err)
		}
		meta, err := m.Metadata()
		if err != nil {
			return fmt.Errorf("pull from %s: %w", b.cfg.Consumer, err)
		}
		handle(&Delivery{Message: Message{Subject: m.Subject(), Header: m.Headers(), Data: m.Data()},
			Seq: meta.Sequence.Stream, Attempt: uint32(meta.NumDelivered), msg: m})
	}
}

// Delivery is a message within this process.
type Delivery struct {
	Message
	Seq     uint64
	Attempt uint32
	msg     jetstream.Msg
}

// Ack acknowledges the message.
func (d *Delivery) Ack() error { return d.msg.Ack() }

// Nack asks for it again, at once.
func (d *Delivery) Nack() error { return d.msg.Nak() }

// Reply returns what answers the delivery.
func (d *Delivery) Reply() string { return d.msg.Reply() }
